// The scores as plain numbers, so that other programs can compute them.

/// All numbers that lead from a picture's features to the scores of its judgement.
///
/// With the samples in the order given here (the one taught last first):
///
/// 1. In each block `b` let `v = f - centre`. Where `v·v ≤ rounding·(f·f + centre·centre)` the picture lies at the centre,
///    and its cosine is 1 with the samples for which `areAtCentre`, 0 with all others. Elsewhere it is `direction·v / |v|`,
///    kept within -1…1; `direction` is 0 for samples at the centre.
/// 2. A sample's cosine `k` is the sum of `share · cosine` over the blocks, at most 1. The regression's score of a class is
///    `Σ coefficient·k` over the samples.
/// 3. Let `d = max(1 - k - equal, 0)`, and `first` the sample with the smallest `d`, the first of several. Let `rival` be
///    the smallest `d` of samples of other groups, `farthest - equal` when there are none.
/// 4. The memory is `m = 1` where `d[first] = 0`, else `max(1 - d[first] / (memorable·rival), 0)`. A class's score is
///    `(1 - m)·regression`, and `m` more for the class of the first sample's group.
///
/// `Judgement.scores` are those of the first `categories.count` classes. Which of several samples at the same `d > 0` comes
/// first does not matter, because their groups, if they differ, make `m = 0`.
public struct ScoreFormula: Sendable, Equatable {
    /// A part of the features.
    public struct Block: Sendable, Equatable {
        /// Its places in the feature vector.
        public let range: Range<Int>
        /// How much its cosine counts; all blocks' shares add up to 1.
        public let share: Double
        /// What is subtracted from the features.
        public let centre: [Double]
        /// The samples' centred features at unit length, samples × features, row-major; 0 for a sample at the centre.
        public let directions: [Double]
        /// Whether each sample lies at the centre.
        public let areAtCentre: [Bool]
    }

    /// The categories by ascending identity: those of the first classes. The empty stage and "none" follow, if there.
    public let categories: [Int64]
    /// Number of classes.
    public let classCount: Int
    /// The blocks that count.
    public let blocks: [Block]
    /// Each sample's group.
    public let groups: [Int]
    /// Each group's class.
    public let classOfGroup: [Int]
    /// Samples × classes, row-major.
    public let coefficients: [Double]
    /// Of a squared length after centring, the share that is rounding.
    public let rounding: Double
    /// The distance up to which pictures are equal.
    public let equal: Double
    /// The share of the distance to another kind up to which a sample is remembered.
    public let memorable: Double
    /// The distance to another kind when there is none.
    public let farthest: Double
}

extension OnlineClassifier {
    /// The scores as plain numbers, of what is known now.
    ///
    /// Costs `samples × features` multiply-adds and as many numbers.
    public var scoreFormula: ScoreFormula {
        let (groups, samples) = (fitted.groups, gram.samples)
        let order = samples.indices.sorted { samples[$0].id > samples[$1].id }
        let classes = groups.classCount
        let blocks = fitted.geometry.shares.map { part in
            let range = gram.blocks[part.block]
            let centre = centre(of: range)
            return ScoreFormula.Block(
                range: range, share: part.share, centre: centre,
                directions: order.flatMap {
                    direction(of: samples[$0].features[range], from: centre, isAtCentre: part.areAtCentre[$0])
                },
                areAtCentre: order.map { part.areAtCentre[$0] })
        }
        return ScoreFormula(
            categories: groups.categories, classCount: classes, blocks: blocks,
            groups: order.map { groups.ofSample[$0] },
            classOfGroup: groups.members.indices.map { groups.classOf(group: $0) },
            coefficients: order.flatMap { fitted.coefficients[$0 * classes..<($0 + 1) * classes] },
            rounding: CosineGeometry.rounding, equal: Nearest.equal, memorable: Self.memorable,
            farthest: Self.farthest)
    }

    private func centre(of range: Range<Int>) -> [Double] {
        var centre = [Double](repeating: 0, count: range.count)
        for (sample, share) in zip(gram.samples, fitted.groups.centreShares) where share > 0 {
            for (index, value) in sample.features[range].enumerated() { centre[index] += share * Double(value) }
        }
        return centre
    }

    private func direction(of features: ArraySlice<Float>, from centre: [Double], isAtCentre: Bool) -> [Double] {
        let centred = zip(features, centre).map { Double($0) - $1 }
        let scale = isAtCentre ? 0 : 1 / centred.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return centred.map { $0 * scale }
    }
}
