// Encoding: each picture once, for everybody.

import Control
import Imaging
import Logging
import Stream
import Synchronization

/// Hands pictures to the encoder and what comes back to the broadcast.
final class PrintShop: Sendable {
    private let orders: OrderBook
    private let encoder: JPEGEncoder
    private let broadcast: Broadcast
    private let logger: Logger
    private let hasFailed = Atomic(false)

    init(broadcast: Broadcast, meters: Meters, logger: Logger) {
        let orders = OrderBook(broadcast: broadcast, meters: meters)
        self.orders = orders
        self.broadcast = broadcast
        self.logger = logger
        encoder = JPEGEncoder { bytes, tag in orders.deliver(bytes, tag) }
    }

    /// Whether anybody would see a picture; the first one is always wanted, so that there is something to show.
    var isWanted: Bool { broadcast.isWanted || orders.isEmpty }

    /// Encodes a picture; returns at once.
    func print(_ picture: Picture, frame: Int64, captured: UInt64) {
        do {
            try encoder.encode(picture, tag: orders.take(frame: frame, captured: captured))
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
        let frame: Int64
        let captured: UInt64
        let began: UInt64
    }

    private struct State {
        var orders: [Order] = []
        var count: UInt64 = 0
    }

    private let state = Mutex(State())
    private let broadcast: Broadcast
    private let meters: Meters

    init(broadcast: Broadcast, meters: Meters) {
        self.broadcast = broadcast
        self.meters = meters
    }

    /// Whether nothing has been ordered yet.
    var isEmpty: Bool { state.withLock { $0.count == 0 } }

    /// The tag of a new order.
    func take(frame: Int64, captured: UInt64) -> UInt64 {
        state.withLock { state in
            state.count += 1
            state.orders.append(
                Order(tag: state.count, frame: frame, captured: captured, began: MonotonicClock.now()))
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
        meters.note("encode", milliseconds: Double(now - order.began) / 1e6)
        meters.note("age", milliseconds: Double(now - order.captured) / 1e6)
        broadcast.publish(jpeg: bytes, frame: order.frame, captured: order.captured)
    }
}
