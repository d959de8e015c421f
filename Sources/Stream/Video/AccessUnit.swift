// One coded picture of a film.

import CGStreamer
import Foundation

/// A coded picture, shared by everybody who sends it on.
public final class AccessUnit: @unchecked Sendable {
    // Guard of the @unchecked: the buffer is only read from the moment it is here, and its count is atomic.

    /// What it is coded in.
    public let codec: VideoCodec
    /// Whether it can be understood without those before it.
    public let isKey: Bool
    /// The frame's number; -1 when it is no frame but says why there is none.
    public let frame: Int64
    /// Monotonic clock at capture, in nanoseconds; rises from unit to unit.
    public let captured: UInt64
    /// Pixels a row, and rows.
    public let size: (width: Int, height: Int)

    /// The encoder's memory; its time is that of the capture.
    let buffer: UnsafeMutablePointer<GstBuffer>

    /// - Parameter sample: an encoder's; its memory is kept.
    init?(_ sample: OpaquePointer, _ codec: VideoCodec, _ order: VideoOrder) {
        guard let buffer = gst_sample_get_buffer(sample) else { return nil }
        self.codec = codec
        self.buffer = showtell_buffer_at(buffer, GstClockTime(order.captured))
        isKey = showtell_is_key(buffer) != 0
        (frame, captured, size) = (order.frame, order.captured, order.size)
    }

    deinit { showtell_buffer_unref(buffer) }

    /// Lends the bytes: for H.264 start codes and units, parameter sets first in a key frame.
    public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result? {
        var map = GstMapInfo()
        guard gst_buffer_map(buffer, &map, GST_MAP_READ) != 0 else { return nil }
        defer { gst_buffer_unmap(buffer, &map) }
        return try body(UnsafeRawBufferPointer(start: map.data, count: Int(map.size)))
    }

    /// The codec as browsers name it, with profile and level: `avc1.42c01e` (RFC 6381); nil when this is no key frame.
    public var codecName: String? {
        guard codec == .h264 else { return isKey ? "vp8" : nil }
        let name = withBytes { bytes -> String? in
            // The sequence parameter set (type 7) begins with the three bytes that the name repeats (ISO/IEC 14496-15).
            guard let start = Self.unit(ofType: 7, in: bytes), start + 3 < bytes.count else { return nil }
            return "avc1." + bytes[(start + 1)...(start + 3)].map { String(format: "%02x", $0) }.joined()
        }
        return name ?? nil
    }

    /// Where the first unit of a type begins, behind its start code 00 00 01.
    private static func unit(ofType type: UInt8, in bytes: UnsafeRawBufferPointer) -> Int? {
        guard bytes.count > 3 else { return nil }
        return (3..<bytes.count).first { index in
            bytes[index - 1] == 1 && bytes[index - 2] == 0 && bytes[index - 3] == 0 && bytes[index] & 31 == type
        }
    }
}

/// What is known of a picture while it is being coded.
struct VideoOrder: Sendable {
    let frame: Int64
    let captured: UInt64
    let size: (width: Int, height: Int)
}
