// What a moving picture is coded in, and the encoders that can do it, best first.

/// A way of coding moving pictures.
public enum VideoCodec: String, Sendable {
    /// ITU-T H.264, byte stream with start codes, parameter sets before every key frame.
    case h264 = "H.264"
    /// RFC 6386; for WebRTC where no H.264 encoder works.
    case vp8 = "VP8"
}

/// An encoder of GStreamer's with the settings for pictures that are watched as they are taken.
///
/// No frame waits for a later one, a key frame comes at least every four seconds and whenever it is asked for, and the
/// bits of a quarter of a second may be used as they are needed: more, and a key frame would take long on a narrow line.
public struct VideoEncoderKind: Sendable, Hashable {
    /// The element's name, for people and logs.
    public let name: String
    /// What it makes.
    public let codec: VideoCodec
    /// Whether a processor of its own does the work.
    public let isHardware: Bool
    private let settings: @Sendable (_ kilobits: Int) -> String

    /// The elements from raw pictures to access units.
    ///
    /// - Parameter kilobits: a second.
    func launch(kilobits: Int) -> String {
        // Colours are shared by two times two pixels: a picture of an odd size loses its last row or column.
        let raw = """
            videoconvert ! videoscale ! video/x-raw,format=\(isHardware ? "NV12" : "I420"),\
            width=[2,8192,2],height=[2,8192,2],pixel-aspect-ratio=1/1
            """
        switch codec {
        case .h264:
            return """
                \(raw) ! \(settings(kilobits)) ! video/x-h264,profile=constrained-baseline ! \
                h264parse config-interval=-1 ! video/x-h264,stream-format=byte-stream,alignment=au
                """
        case .vp8: return "\(raw) ! \(settings(kilobits))"
        }
    }

    /// The same element.
    public static func == (left: Self, right: Self) -> Bool { left.name == right.name }
    /// By the element.
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }

    /// Frames from one key frame to the next at the most.
    static let keyInterval = 120

    /// All that are known, in the order in which they are tried: what costs the processor nothing, then what costs it least.
    public static let all: [VideoEncoderKind] = [
        .init("v4l2h264enc", isHardware: true) { kilobits in
            """
            v4l2h264enc extra-controls="controls,video_bitrate=\(1000 * kilobits),h264_i_frame_period=\(keyInterval),\
            repeat_sequence_header=1"
            """
        },
        .init("vah264enc", isHardware: true) { kilobits in
            "vah264enc bitrate=\(kilobits) rate-control=cbr key-int-max=\(keyInterval) b-frames=0 ref-frames=1 target-usage=7"
        },
        .init("qsvh264enc", isHardware: true) { kilobits in
            "qsvh264enc bitrate=\(kilobits) rate-control=cbr gop-size=\(keyInterval) b-frames=0 low-latency=true"
        },
        .init("nvh264enc", isHardware: true) { kilobits in
            "nvh264enc bitrate=\(kilobits) gop-size=\(keyInterval) bframes=0 zerolatency=true preset=low-latency"
        },
        .init("x264enc") { kilobits in
            """
            x264enc tune=zerolatency speed-preset=ultrafast key-int-max=\(keyInterval) bframes=0 threads=1 \
            bitrate=\(kilobits) vbv-buf-capacity=250 byte-stream=true
            """
        },
        .init("openh264enc") { kilobits in
            """
            openh264enc bitrate=\(1000 * kilobits) gop-size=\(keyInterval) complexity=low rate-control=bitrate \
            enable-frame-skip=false
            """
        },
        .init("vp8enc", codec: .vp8) { kilobits in
            """
            vp8enc target-bitrate=\(1000 * kilobits) deadline=1 cpu-used=16 lag-in-frames=0 error-resilient=default \
            keyframe-max-dist=\(keyInterval) end-usage=cbr buffer-size=250
            """
        },
    ]

    /// An encoder by its name, what it makes, and the elements that make it of raw pictures.
    package init(
        _ name: String, codec: VideoCodec = .h264, isHardware: Bool = false,
        _ settings: @escaping @Sendable (_ kilobits: Int) -> String
    ) {
        self.name = name
        self.codec = codec
        self.isHardware = isHardware
        self.settings = settings
    }
}
