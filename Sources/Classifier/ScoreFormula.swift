// The scores as plain numbers, so that other programs can compute them.

/// All numbers that lead from a picture's features to the scores of its judgement.
///
/// With the samples in the order given here (the one taught last first):
///
/// 1. In each block `b` let `v = f - centre`. Where `v·v ≤ rounding·(f·f + centre·centre)` the picture lies at the centre,
///    and its cosine is 1 with the samples for which `areAtCentre`, 0 with all others. Elsewhere it is `direction·v / |v|`,
///    kept within -1…1; `direction` is 0 for samples at the centre.
/// 2. A sample's cosine `k` is the sum of `share · cosine` over the blocks, at most 1. The evidence for a group is
///    `Σ evidence·k` over the samples, its share `softmax(rule / temperature)`, where `rule` says how scores follow from `k`.
/// 3. Let `d = max(1 - k - equal, 0)`, and `first` the sample with the smallest `d`, the first of several. Let `rival` be
///    the smallest `d` of samples of other groups, `farthest - equal` when there are none, and at most
///    `max(surroundings - equal, 0)` of the first sample.
/// 4. The memory is `m = 1` where `d[first] = 0`, else `max(1 - d[first] / (memorable·rival), 0)`. Evidence and shares are
///    multiplied by `1 - m`, and that of the first sample's group gains `m`.
/// 5. The score of a category is its share times the evidence for the group with the largest share, kept within 0…1.
///
/// `Judgement.scores` are those of the first `categories.count` groups. Which of several samples at the same `d > 0` comes
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

    /// The categories by ascending identity: the first groups. The empty stage and rejected pictures follow, if there.
    public let categories: [Int64]
    /// Number of groups.
    public let groupCount: Int
    /// The blocks that count.
    public let blocks: [Block]
    /// Each sample's group.
    public let groups: [Int]
    /// The evidence's coefficients: samples × groups, row-major.
    public let evidence: [Double]
    /// Who decides.
    public let rule: DecisionRule
    /// The unit of the rule's scores.
    public let temperature: Double
    /// Each sample's distance to the nearest generic picture.
    public let surroundings: [Double]
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
        func ordered(_ values: [Double]) -> [Double] {
            order.flatMap { values[$0 * groups.count..<($0 + 1) * groups.count] }
        }
        let blocks = base.kernel.parts.map { part in
            let range = gram.blocks[part.block]
            let areAtCentre = order.map { part.lengths[$0] == 0 }
            return ScoreFormula.Block(
                range: range, share: part.share, centre: part.centre,
                directions: zip(order, areAtCentre).flatMap {
                    direction(of: samples[$0].features[range], from: part.centre, isAtCentre: $1)
                },
                areAtCentre: areAtCentre)
        }
        let rule: DecisionRule =
            switch fitted.rule {
            case .linear(let coefficients, let biases): .linear(coefficients: ordered(coefficients), biases: biases)
            case .nearest(let groups, let count, let width):
                .nearest(groups: order.map { groups[$0] }, count: count, width: width)
            }
        return ScoreFormula(
            categories: groups.categories, groupCount: groups.count, blocks: blocks,
            groups: order.map { groups.ofSample[$0] }, evidence: ordered(fitted.evidence.coefficients), rule: rule,
            temperature: fitted.temperature.value,
            surroundings: order.map { base.surroundings.distance(to: $0) }, rounding: CosineKernel.rounding,
            equal: Nearest.equal, memorable: Self.memorable, farthest: Self.farthest)
    }

    func direction(of features: ArraySlice<Float>, from centre: [Double], isAtCentre: Bool) -> [Double] {
        let centred = zip(features, centre).map { Double($0) - $1 }
        let scale = isAtCentre ? 0 : 1 / centred.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return centred.map { $0 * scale }
    }
}
