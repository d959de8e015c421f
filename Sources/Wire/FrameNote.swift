// What is said of a picture of the film, inside the message that carries it. Keys are written in snake_case.

public import Foundation

/// Something that is drawn around a part of a picture.
public struct NoteBox: Encodable, Sendable {
    /// `object`: found beside others; `followed`: the thing whose views are being learnt.
    public let kind: String
    /// What it is.
    public let category: String
    /// The category's colour, `#rrggbb`, or null.
    public let color: OrNull<String>
    /// Whether it is sure: `known` rather than `unsure`, or not lost from sight.
    public let sure: Bool
    /// Where it stands.
    public let region: WireRegion

    /// A box.
    public init(kind: String, category: String, color: String?, sure: Bool, region: WireRegion) {
        self.kind = kind
        self.category = category
        self.color = OrNull(color)
        self.sure = sure
        self.region = region
    }
}

/// The verdict that a picture is shown with.
public struct NoteVerdict: Encodable, Sendable {
    /// `known`, `unknown`, `unsure` or `empty`.
    public let verdict: String
    /// The category, or null.
    public let category: OrNull<String>
    /// The category's colour, `#rrggbb`, or null.
    public let color: OrNull<String>
    /// Calibrated; never 1.
    public let confidence: Double
    /// With `unsure`: the categories that it may be, the best first.
    public let candidates: [String]?
    /// How much older than the picture it is, in milliseconds; 0 for the picture's own.
    public let lateMs: Double

    /// A verdict.
    public init(
        verdict: String, category: String?, color: String?, confidence: Double, candidates: [String]?, lateMs: Double
    ) {
        self.verdict = verdict
        self.category = OrNull(category)
        self.color = OrNull(color)
        self.confidence = confidence
        self.candidates = candidates
        self.lateMs = lateMs
    }
}

/// What is said of one picture.
public struct FrameNote: Encodable, Sendable {
    /// The frame's number; null for a picture that stands in for one.
    public let frame: OrNull<Int64>
    /// Why there is no frame, in a sentence.
    public let message: String?
    /// What the picture shows; null before the first verdict.
    public let said: OrNull<NoteVerdict>
    /// Whether anything has been taught.
    public let taught: Bool
    /// The part that was judged.
    public let region: OrNull<WireRegion>
    /// What else is drawn.
    public let boxes: [NoteBox]
    /// Frames a second of late.
    public let fps: Double

    /// A frame's.
    public init(
        frame: Int64, said: NoteVerdict?, taught: Bool, region: WireRegion, boxes: [NoteBox], fps: Double
    ) {
        self.frame = OrNull(frame)
        message = nil
        self.said = OrNull(said)
        self.taught = taught
        self.region = OrNull(region)
        self.boxes = boxes
        self.fps = fps
    }

    /// That of a picture that stands in for a frame.
    public init(noFrame message: String) {
        frame = OrNull(nil)
        self.message = message
        said = OrNull(nil)
        taught = false
        region = OrNull(nil)
        boxes = []
        fps = 0
    }

    /// The JSON.
    public var json: Data { (try? Line.encode(self)) ?? Data("{}".utf8) }
}

/// The `note` event: what is said of a picture that arrives by itself, and the times that it is known by.
public struct TimedNote: Encodable, Sendable {
    private let note: FrameNote
    private let captured: UInt64

    /// - Parameter captured: monotonic clock at capture, in nanoseconds.
    public init(_ note: FrameNote, captured: UInt64) {
        self.note = note
        self.captured = captured
    }

    private enum Key: String, CodingKey { case capturedNs, rtpTimestamp }

    /// Writes the note and its times into one object.
    public func encode(to encoder: any Encoder) throws {
        try note.encode(to: encoder)
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(captured, forKey: .capturedNs)
        try container.encode(Self.rtpTimestamp(captured), forKey: .rtpTimestamp)
    }

    /// A time in nanoseconds as an RTP timestamp of video: 90,000 ticks a second, modulo 2³² (RFC 6184, section 5.1).
    package static func rtpTimestamp(_ nanoseconds: UInt64) -> UInt32 {
        let (high, low) = nanoseconds.multipliedFullWidth(by: 90_000)
        return UInt32(truncatingIfNeeded: UInt64(1_000_000_000).dividingFullWidth((high, low)).quotient)
    }
}
