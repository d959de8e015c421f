// A picture that came from a source, with its time.

import CGStreamer
import Foundation
public import Imaging

/// A frame on its way through the daemon.
public struct Frame: Sendable {
    /// The picture; drawn upon after it has been judged.
    public let picture: Picture
    /// The same picture as the source gave it; nil where it has no such thing, or cannot do without its memory.
    public let raw: RawPicture?
    /// Counts every frame that a source delivered, over restarts and laps.
    public let number: Int64
    /// Monotonic clock at capture, in nanoseconds.
    public let captured: UInt64
    /// Seconds that pass as the pictures do: the clock for a live source, the film's own time when every frame counts.
    public let time: Double
    /// For a file: seconds from its beginning; nil for a live source.
    public let position: Double?
    /// For a file: how often it has begun anew.
    public let lap: Int

    /// A frame.
    public init(
        picture: Picture, raw: RawPicture? = nil, number: Int64, captured: UInt64, time: Double, position: Double?,
        lap: Int
    ) {
        (self.picture, self.raw) = (picture, raw)
        self.number = number
        self.captured = captured
        self.time = time
        self.position = position
        self.lap = lap
    }
}

/// The clock that frames are stamped with.
public enum MonotonicClock {
    /// Nanoseconds since some moment before the program began; never goes back.
    public static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// The time of a buffer since its pipeline began to play, in nanoseconds; nil when it has none.
    static func runningTime(of buffer: UnsafeMutablePointer<GstBuffer>, in segment: UnsafePointer<GstSegment>)
        -> UInt64?
    {
        let time = gst_segment_to_running_time(segment, GST_FORMAT_TIME, showtell_pts(buffer))
        return time == showtell_no_time() ? nil : UInt64(time)
    }
}

extension PicturePool {
    /// A picture with the content of a raw `BGRx` sample, copied out so that the source gets its buffer back at once.
    func picture(of sample: OpaquePointer) -> Picture? {
        guard let buffer = gst_sample_get_buffer(sample), let caps = gst_sample_get_caps(sample) else { return nil }
        var info = GstVideoInfo()
        var video = GstVideoFrame()
        guard gst_video_info_from_caps(&info, caps) != 0,
            gst_video_frame_map(&video, &info, buffer, GST_MAP_READ) != 0
        else { return nil }
        defer { gst_video_frame_unmap(&video) }
        guard let pixels = video.data.0 else { return nil }
        let copy = picture(width: Int(video.info.width), height: Int(video.info.height))
        copy.withBytes { bytes in
            // The source may pad its rows: the stride is the frame's, never a guess.
            for row in 0..<copy.height {
                let line = UnsafeRawBufferPointer(
                    start: pixels + row * Int(video.info.stride.0), count: copy.stride)
                UnsafeMutableRawBufferPointer(rebasing: bytes[(row * copy.stride)...]).copyMemory(from: line)
            }
        }
        return copy
    }
}
