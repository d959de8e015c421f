// What the learner says of a frame, in the words of what was taught.

public import Classifier
public import Imaging

/// A judgement with names.
public struct Prediction: Sendable {
    /// The verdict, the confidence and the rest, as the classifier gave them.
    public let judgement: Judgement
    /// What the classifier gave for this frame alone, before it was averaged over time.
    public let raw: Judgement
    /// The category of `raw`.
    public let rawCategory: Category?
    /// The category that is shown or thought likeliest.
    public let category: Category?
    /// Every category with its score in 0…1, the best first.
    public let scores: [(category: Category, score: Double)]
    /// The nearest samples; a negative has no category.
    public let neighbours: [(sample: Int64, category: Category?, distance: Double)]
    /// The part of the picture that was judged.
    public let region: Region
    /// What was known when it was judged.
    public let revision: Int64
    /// Nanoseconds for the features, part by part: resample, preprocess, the net's first stage, its later ones, the colours.
    public let featureTimes: [Int]
    /// Nanoseconds for the classifier.
    public let classifyTime: Int

    package init(
        judgement: Judgement, raw: Judgement? = nil, rawCategory: Category? = nil, category: Category?,
        scores: [(category: Category, score: Double)],
        neighbours: [(sample: Int64, category: Category?, distance: Double)], region: Region, revision: Int64,
        featureTimes: [Int], classifyTime: Int
    ) {
        self.judgement = judgement
        self.raw = raw ?? judgement
        self.rawCategory = raw == nil ? category : rawCategory
        self.category = category
        self.scores = scores
        self.neighbours = neighbours
        self.region = region
        self.revision = revision
        self.featureTimes = featureTimes
        self.classifyTime = classifyTime
    }
}

/// What came of a frame.
public struct Judged: Sendable {
    /// What it shows.
    public let prediction: Prediction
    /// What was learnt from it while somebody held a button; answered calls are not among them.
    public let taught: [Taught]
    /// The thing that is followed, and where it is.
    public let followed: Followed?
    /// Something that is unknown and stands still, the first time.
    public let ask: Ask?
    /// Changes of the stage and its light that have just been noticed, or are over.
    public let drift: [DriftNotice]
    /// What describing it took.
    public let work: WorkTime
}

/// What a teaching act brought so far.
public struct Taught: Sendable, Hashable {
    /// The category; nil for the empty stage.
    public let category: String?
    /// The samples that were stored.
    public let samples: [Int64]
    /// Frames that looked like stored ones and were left out.
    public let skipped: Int
    /// Samples of the category now.
    public let total: Int
    /// The newest revision.
    public let revision: Int64
    /// The last frame it took; nil for a picture that was sent.
    public let frame: Int64?
}

/// When a picture was taken.
public struct FrameStamp: Sendable, Hashable {
    /// The frame's number.
    public let number: Int64
    /// Seconds that pass as the pictures do.
    public let time: Double

    /// A stamp.
    public init(number: Int64, time: Double) {
        self.number = number
        self.time = time
    }
}
