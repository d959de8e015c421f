// How samples are compared: chosen by what they say of one another.

import Foundation
import Linear

/// How samples are compared.
package struct Tuning: Hashable {
    /// λ of the evidence, where cosines are 1 on the diagonal.
    package var penalty: Double
    /// How much the cosine of each block counts.
    package var weights: [Double]
    /// Whether samples stand for their mirror images too.
    package var mirrors: Bool

    /// Before samples say anything: λ is flat between 0.03 and 0.3.
    init(_ blocks: [FeatureBlock]) {
        (penalty, weights, mirrors) = (0.1, blocks.map(\.weight), true)
    }
}

/// Chooses λ, the weight of the blocks behind the first, and whether mirror images count, by leaving samples out, one at a time.
///
/// It is done on the first samples, of which there are so many that they double, and for the last time when there are
/// `most`: between two choices nothing moves, and the choice follows from the samples alone.
struct Tuner {
    /// The least and the greatest number of samples that are asked; the least for λ and weights.
    private static let (least, most, leastOfNumbers) = (8, 256, 16)
    /// Factors that are tried, of λ and of the weights.
    private static let factors = [1.0 / 3, 1, 3]
    /// How much more the blocks behind the first count while most things have one sample: what has been seen from one side
    /// keeps its colours when it turns.
    private static let alone = 2.0
    /// By how much samples must be less surprised, in nats altogether, for a factor of e.
    private static let reluctance = 4.0
    /// By how much samples must be less surprised, in nats altogether, where mirror images do not count: left is then not right.
    private static let reluctanceToTell = 3.0

    /// The first samples as they were taken, and what stands for them and their mirror images; nothing where none has one.
    private var (taken, both): (GramMatrix, GramMatrix)
    private var asked: [TrainingSample] = []
    /// From where directions were taken, where the choice began, and what was chosen.
    private var centre: [Float] = []
    private var (begun, chosen): (Tuning, Tuning)

    private let standard: Tuning

    init(_ standard: Tuning, blocks: [Range<Int>]) {
        (self.standard, begun, chosen) = (standard, standard, standard)
        (taken, both) = (GramMatrix(blocks: blocks), GramMatrix(blocks: blocks))
    }

    /// The tuning for these samples, whose features are finite.
    mutating func tuning(_ samples: [TrainingSample], centre: [Float]) -> Tuning {
        var count = Self.least
        while 2 * count <= min(samples.count, Self.most) { count *= 2 }
        // What will be asked later is multiplied as it comes, not all at once.
        let first = samples.prefix(Self.most)
        taken.replace(with: Array(first))
        both.replace(with: first.contains { $0.mean != nil } ? first.map(\.ofBoth) : [])
        let beginning = beginning(samples)
        guard count <= samples.count else { return beginning }
        let samples = Array(samples[..<count])
        let isSame = areSame(samples, asked) && samples.map(\.label) == asked.map(\.label)
        // The centre moves when a category more draws it, which need not be among those that are asked.
        guard !isSame || beginning != begun || centre != self.centre else { return chosen }
        (asked, begun, self.centre) = (samples, beginning, centre)
        chosen = choose()
        return chosen
    }

    /// What holds before samples say anything by being left out.
    private func beginning(_ samples: [TrainingSample]) -> Tuning {
        let named = samples.compactMap(\.label.category)
        guard !named.isEmpty, named.count < 2 * Set(named).count else { return standard }
        var tuning = standard
        for block in tuning.weights.indices.dropFirst() { tuning.weights[block] *= Self.alone }
        return tuning
    }

    private func choose() -> Tuning {
        let groups = Groups(asked.map(\.label))
        guard !groups.judged().isEmpty, groups.count > 1 else { return begun }
        var part = taken
        part.replace(with: asked)
        var mixed = both.samples.count == taken.samples.count ? both : nil
        mixed?.replace(with: asked.map(\.ofBoth))
        let factors = asked.count < Self.leastOfNumbers ? [1] : Self.factors
        var best = (tuning: begun, cost: Double.infinity)
        for weight in begun.weights.count > 1 ? factors : [1] {
            var tuning = begun
            for block in tuning.weights.indices.dropFirst() { tuning.weights[block] *= weight }
            var own = CosineKernel(blocks: part.blocks, weights: tuning.weights, centre: centre)
            var kernel = own
            own.update(part, from: 0)
            if let mixed { kernel.update(mixed, taken: part.samples, from: 0) }
            for mirrors in mixed == nil ? [true] : [true, false] {
                tuning.mirrors = mirrors
                for factor in factors {
                    tuning.penalty = factor * standard.penalty
                    let distance = log(weight) * log(weight) + log(factor) * log(factor)
                    let cost =
                        surprise(mixed == nil || !mirrors ? own : kernel, groups, tuning)
                        + Self.reluctance * distance + (mirrors ? 0 : Self.reluctanceToTell)
                    if cost < best.cost { best = (tuning, cost) }
                }
            }
        }
        return best.tuning
    }

    /// How surprised all samples are, each left out, by what it is.
    private func surprise(_ kernel: CosineKernel, _ groups: Groups, _ tuning: Tuning) -> Double {
        let factor = InverseFactor(kernel, penalty: tuning.penalty)
        let evidence = Evidence(factor, groups: groups, penalty: tuning.penalty)
        let decision = Discriminant(evidence, groups, trust: 0).decision
        let leftOut = decision.leftOut.map { ($0.scores, groups.ofSample[$0.sample]) }
        return Temperature(unit: decision.unit, leftOut: leftOut).surprise
    }
}

extension InverseFactor {
    /// The factor of `K + λI` of a kernel's samples.
    init(_ kernel: CosineKernel, penalty: Double) {
        self.init()
        append(kernel.rows[...], penalty: penalty)
    }

    /// Adds rows of `K`, with λ on the diagonal.
    mutating func append(_ rows: some Sequence<[Double]>, penalty: Double) {
        append(
            rows.map { row in
                var row = row
                row[row.count - 1] += penalty
                return row
            })
    }
}
