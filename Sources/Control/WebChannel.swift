// One port for both: HTTP requests, and the WebSocket that an HTTP request can turn into.

import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import NIOWebSocket
import Wire

/// A child channel of the web server that speaks HTTP/1.1 and, at `/control`, the control channel.
struct WebChannel: ServerChildChannel {
    /// What the first request of a connection made of it.
    enum Outcome: Sendable {
        case http(NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>)
        case control(NIOAsyncChannel<InboundLine, Never>, Role)
    }

    struct Value: ServerChildChannelValue {
        let channel: any Channel
        let outcome: EventLoopFuture<Outcome>
    }

    let http: HTTP1Channel
    let guardian: Guardian
    let conversation: Conversation
    /// How long the first request may take to come: who opens connections and asks for nothing holds none for long.
    let patience: Duration

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            let upgrade = NIOTypedHTTPServerUpgradeConfiguration<Outcome>(
                upgraders: [upgrader], notUpgradingCompletionHandler: { stayHTTP($0, logger) })
            var configuration = NIOUpgradableHTTPServerPipelineConfiguration(upgradeConfiguration: upgrade)
            // The HTTP handler works request by request itself, as Hummingbird's own HTTP/1.1 channel does.
            configuration.enablePipelining = false
            configuration.enableErrorHandling = false
            configuration.enableResponseHeaderValidation = false
            let outcome = try channel.pipeline.syncOperations.configureUpgradableHTTPServerPipeline(
                configuration: configuration)
            let deadline = channel.eventLoop.scheduleTask(in: TimeAmount(patience)) { channel.close(promise: nil) }
            outcome.whenComplete { _ in deadline.cancel() }
            channel.closeFuture.whenComplete { _ in deadline.cancel() }
            return Value(channel: channel, outcome: outcome)
        }
    }

    func handle(value: Value, logger: Logger) async {
        do {
            switch try await value.outcome.get() {
            case .http(let channel): await http.handle(value: channel, logger: logger)
            case .control(let channel, let role):
                await conversation.run(channel, door: "web", role: role)
            }
        } catch {
            logger.debug("a connection was refused: \(error)")
            value.channel.close(promise: nil)
        }
    }

    private var upgrader: NIOTypedWebSocketServerUpgrader<Outcome> {
        NIOTypedWebSocketServerUpgrader(
            maxFrameSize: maximumMessageBytes,
            shouldUpgrade: { channel, head in
                let isWelcome =
                    guardian.front.basePath.inside(head.uri) == "/control"
                    && guardian.accepts(head.headers, on: channel)
                return channel.eventLoop.makeSucceededFuture(isWelcome ? HTTPHeaders() : nil)
            },
            upgradePipelineHandler: { channel, head in
                channel.eventLoop.makeCompletedFuture {
                    // Who ends the TCP connection without a close frame is gone; nobody waits for a last reply here.
                    try channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: false)
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(
                        NIOWebSocketFrameAggregator(
                            minNonFinalFragmentSize: 0, maxAccumulatedFrameCount: 1024,
                            maxAccumulatedFrameSize: maximumMessageBytes))
                    try pipeline.addHandler(WebSocketFraming())
                    let lines = try NIOAsyncChannel<InboundLine, Never>(wrappingChannelSynchronously: channel)
                    let role = guardian.role(of: guardian.visitor(head.headers, on: channel))
                    return .control(lines, role)
                }
            })
    }

    private func stayHTTP(_ channel: any Channel, _ logger: Logger) -> EventLoopFuture<Outcome> {
        channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(AnswerVersion())
            try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
            try pipeline.addHandler(HTTPConnectionStateHandler(idleTimeout: .seconds(60), logger: logger))
            return .http(
                try NIOAsyncChannel(
                    wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true)))
        }
    }
}
