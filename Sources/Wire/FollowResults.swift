// What is said of a thing that is followed. Keys are written in snake_case.

/// The `follow` event.
public struct FollowInfo: Encodable, Sendable {
    /// The number that `follow.start` gave.
    public let follow: Int64
    /// The category that is learnt.
    public let category: String
    /// `following`, `learnt` or `ended`.
    public let state: String
    /// Where the thing is, or was last; null before the first frame.
    public let region: OrNull<WireRegion>
    /// The category's score there, 0 to 1.
    public let score: Double
    /// The newest frame that was looked at; null before the first.
    public let frame: OrNull<Int64>
    /// With `learnt`: the new sample.
    public let sample: Int64?
    /// With `learnt`: where its picture is, if one was kept.
    public let thumbnail: String?
    /// With `ended`: all samples that came of it.
    public let samples: [Int64]?
    /// With `ended`: why, in a word.
    public let reason: String?
    /// With `ended`: why, in a sentence.
    public let message: String?

    /// What there is to say.
    public init(
        follow: Int64, category: String, state: String, region: WireRegion?, score: Double, frame: Int64?,
        sample: Int64? = nil, thumbnail: String? = nil, samples: [Int64]? = nil, reason: String? = nil,
        message: String? = nil
    ) {
        self.follow = follow
        self.category = category
        self.state = state
        self.region = OrNull(region)
        self.score = score
        self.frame = OrNull(frame)
        self.sample = sample
        self.thumbnail = thumbnail
        self.samples = samples
        self.reason = reason
        self.message = message
    }
}
