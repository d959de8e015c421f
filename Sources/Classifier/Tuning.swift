// How samples are compared: chosen by what they say of one another.

import Foundation
import Linear

/// How samples are compared.
package struct Tuning: Hashable {
    /// λ of the evidence, where cosines are 1 on the diagonal.
    package var penalty: Double
    /// How much the cosine of each block counts.
    package var weights: [Double]

    /// Before samples say anything: λ is flat between 0.03 and 0.3.
    init(_ blocks: [FeatureBlock]) {
        (penalty, weights) = (0.1, blocks.map(\.weight))
    }
}

/// Chooses λ and the weight of the blocks behind the first by leaving samples out, one at a time.
///
/// It is done on the first samples, of which there are so many that they double, and for the last time when there are
/// `most`: between two choices nothing moves, and the choice follows from the samples alone.
struct Tuner {
    /// The least and the greatest number of samples that are asked.
    private static let (least, most) = (16, 256)
    /// Factors that are tried, of λ and of the weights.
    private static let factors = [1.0 / 3, 1, 3]
    /// By how much samples must be less surprised, in nats altogether, for a factor of e.
    private static let reluctance = 4.0

    private var asked: [TrainingSample] = []
    private var chosen: Tuning

    private let standard: Tuning

    init(_ standard: Tuning) { (self.standard, chosen) = (standard, standard) }

    /// The tuning for these samples.
    mutating func tuning(_ gram: GramMatrix, centre: [Double]) -> Tuning {
        var count = Self.least
        while 2 * count <= min(gram.samples.count, Self.most) { count *= 2 }
        guard count <= gram.samples.count else { return standard }
        let samples = Array(gram.samples[..<count])
        if areSame(samples, asked), samples.map(\.label) == asked.map(\.label) { return chosen }
        asked = samples
        chosen = choose(gram, centre)
        return chosen
    }

    private func choose(_ gram: GramMatrix, _ centre: [Double]) -> Tuning {
        let groups = Groups(asked.map(\.label))
        guard !groups.judged().isEmpty, groups.count > 1 else { return standard }
        var part = gram
        part.replace(with: asked)
        var best = (tuning: standard, cost: Double.infinity)
        for weight in standard.weights.count > 1 ? Self.factors : [1] {
            var tuning = standard
            for block in tuning.weights.indices.dropFirst() { tuning.weights[block] *= weight }
            var kernel = CosineKernel(blocks: part.blocks, weights: tuning.weights, centre: centre)
            kernel.update(part, from: 0)
            for factor in Self.factors {
                tuning.penalty = factor * standard.penalty
                let distance = log(weight) * log(weight) + log(factor) * log(factor)
                let cost = surprise(kernel, groups, tuning) + Self.reluctance * distance
                if cost < best.cost { best = (tuning, cost) }
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
        for row in kernel.rows { append(row, penalty: penalty) }
    }

    /// Adds a row of `K`, with λ on its diagonal.
    mutating func append(_ row: [Double], penalty: Double) {
        var row = row
        row[row.count - 1] += penalty
        append(row)
    }
}
