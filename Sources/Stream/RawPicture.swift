// A picture as its decoder gave it, for encoders: they would only turn the colours of a converted one back.

import CGStreamer

/// A picture in the planes and colours that its source has; nothing but an encoder understands it.
public final class RawPicture: @unchecked Sendable {
    // Guard of the @unchecked: the buffer is only read from the moment it is here, and its count is atomic.

    /// How the planes lie, and what their colours mean.
    let format: RawFormat
    private let buffer: UnsafeMutablePointer<GstBuffer>

    /// Keeps a decoder's buffer.
    fileprivate init(_ buffer: UnsafeMutablePointer<GstBuffer>, _ format: RawFormat) {
        self.format = format
        self.buffer = showtell_buffer_ref(buffer)
    }

    deinit { showtell_buffer_unref(buffer) }

    /// A buffer over the same memory, with a time of its own; the caller frees it.
    func buffer(at time: UInt64) -> UnsafeMutablePointer<GstBuffer> { showtell_buffer_at(buffer, GstClockTime(time)) }
}

/// What GStreamer knows of raw pictures; one for as long as they stay the same.
final class RawFormat: @unchecked Sendable {
    // Guard of the @unchecked: caps are only read from the moment they are here, and their count is atomic.

    /// With everything said of the colours.
    let caps: UnsafeMutablePointer<GstCaps>
    let size: (width: Int, height: Int)

    /// Nil for what is no picture in memory.
    fileprivate init?(_ caps: UnsafeMutablePointer<GstCaps>) {
        var info = GstVideoInfo()
        guard gst_video_info_from_caps(&info, caps) != 0 else { return nil }
        size = (Int(info.width), Int(info.height))
        guard let copy = gst_caps_copy(caps) else { return nil }
        showtell_set_square(copy)
        // A JPEG says nothing of its primaries and its curve; JFIF means sRGB. Browsers take a film that leaves anything open
        // for one of BT.709, brightness from 16 to 235, whatever else it says.
        var colours = info.colorimetry
        if colours.matrix != GST_VIDEO_COLOR_MATRIX_UNKNOWN {
            if colours.primaries == GST_VIDEO_COLOR_PRIMARIES_UNKNOWN {
                colours.primaries = GST_VIDEO_COLOR_PRIMARIES_BT709
            }
            if colours.transfer == GST_VIDEO_TRANSFER_UNKNOWN {
                colours.transfer =
                    colours.range == GST_VIDEO_COLOR_RANGE_0_255 ? GST_VIDEO_TRANSFER_SRGB : GST_VIDEO_TRANSFER_BT709
            }
            showtell_set_colorimetry(copy, &colours)
        }
        self.caps = copy
    }

    deinit { gst_caps_unref(caps) }
}

/// Keeps the newest picture that went into a pipeline's converter: what comes out next was made from it.
///
/// Both happen one after the other on the same streaming thread.
final class RawKeeper: @unchecked Sendable {
    // Guard of the @unchecked: the streaming thread alone touches it.

    /// What the converter is called.
    static let converter = "convert"
    private(set) var newest: (picture: RawPicture, captured: UInt64)?
    private var format: RawFormat?
    /// What the format was made of.
    private var caps: UnsafeMutablePointer<GstCaps>?

    deinit { if let caps { gst_caps_unref(caps) } }

    /// Stands before the converter.
    ///
    /// - Parameters:
    ///   - stamp: when a picture with a running time was captured.
    ///   - seen: called on the streaming thread with each picture; only hands over.
    func attach(
        to pipeline: Pipeline, stamp: @escaping @Sendable (_ runningTime: UInt64?) -> UInt64,
        seen: @escaping @Sendable (_ picture: RawPicture, _ captured: UInt64) -> Void
    ) {
        PadProbe.attach(pipeline, .before(Self.converter), [GST_PAD_PROBE_TYPE_BUFFER]) { [self] pad, info in
            newest = nil
            if let buffer = gst_pad_probe_info_get_buffer(info), let format = format(of: pad) {
                let picture = RawPicture(buffer, format)
                let captured = stamp(Self.runningTime(of: buffer, at: pad))
                newest = (picture, captured)
                seen(picture, captured)
            }
            return GST_PAD_PROBE_OK
        }
    }

    private static func runningTime(
        of buffer: UnsafeMutablePointer<GstBuffer>, at pad: UnsafeMutablePointer<GstPad>
    ) -> UInt64? {
        guard let event = gst_pad_get_sticky_event(pad, GST_EVENT_SEGMENT, 0) else { return nil }
        defer { gst_event_unref(event) }
        var segment: UnsafePointer<GstSegment>?
        gst_event_parse_segment(event, &segment)
        return segment.flatMap { MonotonicClock.runningTime(of: buffer, in: $0) }
    }

    private func format(of pad: UnsafeMutablePointer<GstPad>) -> RawFormat? {
        let current = gst_pad_get_current_caps(pad)
        defer { if let current { gst_caps_unref(current) } }
        if current != caps {
            if let caps { gst_caps_unref(caps) }
            caps = current.map { gst_caps_ref($0) }
            format = current.flatMap(RawFormat.init)
        }
        return format
    }
}
