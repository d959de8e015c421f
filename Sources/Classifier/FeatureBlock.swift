// The parts of a feature vector, each with a say of its own.

/// Features that one descriptor made: a direction of their own, apart from those of other blocks.
///
/// Every block is centred and brought to unit length by itself, so that neither its number of features nor their size
/// decides how much it counts. Two pictures are as alike as the mean of their blocks' cosines, weighted:
/// `K = Σ weight·cosine / Σ weight`. A weight is the square of what the block's unit vector would be multiplied by
/// before all blocks were joined to one vector.
public struct FeatureBlock: Sendable, Hashable {
    /// Its places in the feature vector.
    public let range: Range<Int>
    /// How much its cosine counts, not negative; only the ratios between weights matter.
    public let weight: Double

    /// A block.
    ///
    /// - Precondition: the weight is finite and not negative.
    public init(range: Range<Int>, weight: Double) {
        precondition(weight.isFinite && weight >= 0, "a weight of \(weight) cannot be")
        self.range = range
        self.weight = weight
    }
}
