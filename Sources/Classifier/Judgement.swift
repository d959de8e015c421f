// What the classifier says about a picture.

/// The four answers.
public enum Verdict: String, Sendable, Hashable, CaseIterable {
    /// It is a category that was taught.
    case known
    /// It is far from everything that was taught, or it was said not to be what it looks like.
    case unknown
    /// It is one of two or more categories that score almost alike.
    case unsure
    /// It is the empty stage; never said before that was taught.
    case empty
}

/// A verdict with all that led to it.
public struct Judgement: Sendable, Equatable {
    /// A category's score.
    public struct Score: Sendable, Equatable {
        /// The category.
        public let category: Int64
        /// The evidence that it is anything taught, 0 to 1, times the category's probability if it is.
        public let score: Double

        /// A category's score.
        public init(category: Int64, score: Double) {
            self.category = category
            self.score = score
        }
    }

    /// A taught sample near the picture.
    public struct Neighbour: Sendable, Equatable {
        /// The sample's identity.
        public let sample: Int64
        /// Its category; nil for the empty stage and for "not that".
        public let category: Int64?
        /// One minus the cosine between the two pictures' centred features: 0 (the same picture) to 2.
        public let distance: Double

        /// A neighbour.
        public init(sample: Int64, category: Int64?, distance: Double) {
            self.sample = sample
            self.category = category
            self.distance = distance
        }
    }

    /// The answer.
    public let verdict: Verdict
    /// The best category when the verdict is known or unsure, else nil (`scores` still has the best guess first).
    public let category: Int64?
    /// How sure the answer is, 0 to less than 0.99, calibrated on leave-one-out scores.
    public let confidence: Double
    /// How near the picture is to the best category's samples (to the empty stage's for the verdict empty): 0 far from
    /// all of them, 1 as near as they are to one another.
    public let familiarity: Double
    /// Every category, best first.
    public let scores: [Score]
    /// The nearest taught samples, at most three, nearest first.
    public let neighbours: [Neighbour]

    /// A judgement.
    public init(
        verdict: Verdict, category: Int64?, confidence: Double, familiarity: Double, scores: [Score],
        neighbours: [Neighbour]
    ) {
        self.verdict = verdict
        self.category = category
        self.confidence = confidence
        self.familiarity = familiarity
        self.scores = scores
        self.neighbours = neighbours
    }
}
