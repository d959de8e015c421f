// Classifiers that are found step by step: logistic regression, and the one that remembers only the newest samples.

import Foundation
import Linear

/// Rules that begin at nothing and go on until nothing changes or for so many passes: the same samples, the same bits.
enum Iterated {
    /// How many samples of a group the ring keeps.
    private static let ring = 32
    /// A second of frames, a pass each.
    private static let passes = 30

    /// Multinomial logistic regression, to convergence from where ridge regression ends.
    static func logistic(_ kernel: CosineKernel, _ groups: Groups, _ evidence: Evidence) -> Decision {
        var decision = folded(kernel, groups) { logistic(kernel, $0, groups, from: evidence.coefficients) }
        decision.unit = 1
        return decision
    }

    /// An independent logistic regression a group on the newest samples of each, learnt by stochastic steps in passes over
    /// all of them (Hadsell et al., “Learning long-range vision for autonomous off-road driving”, 2009, section 6).
    static func ring(_ kernel: CosineKernel, _ groups: Groups) -> Decision {
        var decision = folded(kernel, groups) { passes(kernel, $0, groups) }
        decision.unit = 1
        return decision
    }

    /// A rule of all samples, and its word on each quarter of them from a rule of the others.
    private static func folded(
        _ kernel: CosineKernel, _ groups: Groups, _ fit: (_ samples: [Int]) -> DecisionRule
    ) -> Decision {
        let all = Array(groups.ofSample.indices)
        let judged = groups.judged()
        // Places within the group decide, so that no quarter takes a whole group.
        var places = [Int](repeating: 0, count: all.count)
        for members in groups.members { for (place, sample) in members.enumerated() { places[sample] = place } }
        let leftOut = (0..<4).flatMap { quarter in
            let asked = judged.filter { places[$0] % 4 == quarter }
            guard !asked.isEmpty else { return [Decision.LeftOut]() }
            let rule = fit(all.filter { places[$0] % 4 != quarter })
            return asked.map { Decision.LeftOut(sample: $0, scores: rule.scores(kernel.cosines(of: $0))) }
        }
        return Decision(rule: fit(all), leftOut: leftOut.sorted { $0.sample < $1.sample })
    }

    private static func logistic(
        _ kernel: CosineKernel, _ samples: [Int], _ groups: Groups, from start: [Double]
    ) -> DecisionRule {
        let (size, count) = (samples.count, groups.count)
        var products = Matrix(rows: size, columns: size)
        for (row, sample) in samples.enumerated() {
            for (column, other) in samples[...row].enumerated() {
                products[row, column] = Float(kernel.rows[sample][other])
                products[column, row] = products[row, column]
            }
        }
        let space = InnerCoordinates(of: products)
        let own = space.own
        // Weights of coordinates from those of samples: columns of `Lᵀ·α`.
        var coefficients = Matrix(rows: size, columns: count)
        for (row, sample) in samples.enumerated() {
            for group in 0..<count { coefficients[row, group] = Float(4 * start[sample * count + group]) }
        }
        let model = LogisticRegression(
            weights: coefficients.transposeTimes(own), biases: [Float](repeating: 0, count: count))
        let fit = model.fitted(
            to: own, labels: samples.map { groups.ofSample[$0] }, penalty: 0.1 / Double(size),
            solver: LBFGS(tolerance: 1e-4, limit: 100))
        let weights = space.coefficients(of: fit.model.weights)
        var spread = [Double](repeating: 0, count: groups.ofSample.count * count)
        for (row, sample) in samples.enumerated() {
            for group in 0..<count { spread[sample * count + group] = Double(weights[row, group]) }
        }
        return .linear(coefficients: spread, biases: fit.model.biases.map(Double.init))
    }

    private static func passes(_ kernel: CosineKernel, _ samples: [Int], _ groups: Groups) -> DecisionRule {
        let count = groups.count
        let kept = samples.filter { sample in
            let later = groups.members[groups.ofSample[sample]].filter { $0 > sample }
            return later.count < ring
        }
        var coefficients = [Double](repeating: 0, count: groups.ofSample.count * count)
        var biases = [Double](repeating: 0, count: count)
        let cosines = kept.map { kernel.cosines(of: $0) }
        for _ in 0..<passes {
            for (place, sample) in kept.enumerated() {
                var scores = biases
                for other in kept {
                    let cosine = cosines[place][other]
                    for group in 0..<count { scores[group] += coefficients[other * count + group] * cosine }
                }
                for group in 0..<count {
                    let target = group == groups.ofSample[sample] ? 1.0 : 0
                    let step = target - 1 / (1 + exp(-scores[group]))
                    coefficients[sample * count + group] += step
                    biases[group] += 0.1 * step
                }
            }
        }
        return .linear(coefficients: coefficients, biases: biases)
    }
}
