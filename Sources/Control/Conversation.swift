// A client's requests, one after the other, and their replies in the same order.

import Foundation
import Logging
import NIOCore
import ServiceLifecycle
import Wire

/// What a door reads: a message, or the news that one was too long.
enum InboundLine: Sendable {
    case message(ByteBuffer)
    case tooLong
}

/// The largest message that any door accepts: one that carries a picture.
let maximumMessageBytes = 4 << 20
/// The largest message without a picture.
private let maximumPlainBytes = 1 << 20

/// Talks with one client over whatever carries lines.
struct Conversation: Sendable {
    let handler: any ControlHandler
    let hub: Hub
    let logger: Logger

    /// Serves a channel until either side has had enough or the daemon stops.
    func run(_ channel: NIOAsyncChannel<InboundLine, Never>, door: String, role: Role) async {
        let socket = channel.channel
        let address = socket.remoteAddress?.ipAddress.flatMap { IPAddress($0)?.isLoopback == true ? nil : $0 }
        let connection = hub.join(door: door, role: role, address: address) { socket.close(promise: nil) }
        let client = connection.client
        logger.debug("\(client.name) is connected as \(role.name)")
        // A client may go while its request is being answered; the writer is who learns it then.
        socket.closeFuture.whenComplete { _ in connection.outbox.finish() }
        do {
            try await cancelWhenGracefulShutdown {
                try await withTaskCancellationHandler {
                    try await channel.executeThenClose { inbound in
                        async let _: Void = read(inbound, connection)
                        while let lines = await connection.outbox.next() { try await write(lines, to: socket) }
                    }
                } onCancel: {
                    socket.close(promise: nil)
                }
            }
        } catch {
            logger.debug("\(client.name) is gone: \(error)")
        }
        if connection.outbox.hasOverflown {
            logger.warning("\(client.name) is disconnected: it does not read what it asked for")
        }
        hub.leave(connection)
        await handler.left(client)
    }

    /// Returns when the kernel has taken the lines: until then the outbox fills and knows that the client is slow.
    private func write(_ lines: [Data], to socket: any Channel) async throws {
        try await socket.eventLoop.flatSubmit {
            for line in lines.dropLast() { socket.write(ByteBuffer(bytes: line), promise: nil) }
            return socket.writeAndFlush(ByteBuffer(bytes: lines.last ?? Data()))
        }.get()
    }

    private func read(_ inbound: NIOAsyncChannelInboundStream<InboundLine>, _ connection: Connection) async {
        defer { connection.outbox.finish() }
        if let hello = try? Line.hello(handler.greeting(for: connection.client)) { connection.outbox.push(hello) }
        do {
            for try await line in inbound {
                await connection.outbox.room()
                guard case .message(let buffer) = line, await answer(buffer, connection) else {
                    let limit = "a line holds at most 1 MiB, or 4 MiB with an image"
                    connection.outbox.push(Line.failure(.invalidRequest(limit), id: nil))
                    return
                }
            }
        } catch {
            logger.debug("\(connection.client.name) cannot be read: \(error)")
        }
    }

    /// Answers one message. Returns false when it is longer than its kind may be.
    private func answer(_ buffer: ByteBuffer, _ connection: Connection) async -> Bool {
        let message: Message
        do {
            message = try Message(line: Data(buffer.readableBytesView))
        } catch {
            connection.outbox.push(Line.failure(error.failure, id: error.id))
            return true
        }
        guard buffer.readableBytes <= maximumPlainBytes || message.carriesImage else { return false }
        let outbox = connection.outbox
        // What a subscription carries first is the snapshot in its reply: its events wait behind that. So does the end of
        // work behind the number that it is called by. Nothing else holds events back, however long its reply takes.
        let comesFirst = message.method == "subscribe" || Call.SessionWork(rawValue: message.method) != nil
        let place = message.id != nil && comesFirst ? outbox.reserve() : nil
        func reply(_ line: Data) { if let place { outbox.fill(place, with: line) } else { outbox.push(line) } }
        do {
            let result = try await result(of: message, connection)
            if let id = message.id { reply(try Line.result(result, id: id)) }
        } catch {
            let failure = error as? Failure ?? .internalError("the result cannot be written: \(error)")
            if let id = message.id {
                reply(Line.failure(failure, id: id))
            } else {
                // Nobody asked for a reply; somebody with a plain pipe would be left blind.
                let line = LogLine(level: "error", message: "\(message.method.prefix(40)): \(failure.message)")
                outbox.push(.log, line, subscription: nil)
            }
        }
        return true
    }

    private func result(of message: Message, _ connection: Connection) async throws -> any Encodable & Sendable {
        guard let method = Method.named(message.method) else {
            throw Failure.methodNotFound("there is no method \(JSON.string(message.method)); \"help\" lists them")
        }
        let client = connection.client
        guard client.role >= method.role else {
            throw Failure(.notAllowed, "\(method.name) is for a \(method.role.name); you are a \(client.role.name)")
        }
        let call = try method.call(message.params)
        switch call {
        case .subscribe(let topics, let rate):
            let number = connection.subscribe(to: topics, rate: rate)
            if topics.contains(.clients) { hub.tellClients(to: connection) }
            hub.noteClients()
            if topics.contains(.log) {
                for line in await handler.standingTroubles() {
                    connection.outbox.push(.log, line, subscription: number)
                }
            }
            return Subscribed(subscription: number, snapshot: try await handler.answer(.state, from: client))
        case .unsubscribe(let number):
            guard connection.unsubscribe(number) else {
                throw Failure(.notFound, "there is no subscription \(number) on this connection")
            }
            hub.noteClients()
            return Nothing()
        default:
            return try await handler.answer(call, from: client)
        }
    }
}

/// What `subscribe` answers: the snapshot, and the number that `unsubscribe` wants.
private struct Subscribed: Encodable, Sendable {
    let subscription: Int64
    let snapshot: any Encodable & Sendable
    private enum Key: String, CodingKey { case subscription, snapshot }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(subscription, forKey: .subscription)
        try snapshot.encode(to: container.superEncoder(forKey: .snapshot))
    }
}
