// What the daemon thinks of a frame.

/// A category's score, 0…1.
public struct ScoreInfo: Encodable, Sendable {
    /// The category's name.
    public let category: String
    /// 0…1.
    public let score: Double

    /// A score.
    public init(category: String, score: Double) {
        self.category = category
        self.score = score
    }
}

/// A stored sample near the frame: part of the why.
public struct NeighbourInfo: Encodable, Sendable {
    /// The sample.
    public let sample: Int64
    /// Its category's name; null for a negative.
    public let category: OrNull<String>
    /// 1 − cosine of the centred features.
    public let distance: Double

    /// A neighbour.
    public init(sample: Int64, category: String?, distance: Double) {
        self.sample = sample
        self.category = OrNull(category)
        self.distance = distance
    }
}

/// Milliseconds of a judgement.
public struct LatencyInfo: Encodable, Sendable {
    /// The extractor.
    public let features: Double
    /// The classifier.
    public let classify: Double
    /// From capture to verdict.
    public let total: Double

    /// Milliseconds.
    public init(features: Double, classify: Double, total: Double) {
        self.features = features
        self.classify = classify
        self.total = total
    }
}

/// The verdict on one frame by itself, before it is averaged over time.
public struct RawInfo: Encodable, Sendable {
    /// `known`, `unknown`, `unsure` or `empty`.
    public let verdict: String
    /// The category, or null.
    public let category: OrNull<String>
    /// Calibrated; never 1.
    public let confidence: Double

    /// A verdict.
    public init(verdict: String, category: String?, confidence: Double) {
        self.verdict = verdict
        self.category = OrNull(category)
        self.confidence = confidence
    }
}

/// The `prediction` event and the result of `predict`.
public struct PredictionInfo: Encodable, Sendable {
    /// The frame's number; null for a picture that was sent.
    public let frame: OrNull<Int64>
    /// Monotonic clock at capture, in nanoseconds; null for a picture.
    public let capturedNs: OrNull<UInt64>
    /// For a file: seconds from its beginning.
    public let position: Double?
    /// For a file: how often it has begun anew.
    public let lap: Int?
    /// `known`, `unknown`, `unsure` or `empty`.
    public let verdict: String
    /// The category, or null.
    public let category: OrNull<String>
    /// Calibrated; never 1.
    public let confidence: Double
    /// What was made of this frame alone.
    public let raw: RawInfo
    /// 0: far from everything taught; 1: as near as taught samples are to one another.
    public let familiarity: Double
    /// Every category, the best first.
    public let scores: [ScoreInfo]
    /// The nearest samples.
    public let neighbours: [NeighbourInfo]
    /// Which part of the frame was judged.
    public let region: WireRegion
    /// What stands where in the whole picture, where that was asked for.
    public var objects: [ObjectInfo]?
    /// How long it took.
    public let latencyMs: LatencyInfo
    /// What was taught when it was judged.
    public let revision: Int64

    /// A prediction.
    public init(
        frame: Int64?, capturedNs: UInt64?, position: Double?, lap: Int?, verdict: String, category: String?,
        confidence: Double, raw: RawInfo, familiarity: Double, scores: [ScoreInfo], neighbours: [NeighbourInfo],
        region: WireRegion, latencyMs: LatencyInfo, revision: Int64
    ) {
        self.frame = OrNull(frame)
        self.capturedNs = OrNull(capturedNs)
        self.position = position
        self.lap = lap
        self.verdict = verdict
        self.category = OrNull(category)
        self.confidence = confidence
        self.raw = raw
        self.familiarity = familiarity
        self.scores = scores
        self.neighbours = neighbours
        self.region = region
        self.latencyMs = latencyMs
        self.revision = revision
    }
}
