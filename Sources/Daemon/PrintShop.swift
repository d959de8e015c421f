// Encoding: each picture once, for everybody.

import Control
import Imaging
import Logging
import Stream
import Synchronization

/// What a picture shows.
struct Origin: Sendable, Equatable {
    /// The frame's number; −1 for a picture that says why there is none.
    let frame: Int64
    /// Monotonic clock at capture, in nanoseconds.
    let captured: UInt64
    /// Why there is no picture.
    let reason: String?
}

/// Hands pictures of one rendition to its encoder and what comes back to its broadcast.
final class PrintShop: Sendable {
    private let orders: OrderBook
    private let encoder: JPEGEncoder
    private let broadcast: Broadcast
    private let logger: Logger
    private let hasFailed = Atomic(false)

    /// - Parameters:
    ///   - longestSide: what the rendition is scaled down to, in pixels; nil for the size as it is.
    ///   - meters: what takes note of times; nil where nobody asks.
    init(broadcast: Broadcast, longestSide: Int? = nil, meters: Meters?, logger: Logger) {
        let orders = OrderBook(broadcast: broadcast, meters: meters)
        self.orders = orders
        self.broadcast = broadcast
        self.logger = logger
        encoder = JPEGEncoder(longestSide: longestSide) { bytes, tag in orders.deliver(bytes, tag) }
    }

    /// Whether anybody would see a picture.
    var isWanted: Bool { broadcast.isWanted }

    /// Whether anybody waits for one.
    var isAwaited: Bool { broadcast.isAwaited }

    /// Encodes a picture, unless it was encoded before; returns at once.
    func print(_ picture: Picture, _ origin: Origin) {
        guard let tag = orders.take(origin) else { return }
        do {
            try encoder.encode(picture, tag: tag)
            hasFailed.store(false, ordering: .relaxed)
        } catch {
            // The next picture gets a new encoder; a log line a picture would hide everything else.
            if !hasFailed.exchange(true, ordering: .relaxed) { logger.error("\(error)") }
        }
    }
}

/// What is known of pictures that are being encoded, until they come back.
private final class OrderBook: Sendable {
    private struct Order {
        let tag: UInt64
        let origin: Origin
        let began: UInt64
    }

    private struct State {
        var orders: [Order] = []
        var count: UInt64 = 0
        var newest: Origin?
    }

    private let state = Mutex(State())
    private let broadcast: Broadcast
    private let meters: Meters?

    init(broadcast: Broadcast, meters: Meters?) {
        self.broadcast = broadcast
        self.meters = meters
    }

    /// The tag of a new order; nil when the same picture was ordered before.
    func take(_ origin: Origin) -> UInt64? {
        state.withLock { state in
            guard state.newest != origin else { return nil }
            state.newest = origin
            state.count += 1
            state.orders.append(Order(tag: state.count, origin: origin, began: MonotonicClock.now()))
            return state.count
        }
    }

    func deliver(_ bytes: UnsafeRawBufferPointer, _ tag: UInt64) {
        let order = state.withLock { state in
            defer {
                // Orders before this one were replaced by newer ones inside the encoder.
                state.orders.removeAll { $0.tag <= tag }
            }
            return state.orders.first { $0.tag == tag }
        }
        guard let order else { return }
        let now = MonotonicClock.now()
        let origin = order.origin
        meters?.note("encode", milliseconds: Double(now - order.began) / 1e6)
        meters?.note("age", milliseconds: Double(now - origin.captured) / 1e6)
        broadcast.publish(jpeg: bytes, frame: origin.frame, captured: origin.captured, reason: origin.reason)
    }
}
