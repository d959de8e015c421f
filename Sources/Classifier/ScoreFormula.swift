// The scores as plain numbers, so that other programs can compute them.

/// All numbers that lead from a picture's features to the scores of its judgement.
///
/// With the samples in the order given here (the one taught last first):
///
/// 1. In each block `b` let `v = f - centre`. Where `v·v ≤ rounding·(f·f + centre·centre)` the picture lies at the centre,
///    and its cosine is 1 with the samples that are `atCentre`, 0 with all others. Elsewhere it is `direction·v / |v|`,
///    kept within -1…1; `direction` is 0 for samples at the centre. So it is with `samples`, and with `taken`, which are the
///    same samples without their mirror images.
/// 2. A sample's cosine `k`, of `samples`, is the sum of `share · cosine` over the blocks, at most 1. The evidence for a group is
///    `Σ evidence·k` over the samples, its share `softmax(rule / temperature)`, where `rule` says how scores follow from `k`.
/// 3. With `k` of `taken` let `d = max(1 - k - equal, 0)`, and `first` the sample with the smallest `d`, the first of several. Let `rival` be
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
        public let centre: [Float]
        /// What stands for the samples and their mirror images, centred, over the length that `CosineKernel` says.
        public let samples: Directions
        /// The samples' own centred features at unit length; nil when `samples` has them.
        public let taken: Directions?
    }

    /// Where samples lie in a block.
    public struct Directions: Sendable, Equatable {
        /// Samples × features, row-major; 0 for a sample at the centre.
        public let values: [Double]
        /// Whether each sample lies at the centre.
        public let atCentre: [Bool]
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
        let groups = fitted.groups
        let order = samples.indices.sorted { samples[$0].id > samples[$1].id }
        func ordered(_ values: [Double]) -> [Double] {
            order.flatMap { values[$0 * groups.count..<($0 + 1) * groups.count] }
        }
        func directions(_ part: Places.Part, _ own: (Int) -> [Double]) -> ScoreFormula.Directions {
            .init(values: order.flatMap(own), atCentre: order.map { part.lengths[$0] == 0 })
        }
        let blocks = zip(base.kernel.places.parts, base.places.parts).map { part, taken in
            ScoreFormula.Block(
                range: part.range, share: part.share, centre: part.centre,
                samples: directions(part) { workingDirection(of: $0, part) },
                taken: base.standsForBoth
                    ? directions(taken) { direction(of: samples[$0].features, $0, taken) } : nil)
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
            surroundings: order.map { base.surroundings.distance(to: $0) }, rounding: Places.rounding,
            equal: Nearest.equal, memorable: Self.memorable, farthest: Self.farthest)
    }

    /// What evidence and rules are made of, in the space of features: 0 for a sample at the centre.
    func workingDirection(of sample: Int, _ part: Places.Part) -> [Double] {
        direction(of: gram.samples[sample].features, sample, part)
    }

    /// Features of a sample, centred, over its length.
    private func direction(of features: [Float], _ sample: Int, _ part: Places.Part) -> [Double] {
        let scale = part.lengths[sample] == 0 ? 0 : 1 / part.lengths[sample]
        return zip(features[part.range], part.centre).map { (Double($0) - Double($1)) * scale }
    }
}
