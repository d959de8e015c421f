// What a camera can send, and which of it is best to learn from.

import CV4L2
import Foundation

/// A format, size and rate that a camera offers.
public struct CameraMode: Sendable, Hashable {
    /// The four letters of V4L2 for the format: `YUYV`, `MJPG`.
    public let format: String
    /// Pixels a row.
    public let width: Int
    /// Rows.
    public let height: Int
    /// The time between frames in seconds, as a fraction; nil when the camera does not say.
    public let interval: Interval?

    package init(format: String, width: Int, height: Int, interval: Interval?) {
        self.format = format
        self.width = width
        self.height = height
        self.interval = interval
    }

    /// A fraction of a second.
    public struct Interval: Sendable, Hashable {
        let numerator: Int
        let denominator: Int

        package init(numerator: Int, denominator: Int) { (self.numerator, self.denominator) = (numerator, denominator) }

        /// Frames a second.
        public var rate: Double { Double(denominator) / Double(numerator) }
    }

    /// GStreamer's names of the formats that are worth having, the best first: what needs no decoder has no artefacts to
    /// learn, and costs nothing to unpack.
    private static let names: KeyValuePairs = [
        "YUYV": "video/x-raw,format=YUY2", "UYVY": "video/x-raw,format=UYVY", "NV12": "video/x-raw,format=NV12",
        "YU12": "video/x-raw,format=I420", "RGB3": "video/x-raw,format=RGB", "BGR3": "video/x-raw,format=BGR",
        "GREY": "video/x-raw,format=GRAY8", "MJPG": "image/jpeg", "JPEG": "image/jpeg",
    ]

    private var rank: Int? { Self.names.firstIndex { $0.key == format } }

    /// Whether Showtell can show it.
    public var isUsable: Bool { rank != nil }

    /// The mode as GStreamer writes it; everything is pinned, for what is left open it chooses by order of mention.
    var caps: String {
        let name = rank.map { Self.names[$0].value } ?? ""
        let rate = interval.map { ",framerate=\($0.denominator)/\($0.numerator)" } ?? ""
        return "\(name),width=\(width),height=\(height)\(rate)"
    }

    /// Whether its pictures come as they are, and need no decoder.
    var isRaw: Bool { !isUsable || caps.hasPrefix("video/x-raw") }

    /// The size and rate alone, where somebody else converts a format that GStreamer does not know.
    package var convertedCaps: String {
        "video/x-raw,width=\(width),height=\(height)"
            + (interval.map { ",framerate=\($0.denominator)/\($0.numerator)" } ?? "")
    }

    /// The best of those that nobody here can show, for libv4l2 to convert.
    package static func bestToConvert(of modes: [CameraMode]) -> CameraMode? {
        modes.min { $0.distance.lexicographicallyPrecedes($1.distance) }
    }

    /// The best of several: not slower than 14 frames a second, nearest to 640 × 480, nearest to 30 a second, undecoded.
    package static func best(of modes: [CameraMode]) -> CameraMode? {
        modes.filter(\.isUsable).min { $0.distance.lexicographicallyPrecedes($1.distance) }
    }

    private var distance: [Double] {
        let rate = interval?.rate ?? 30
        let size = abs(log(Double(width) / 640)) + abs(log(Double(height) / 480))
        return [rate < 14 ? 1 : 0, size, abs(rate - 30), Double(rank ?? 0)]
    }
}
