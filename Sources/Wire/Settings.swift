// What the operator sets, and what is answered.

extension Call {
    /// A setting: it teaches nothing, is not undone, and is kept over a restart.
    public enum Setting: Sendable, Hashable {
        /// Nil leaves as it is.
        case classifier(kind: String?, threshold: Double?)
        /// Nil is the square in the middle.
        case region(WireRegion?)
        /// Whether several objects are looked for at once.
        case objects(isOn: Bool)
    }
}

/// What `classifier.set` answers.
public struct ClassifierSet: Encodable, Sendable {
    /// Who decides.
    public let kind: String
    /// The share of true objects that may be missed.
    public let threshold: Double
    /// The newest revision.
    public let revision: Int64

    /// An answer.
    public init(kind: String, threshold: Double, revision: Int64) {
        self.kind = kind
        self.threshold = threshold
        self.revision = revision
    }
}

/// What `region.set` and `region.clear` answer.
public struct RegionSet: Encodable, Sendable {
    /// Where is looked from now on.
    public let region: WireRegion
    /// The newest revision.
    public let revision: Int64

    /// An answer.
    public init(region: WireRegion, revision: Int64) {
        self.region = region
        self.revision = revision
    }
}
