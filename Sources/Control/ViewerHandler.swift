// A viewer's socket, fed by its own event loop: what it cannot take now is not kept for it.

import Foundation
import NIOCore

/// Gives a viewer what its feed has next, whenever its socket can take more.
///
/// It stands first in the pipeline, below HTTP: the head of the answer has gone out before, and what it writes itself
/// goes to the socket as it is. No task waits for the viewer, nothing wakes up for it but the loop.
final class ViewerHandler<Feed: ViewerFeed>: ChannelInboundHandler, Viewer {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = IOData

    private let feed: Feed
    private let tally: Tally
    /// How long the socket may take nothing before the viewer is sent away.
    private let patience: TimeAmount
    private var cursor: Feed.Cursor
    private var context: ChannelHandlerContext?
    /// Whether something new came while the socket was full.
    private var isBehind = false
    private var isOffering = false
    /// Since when the socket has been full; nil while it is not.
    private var fullSince: NIODeadline?
    private var lastSent = NIODeadline.now()

    init(_ feed: Feed, tally: Tally, patience: Duration) {
        self.feed = feed
        self.tally = tally
        self.patience = TimeAmount(patience)
        cursor = feed.start
    }

    /// Makes a connection, whose answer has been begun, a viewer's, and waits until it is over.
    ///
    /// - Throws: when the connection has ended already.
    static func serve(_ feed: Feed, to channel: any Channel, tally: Tally, patience: Duration) async throws {
        try await channel.eventLoop.submit {
            let handler = ViewerHandler(feed, tally: tally, patience: patience)
            try channel.pipeline.syncOperations.addHandler(handler, position: .first)
        }.get()
        try await channel.closeFuture.get()
    }

    func handlerAdded(context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        self.context = context
        tune(context.channel)
        // Before anything is written: writing to somebody who has gone ends the connection, and what has not joined then
        // would join afterwards, for ever.
        feed.crowd.join(self, on: context.eventLoop)
        if feed.opening.readableBytes > 0 { send(feed.opening, context) }
        offer()
    }

    func handlerRemoved(context: ChannelHandlerContext) { leave() }

    func channelInactive(context: ChannelHandlerContext) {
        leave()
        context.fireChannelInactive()
    }

    private func leave() {
        guard let context else { return }
        self.context = nil
        feed.crowd.leave(self, on: context.eventLoop)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // Who has closed its side is gone, and a server that stops cannot wait for the end of what has none.
        if event as? ChannelEvent == .inputClosed || event is ChannelShouldQuiesceEvent {
            context.close(promise: nil)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }

    // Not passed on: nobody above writes any more.
    func channelWritabilityChanged(context: ChannelHandlerContext) {
        guard context.channel.isWritable else { return }
        fullSince = nil
        offer()
    }

    func offer() {
        // Sending makes the socket writable again, which leads here again.
        guard !isOffering, let context else { return }
        guard context.channel.isWritable else {
            isBehind = true
            return
        }
        isOffering = true
        defer { isOffering = false }
        while context.channel.isWritable, let delivery = feed.next(after: cursor) { send(delivery, context) }
    }

    func tick(_ now: NIODeadline) {
        guard let context else { return }
        if feed.isOver() {
            // Who asks again is told why.
            context.close(promise: nil)
        } else if let fullSince, now - fullSince > patience {
            context.close(promise: nil)
        } else if context.channel.isWritable, now - lastSent >= .seconds(1),
            let delivery = feed.reminder(after: cursor)
        {
            send(delivery, context)
        }
    }

    private func send(_ delivery: Portion<Feed.Cursor>, _ context: ChannelHandlerContext) {
        cursor = delivery.cursor
        if isBehind { tally.noteSkipped(delivery.skipped) }
        isBehind = false
        send(delivery.bytes, context)
    }

    private func send(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
        tally.noteSent(bytes.readableBytes)
        context.writeAndFlush(wrapOutboundOut(.byteBuffer(bytes)), promise: nil)
        lastSent = .now()
        fullSince = context.channel.isWritable ? nil : lastSent
    }

    /// Keeps the kernel from queueing pictures: what is not on the wire yet can still be replaced by a newer one. A line
    /// that acknowledges nothing is given up. A socket that knows none of this, as a Unix socket, is served as it is.
    private func tune(_ channel: any Channel) {
        let unsentBytes = 16_384
        let options = channel.syncOptions
        try? options?.setOption(.tcpOption(.tcp_nodelay), value: 1)
        try? options?.setOption(.tcpOption(.init(rawValue: CInt(TCP_NOTSENT_LOWAT))), value: .init(unsentBytes))
        try? options?.setOption(
            .tcpOption(.init(rawValue: CInt(TCP_USER_TIMEOUT))), value: .init(patience.nanoseconds / 1_000_000))
        try? options?.setOption(.writeBufferWaterMark, value: .init(low: 1, high: 2))
    }
}
