// What a connection needs that carries pictures for as long as somebody watches.

import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle

/// The socket of a live stream.
enum LiveSocket {
    /// Keeps the kernel from queueing pictures: what is not on the wire yet can still be replaced by a newer one.
    static func tune(_ channel: any Channel) async throws {
        let noDelay = 1
        let unsentBytes = 16_384
        try await channel.setOption(.tcpOption(.tcp_nodelay), value: noDelay).get()
        try await channel.setOption(.tcpOption(.init(rawValue: CInt(TCP_NOTSENT_LOWAT))), value: unsentBytes).get()
        try await channel.setOption(.writeBufferWaterMark, value: .init(low: 1, high: 2)).get()
    }

    /// Runs until the viewer goes or the server stops: a stream has no end of its own that either could wait for.
    static func stream(
        _ request: Request, _ channel: any Channel, _ send: () async throws -> Void
    ) async throws {
        try await withGracefulShutdownHandler {
            try await request.body.consumeWithCancellationOnInboundClose { _ in try await send() }
        } onGracefulShutdown: {
            channel.close(promise: nil)
        }
    }
}

extension HTTPFields {
    /// Says that what follows is never stored, and never held back.
    mutating func beLive() {
        self[.cacheControl] = "no-store"
        self[.connection] = "close"
        // nginx then passes pictures on at once, without configuration.
        if let name = HTTPField.Name("X-Accel-Buffering") { self[name] = "no" }
    }
}
