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
    /// The mean of these, counted twice, and of the features of the picture's mirror image; nil when the sample stands for
    /// itself alone.
    public let mean: [Float]?

    /// A sample.
    ///
    /// - Parameter mean: as many as `features`, or nil. One that is not finite counts as nil.
    public init(id: Int64, label: Label, features: [Float], mean: [Float]? = nil) {
        self.id = id
        self.label = label
        self.features = features
        self.mean = mean
    }

    /// What stands for a picture and its mirror image: their mean, in which the picture counts twice. So left and right do
    /// not become the same.
    public static func mean(of features: [Float], and mirrored: [Float]) -> [Float] {
        zip(features, mirrored).map { (2 * $0 + $1) / 3 }
    }

    /// The same sample with what stands for it and its mirror image in the place of its features.
    var ofBoth: TrainingSample { mean.map { TrainingSample(id: id, label: label, features: $0) } ?? self }
}
