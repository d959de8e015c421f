// Pictures in, access units out.

import CGStreamer
import Foundation
import Synchronization

/// Codes pictures on GStreamer's threads; the newest wins when they come too fast.
final class VideoEncoder: Sendable {
    /// So many pictures in a row that do not come back are two seconds of a usual source: nothing will come any more.
    private static let mostUnanswered = 60

    private let kind: VideoEncoderKind
    private let line: EncodingLine
    /// What is being coded, in the order of its time.
    private let orders: OrderList

    private final class OrderList: Sendable {
        private let orders = Mutex<[VideoOrder]>([])

        /// - Returns: how many have not come back, this one among them.
        func add(_ order: VideoOrder) -> Int {
            orders.withLock { orders in
                orders.append(order)
                return orders.count
            }
        }

        /// The order of a time; those before it were replaced by newer ones on the way.
        func take(_ time: UInt64) -> VideoOrder? {
            orders.withLock { orders in
                defer { orders.removeAll { $0.captured <= time } }
                return orders.first { $0.captured == time }
            }
        }
    }

    /// - Parameter output: called on a streaming thread; only hands over.
    init(_ kind: VideoEncoderKind, kilobits: Int, output: @escaping @Sendable (AccessUnit) -> Void) {
        let orders = OrderList()
        self.kind = kind
        self.orders = orders
        // Encoders that share bits out by the second want a number; a source that is slower gets fewer bits.
        let launch = kind.launch(kilobits: kilobits)
        line = EncodingLine(rate: "30/1", launch: { _, _ in launch }) { sample in
            guard let order = Self.time(of: sample).flatMap(orders.take),
                let unit = AccessUnit(sample, kind.codec, order)
            else { return true }
            output(unit)
            return true
        }
    }

    /// Hands a picture over and returns at once.
    ///
    /// - Throws: what failed, or that nothing comes back; then it is of no use any more.
    func encode(_ input: EncoderInput, _ order: VideoOrder) throws(EncoderError) {
        guard orders.add(order) <= Self.mostUnanswered else {
            line.end()
            throw EncoderError(description: "\(kind.name) has given nothing back for \(Self.mostUnanswered) pictures")
        }
        do {
            try line.push(input, time: order.captured)
        } catch {
            throw EncoderError(description: "\(kind.name) has failed: \(error)")
        }
    }

    /// Asks for a key frame.
    func requestKeyFrame() { line.requestKeyFrame() }

    /// The time a picture was given, in nanoseconds. An encoder may shift its times, and its segment with them.
    private static func time(of sample: OpaquePointer) -> UInt64? {
        guard let buffer = gst_sample_get_buffer(sample), let segment = gst_sample_get_segment(sample) else {
            return nil
        }
        let time = gst_segment_to_running_time(segment, GST_FORMAT_TIME, showtell_pts(buffer))
        return time == showtell_no_time() ? nil : UInt64(time)
    }
}
