// The classifier that learns while people teach: fitted anew after every act, exactly.

/// Decides between what was taught, and says when it was not taught.
///
/// - All samples lie as directions in one space; from their cosines two things follow. Evidence, a regression towards 1 for
///   the samples of a group and 0 for all others, says whether a picture is like anything taught. A decision rule, one of
///   several kinds, says which.
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

    /// Who decides between categories. Another one sees the same samples at once.
    public var kind = ClassifierKind.standard {
        didSet { if kind != oldValue { decide() } }
    }

    /// The samples as they were taken.
    var gram: GramMatrix
    /// The same with what stands for them and their mirror images; nil when none has one.
    var both: GramMatrix?
    /// How many samples are worked with.
    package var sampleCount: Int { gram.samples.count }
    /// How samples are compared at present.
    package var tuning: Tuning { base.tuning }

    private var selection: Selection
    private var tuner: Tuner
    var base: FitBase
    private var sums = EvidenceSums()
    private var strangers = Strangers()
    var fitted: Fit

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
        gram = GramMatrix(blocks: blocks.map(\.range))
        selection = Selection(blocks)
        tuner = Tuner(Tuning(blocks))
        base = FitBase(
            Tuning(blocks), Surroundings([], blocks: gram.blocks, featureCount: next), both: nil, anchors: [],
            blocks: gram.blocks)
        fitted = Fit(base, Groups([]), sums, stranger: nil, kind: .standard)
    }

    /// A classifier of pictures whose features are one block.
    public convenience init(featureCount: Int) {
        self.init(blocks: [FeatureBlock(range: 0..<featureCount, weight: 1)])
    }

    /// Learns from these samples and no others.
    ///
    /// Of very many samples of a kind those are worked with that say most (`Selection`).
    /// Of two samples with equal features the one with the higher identity, taught later, holds. For a sample at the end
    /// that was not in the last fit it costs `all × features + all²` multiply-adds; for one in between as much as for
    /// all that follow. Samples whose features are not finite teach nothing.
    ///
    /// - Precondition: every sample has `featureCount` features, and as many in its mean.
    public func fit(_ samples: [TrainingSample]) {
        for sample in samples {
            let count = sample.features.count
            precondition(count == featureCount, "sample \(sample.id) has \(count) features, not \(featureCount)")
            precondition(
                sample.mean.map { $0.count == count } ?? true, "sample \(sample.id) has a mean of other features")
        }
        let same = replace(with: selection.active(samples.filter { $0.label != .generic }))
        let (generic, anchors) = (samples.filter { $0.label == .generic }, FitBase.anchors(gram.samples))
        let isSame = base.taken.surroundings.isMade(of: generic)
        func fresh() -> Surroundings { Surroundings(generic, blocks: gram.blocks, featureCount: featureCount) }
        let surroundings = isSame ? base.taken.surroundings : fresh()
        let tuning = tuner.tuning(gram, both: both, centre: surroundings.centre(drawnTo: anchors))
        let standsForBoth = both != nil && tuning.mirrors
        if !isSame || tuning != base.tuning || standsForBoth != base.standsForBoth || !areSame(base.anchors, anchors) {
            let known = isSame && base.standsForBoth ? base.working.surroundings : fresh()
            base = FitBase(
                tuning, surroundings, both: standsForBoth ? known : nil, anchors: anchors, blocks: gram.blocks)
            (sums, strangers) = (EvidenceSums(), Strangers())
        }
        base.update(gram, both: both, same: same)
        let groups = Groups(gram.samples.map(\.label))
        sums.update(base.factor, groups, placed: same)
        strangers.update(base.working.kernel, groups, penalty: base.tuning.penalty, placed: same)
        decide()
    }

    /// Takes other samples.
    ///
    /// - Returns: how many at the beginning are the same as before, but for their labels.
    private func replace(with samples: [TrainingSample]) -> Int {
        let same = gram.replace(with: samples)
        guard gram.samples.contains(where: { $0.mean != nil }) else {
            both = nil
            return same
        }
        var products = both ?? GramMatrix(blocks: gram.blocks)
        // So that it is changed where it lies.
        both = nil
        let alike = products.replace(with: gram.samples.map(\.ofBoth))
        // A mean that is no numbers has been left out: then nobody's counts.
        if products.samples.count == gram.samples.count { both = products }
        return min(same, alike)
    }

    private func decide() {
        let groups = Groups(gram.samples.map(\.label))
        fitted = Fit(base, groups, sums, stranger: strangers.nearness, kind: kind)
    }
}
