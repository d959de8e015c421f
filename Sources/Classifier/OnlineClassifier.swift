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

    /// The samples that are worked with, as they were taken.
    private(set) var samples: [TrainingSample] = []
    /// What evidence and decisions are made of: the samples, or what stands for them and their mirror images.
    var gram: GramMatrix
    /// The samples as they were taken; nil when those are in `gram`.
    var taken: SampleProducts?
    /// How many samples are worked with.
    package var sampleCount: Int { samples.count }
    /// How samples are compared at present.
    package var tuning: Tuning { base.tuning }

    private var selection: Selection
    private var tuner: Tuner
    var base: FitBase
    private var sums = EvidenceSums()
    private var strangers = Strangers()
    private var surroundings: Surroundings
    private(set) var families: Families
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
        tuner = Tuner(Tuning(blocks), blocks: gram.blocks)
        surroundings = Surroundings([], featureCount: next)
        let empty = CosineKernel(
            blocks: gram.blocks, weights: Tuning(blocks).weights, centre: surroundings.centre(drawnTo: []))
        base = FitBase(Tuning(blocks), empty, standsForBoth: false, anchors: [])
        families = Families(blocks: gram.blocks, empty: empty)
        fitted = Fit(base, Groups([]), sums, shown: [], stranger: nil, kind: .standard)
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
        let (generic, taught) = (samples.filter { $0.label == .generic }, samples.filter { $0.label != .generic })
        let change = self.samples.replace(with: selection.active(taught), finiteOver: gram.blocks)
        let isSame = surroundings.isMade(of: generic)
        if !isSame { surroundings = Surroundings(generic, featureCount: featureCount) }
        let anchors = FitBase.anchors(self.samples)
        let centre = surroundings.centre(drawnTo: anchors)
        let tuning = tuner.tuning(self.samples, centre: centre)
        let same = min(change.same, work(withMirrors: tuning.mirrors))
        if !isSame || tuning != base.tuning || (taken != nil) != base.standsForBoth || !areSame(base.anchors, anchors) {
            let empty = CosineKernel(blocks: gram.blocks, weights: tuning.weights, centre: centre)
            base = FitBase(tuning, empty, standsForBoth: taken != nil, anchors: anchors)
            (sums, strangers) = (EvidenceSums(), Strangers())
            families.compare(by: empty)
        }
        if !isSame {
            gram.surround(with: surroundings)
            taken?.surround(with: surroundings)
        }
        base.update(gram, taken: taken, same: same)
        let groups = Groups(self.samples.map(\.label))
        families.update(self.samples, groups)
        sums.update(base.factor, groups, placed: same)
        strangers.update(base.kernel, groups, penalty: base.tuning.penalty, placed: same)
        decide()
    }

    /// Brings the products to the samples.
    ///
    /// - Parameter mirrors: whether mirror images count, where there are any.
    /// - Returns: how many samples at the beginning are the same as before.
    private func work(withMirrors mirrors: Bool) -> Int {
        if mirrors, samples.contains(where: { $0.mean != nil }) {
            let same = gram.replace(with: samples.map(\.ofBoth)).same
            // A mean that is no numbers has been left out: then nobody's counts.
            if gram.samples.count == samples.count {
                if taken == nil {
                    taken = SampleProducts(blocks: gram.blocks)
                    taken?.surround(with: surroundings)
                }
                taken?.replace(with: samples)
                return same
            }
        }
        taken = nil
        return gram.replace(with: samples).same
    }

    private func decide() {
        let groups = Groups(samples.map(\.label))
        let shown = groups.members.map { families.shown(samples[$0[0]].label) }
        fitted = Fit(base, groups, sums, shown: shown, stranger: strangers.nearness, kind: kind)
    }
}
