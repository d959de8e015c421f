// The classifier that learns while people teach: fitted anew after every act, exactly.

/// Ridge regression on cosines between centred features, with nearest samples for what it was not taught.
///
/// - One output per class, fitted to 1 for the class and 0 for all others; every group of samples (a category, the empty
///   stage, the generic pictures, the rejected ones) weighs the same, however many there are.
/// - A picture that is much nearer to one sample than to all of another kind is answered from memory: what was said last
///   about a picture holds for that picture at once.
/// - A fit depends on the samples and their order alone. Adding, removing, relabelling and taking back are therefore
///   exact, and the same samples give the same bits on the same machine.
///
/// Not thread-safe: it belongs to whoever teaches it.
public final class OnlineClassifier {
    /// The parts of a picture's features and how much each counts.
    public let blocks: [FeatureBlock]
    /// Number of features of a picture.
    public let featureCount: Int

    /// The share of true objects that may be taken for unknown, 0 to 0.5: the operator's one setting.
    ///
    /// A higher share finds more of what was never taught. Takes effect at once, without a fit.
    public var threshold: Double = 0.05 {
        didSet { threshold = threshold.isFinite ? min(max(threshold, 0), 0.5) : oldValue }
    }

    var gram: GramMatrix
    var fitted: Fit
    private let blockWeights: [Double]

    /// A classifier that has learnt nothing.
    ///
    /// - Precondition: the blocks follow one another from 0 on, and one at least has a weight greater than 0.
    public init(blocks: [FeatureBlock]) {
        var next = 0
        for block in blocks {
            precondition(block.range.lowerBound == next, "a block begins at \(block.range.lowerBound), not at \(next)")
            next = block.range.upperBound
        }
        precondition(blocks.contains { $0.weight > 0 }, "no block counts")
        self.blocks = blocks
        featureCount = next
        blockWeights = blocks.map(\.weight)
        gram = GramMatrix(blocks: blocks.map(\.range))
        fitted = Fit(gram: gram, blockWeights: blockWeights)
    }

    /// A classifier of pictures whose features are one block.
    public convenience init(featureCount: Int) {
        self.init(blocks: [FeatureBlock(range: 0..<featureCount, weight: 1)])
    }

    /// Learns from these samples and no others.
    ///
    /// Of two samples with equal features the one with the higher identity, taught later, holds. Costs
    /// `new × all × features` multiply-adds for samples whose identities were not in the last fit, then about
    /// `all³` for the regression. Samples whose features are not finite teach nothing.
    ///
    /// - Precondition: every sample has `featureCount` features.
    public func fit(_ samples: [TrainingSample]) {
        for sample in samples {
            let count = sample.features.count
            precondition(count == featureCount, "sample \(sample.id) has \(count) features, not \(featureCount)")
        }
        gram.replace(with: samples)
        fitted = Fit(gram: gram, blockWeights: blockWeights)
    }
}
