// What the daemon says unasked about what it sees: a question, and a change of the stage.

public import Foundation

/// The `ask` event: something unknown stands still; what is it?
public struct AskInfo: Encodable, Sendable {
    /// The frame it is seen in.
    public let frame: Int64
    /// Where it is seen.
    public let region: WireRegion
    /// A small JPEG of it in base64; null when none could be made.
    public let thumbnail: OrNull<String>

    /// A question.
    ///
    /// - Parameter thumbnail: a JPEG file.
    public init(frame: Int64, region: WireRegion, thumbnail: Data?) {
        self.frame = frame
        self.region = region
        self.thumbnail = OrNull(thumbnail?.base64EncodedString())
    }
}

/// The `drift` event, and an entry of the snapshot's `drift`.
public struct DriftInfo: Encodable, Sendable {
    /// `light` or `stage`.
    public let kind: String
    /// When it began, in seconds since 1970.
    public let since: Double
    /// How far it is from what was taught, in units of the smallest change that is told.
    public let distance: Double
    /// The distance from which on it is told: 1, or more where the scene flickers.
    public let threshold: Double
    /// What to do, in a sentence.
    public let message: String
    /// True when it is as it was taught again; left out otherwise.
    public let over: Bool?

    /// A notice.
    public init(kind: String, since: Double, distance: Double, threshold: Double, message: String, over: Bool) {
        self.kind = kind
        self.since = since
        self.distance = distance
        self.threshold = threshold
        self.message = message
        self.over = over ? true : nil
    }
}
