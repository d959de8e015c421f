// Nearest mean and nearest sample: what needs no learning but the samples themselves.

/// The rules of prototypes, with the exact word on every sample left out.
package enum Prototypes {
    /// How much nearer a sample must be to count e times as much.
    private static let width = 0.05

    /// The cosine with the mean of each group's samples: `Σ cosine / ‖Σ φ‖` over its samples.
    package static func nearestMean(_ kernel: CosineKernel, _ groups: Groups) -> Decision {
        let count = groups.count
        var sums = [Double](repeating: 0, count: groups.ofSample.count * count)
        for (row, cosines) in kernel.rows.enumerated() {
            for (column, cosine) in cosines.enumerated() {
                sums[row * count + groups.ofSample[column]] += cosine
                if column != row { sums[column * count + groups.ofSample[row]] += cosine }
            }
        }
        let squares = groups.members.enumerated().map { group, members in
            members.reduce(0) { $0 + sums[$1 * count + group] }
        }
        var coefficients = [Double](repeating: 0, count: sums.count)
        for (sample, group) in groups.ofSample.enumerated() {
            coefficients[sample * count + group] = 1 / length(squares[group])
        }
        let leftOut = groups.judged().map { sample in
            let own = groups.ofSample[sample]
            let scores = (0..<count).map { group in
                let sum = sums[sample * count + group]
                // Without the sample the group's sum loses it, and the square of its length twice its products with it.
                let square = kernel.rows[sample][sample]
                return group == own
                    ? (sum - square) / length(squares[group] - 2 * sum + square) : sum / length(squares[group])
            }
            return Decision.LeftOut(sample: sample, scores: scores)
        }
        let biases = [Double](repeating: 0, count: count)
        return Decision(rule: .linear(coefficients: coefficients, biases: biases), leftOut: leftOut)
    }

    /// The nearest samples, each weighted by its nearness.
    package static func nearestSample(_ kernel: CosineKernel, _ groups: Groups) -> Decision {
        let rule = DecisionRule.nearest(groups: groups.ofSample, count: groups.count, width: width)
        let leftOut = groups.judged().map { sample in
            var cosines = kernel.cosines(of: sample)
            // As far off as nothing is: it has no say.
            cosines[sample] = -.infinity
            return Decision.LeftOut(sample: sample, scores: rule.scores(cosines))
        }
        return Decision(rule: rule, leftOut: leftOut)
    }

    private static func length(_ square: Double) -> Double { max(square, 1e-12).squareRoot() }
}

extension CosineKernel {
    /// The cosines of a sample with all samples.
    func cosines(of sample: Int) -> [Double] {
        rows[sample] + rows[(sample + 1)...].map { $0[sample] }
    }
}
