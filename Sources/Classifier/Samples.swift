// What the classifier learns from: pictures as features, each with what a person said about it.

/// What a sample is a sample of.
public enum Label: Sendable, Hashable {
    /// A category that people named, by its identity.
    case category(Int64)
    /// The empty stage: recognised, never announced.
    case background
    /// "Not that": this picture is not the category it was taken for, or none of them when nothing is given.
    case negative(against: Int64?)
    /// One of the shipped pictures of nothing in particular, which give "none of these" its place.
    case generic

    /// The category taught, if it is one.
    package var category: Int64? {
        if case .category(let identity) = self { identity } else { nil }
    }
}

/// A picture's features and what was said about it.
public struct TrainingSample: Sendable {
    /// The sample's identity; of two samples, the one taught later has the higher one.
    public let id: Int64
    /// What the picture shows.
    public let label: Label
    /// The picture's features, as many as the classifier was made for, neither centred nor scaled.
    public let features: [Float]

    /// A sample.
    public init(id: Int64, label: Label, features: [Float]) {
        self.id = id
        self.label = label
        self.features = features
    }
}

/// Whether two lists are of the same pictures, whatever was said about them.
func areSame(_ one: [TrainingSample], _ other: [TrainingSample]) -> Bool {
    // Arrays that share their memory are found equal without a look at the values.
    one.count == other.count && zip(one, other).allSatisfy { $0.id == $1.id && $0.features == $1.features }
}
