// Was enough taught? What the coach says.

/// What `coach` answers, and the `coach` event.
public struct CoachInfo: Encodable, Sendable {
    /// A category's share of samples that are recognised when each is left out.
    public struct Share: Encodable, Sendable {
        /// The category's name.
        public let category: String
        /// 0…1; null for a category with a single sample.
        public let recognised: OrNull<Double>

        /// A share.
        public init(category: String, recognised: Double?) {
            self.category = category
            self.recognised = OrNull(recognised)
        }
    }

    /// Something that would help.
    public struct Advice: Encodable, Sendable {
        /// `alike`, `unbalanced` or `confused`.
        public let kind: String
        /// A sentence for people.
        public let message: String
        /// The categories it is about.
        public let categories: [String]
        /// The samples at fault.
        public let samples: [Int64]

        /// Advice.
        public init(kind: String, message: String, categories: [String], samples: [Int64]) {
            self.kind = kind
            self.message = message
            self.categories = categories
            self.samples = samples
        }
    }

    /// The mean of the shares, 0…1; null before two categories can be told apart.
    public let score: OrNull<Double>
    /// Every category's share, the oldest category first.
    public let categories: [Share]
    /// What would help most, first.
    public let advice: [Advice]
    /// What was taught when it was said.
    public let revision: Int64

    /// What the coach says.
    public init(score: Double?, categories: [Share], advice: [Advice], revision: Int64) {
        self.score = OrNull(score)
        self.categories = categories
        self.advice = advice
        self.revision = revision
    }
}

extension Method {
    static let coaching: [Method] = [
        Method(
            "coach", .viewer, "Says how many samples are recognised when each is left out, and what would help.",
            "{score, categories, advice, revision}"
        ) { _ throws(Failure) in .coach }
    ]
}
