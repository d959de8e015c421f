// What an encoder takes, as GStreamer wants it.

import CGStreamer
public import Imaging

/// A picture to be coded; nobody may change it any more.
public enum EncoderInput: Sendable {
    /// One of the house's own.
    case picture(Picture)
    /// One as its source gave it.
    case raw(RawPicture)

    /// What an encoder must be told before it takes the picture.
    enum Format: Sendable, Equatable {
        case picture(width: Int, height: Int)
        case raw(RawFormat)

        static func == (left: Self, right: Self) -> Bool {
            switch (left, right) {
            case (.picture(let width, let height), .picture(let otherWidth, let otherHeight)):
                width == otherWidth && height == otherHeight
            case (.raw(let format), .raw(let other)): format === other
            default: false
            }
        }

        /// In GStreamer's words; the caller frees them.
        ///
        /// - Parameter rate: frames a second as a fraction, whatever the source says.
        func caps(rate: String) -> UnsafeMutablePointer<GstCaps>? {
            switch self {
            case .picture(let width, let height):
                return gst_caps_from_string(
                    "video/x-raw,format=BGRx,width=\(width),height=\(height),framerate=\(rate)")
            case .raw(let format):
                let caps = gst_caps_copy(format.caps)
                if let caps { showtell_set_rate(caps, rate) }
                return caps
            }
        }
    }

    var format: Format {
        switch self {
        case .picture(let picture): .picture(width: picture.width, height: picture.height)
        case .raw(let raw): .raw(raw.format)
        }
    }

    /// Pixels a row, and rows.
    var size: (width: Int, height: Int) {
        switch self {
        case .picture(let picture): (picture.width, picture.height)
        case .raw(let raw): raw.format.size
        }
    }

    /// A buffer that lies in the picture's memory and keeps it until it has been coded; the caller frees it.
    func buffer(at time: UInt64) -> UnsafeMutablePointer<GstBuffer>? {
        switch self {
        case .raw(let raw): return raw.buffer(at: time)
        case .picture(let picture):
            let owner = Unmanaged.passRetained(picture).toOpaque()
            let buffer = picture.withBytes { bytes in
                gst_buffer_new_wrapped_full(
                    GST_MEMORY_FLAG_READONLY, bytes.baseAddress, gsize(bytes.count), 0, gsize(bytes.count), owner
                ) { owner in
                    if let owner { Unmanaged<Picture>.fromOpaque(owner).release() }
                }
            }
            if let buffer { showtell_set_pts(buffer, GstClockTime(time)) }
            return buffer
        }
    }
}
