// A camera's device node, opened to ask what it is. Its frames come through GStreamer.

import CV4L2
import Foundation

/// An open camera.
struct CameraDevice: ~Copyable {
    let descriptor: Int32
    /// What it calls itself.
    let name: String

    /// - Throws: why there is no camera at `path`, or none that may be used.
    init(_ path: String) throws(CameraRefusal) {
        // Asking does not disturb whoever streams from it, and must not wait for anybody.
        let descriptor = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw CameraRefusal(path, errno) }
        var answer = v4l2_capability()
        guard showtell_query_camera(descriptor, &answer) == 0 else {
            let reason = errno
            close(descriptor)
            throw CameraRefusal(path, reason == ENODEV ? reason : EIO)
        }
        let name = withUnsafeBytes(of: &answer.card) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        // The capabilities of this node, not of all nodes of the camera.
        let isSplit = answer.capabilities & UInt32(V4L2_CAP_DEVICE_CAPS) != 0
        guard (isSplit ? answer.device_caps : answer.capabilities) & UInt32(V4L2_CAP_VIDEO_CAPTURE) != 0 else {
            close(descriptor)
            throw CameraRefusal(path, otherNodeOf: name)
        }
        (self.descriptor, self.name) = (descriptor, name)
    }

    deinit { close(descriptor) }

    /// All it can send.
    func modes() -> [CameraMode] {
        var modes: [CameraMode] = []
        var format = v4l2_fmtdesc()
        format.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        while showtell_list_format(descriptor, &format) == 0 {
            for (width, height) in sizes(of: format.pixelformat) {
                let letters = withUnsafeBytes(of: format.pixelformat.littleEndian) {
                    String(decoding: $0, as: UTF8.self)
                }
                let intervals = intervals(of: format.pixelformat, width, height)
                // A camera that names no rates has one all the same.
                for interval in intervals.isEmpty ? [nil] : intervals {
                    modes.append(
                        CameraMode(format: letters, width: Int(width), height: Int(height), interval: interval))
                }
            }
            format.index += 1
        }
        return modes
    }

    /// Whether somebody else streams from it. Must not be asked of a camera that is being played: that would stop to be ours.
    func isBusy(for mode: CameraMode) -> Bool {
        let letters = mode.format.utf8.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return showtell_set_format(descriptor, letters, UInt32(mode.width), UInt32(mode.height)) != 0 && errno == EBUSY
    }

    private func sizes(of format: UInt32) -> [(UInt32, UInt32)] {
        var sizes: [(UInt32, UInt32)] = []
        var size = v4l2_frmsizeenum()
        size.pixel_format = format
        while showtell_list_size(descriptor, &size) == 0 {
            guard size.type == V4L2_FRMSIZE_TYPE_DISCRETE.rawValue else {
                // Any size between two: the one we would choose from a list.
                let range = size.stepwise
                return [
                    (min(max(640, range.min_width), range.max_width), min(max(480, range.min_height), range.max_height))
                ]
            }
            sizes.append((size.discrete.width, size.discrete.height))
            size.index += 1
        }
        return sizes
    }

    private func intervals(of format: UInt32, _ width: UInt32, _ height: UInt32) -> [CameraMode.Interval?] {
        var intervals: [CameraMode.Interval?] = []
        var interval = v4l2_frmivalenum()
        (interval.pixel_format, interval.width, interval.height) = (format, width, height)
        while showtell_list_interval(descriptor, &interval) == 0 {
            // Any rate between two: the camera's own choice.
            guard interval.type == V4L2_FRMIVAL_TYPE_DISCRETE.rawValue else { return [] }
            let (numerator, denominator) = (Int(interval.discrete.numerator), Int(interval.discrete.denominator))
            if numerator > 0, denominator > 0 {
                intervals.append(.init(numerator: numerator, denominator: denominator))
            }
            interval.index += 1
        }
        return intervals
    }
}
