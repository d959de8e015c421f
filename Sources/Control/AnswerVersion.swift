// HTTP/1.0, for those who speak it and for answers that end with their connection.

import NIOCore
import NIOHTTP1

/// Answers in the version of HTTP that an answer needs.
///
/// Who asks in HTTP/1.0 knows no chunks (RFC 9112, 7.1), and expects the connection to end unless it asked to keep it. A
/// stream ends with its connection whatever the version is: as an answer of HTTP/1.0 it comes without chunks, which many
/// players of MJPEG do not understand.
final class AnswerVersion: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private var isOld = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(var head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
        isOld = head.version == .http1_0
        if isOld, !head.isKeepAlive { head.headers.replaceOrAdd(name: "connection", value: "close") }
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .head(var head) = unwrapOutboundIn(data) else { return context.write(data, promise: promise) }
        let endsWithConnection =
            head.headers.first(name: "connection") == "close" && !head.headers.contains(name: "content-length")
        if isOld || endsWithConnection { head.version = .http1_0 }
        context.write(wrapOutboundOut(.head(head)), promise: promise)
    }
}
