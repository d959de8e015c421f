// Linear discriminants and balanced regression, in closed form from what the evidence was computed with.

import Linear

/// Fisher's discriminants of the groups, `wᶜ = Σ⁻¹·μᶜ` with bias `-½·μᶜ·wᶜ`, on directions in the space of the kernel.
///
/// The scatter is `Σ = λI + XᵀX - XᵀY·G·YᵀX`: all samples' scatter less that of their groups' means. With
/// `G⁻¹ = N + τ·(I - 11ᵀ/groups)`, where N counts samples, each mean is trusted as if τ samples more lay in the middle of all
/// means: nothing is known of how a category varies from its first picture, and how categories differ is then the best
/// guess. τ = 0 is linear discriminant analysis with a shrunk covariance; τ → ∞ is ridge regression with a free constant term.
///
/// With `A = K + λI`, `α = A⁻¹Y`, `Q = YᵀA⁻¹Y` and `f = αᵀk` the evidence for a picture, Woodbury's formula gives
/// `Σ⁻¹XᵀY = Xᵀα·T·G⁻¹` with `T = (λQ + τ(I - 11ᵀ/groups))⁻¹`, hence scores `f·W` with `W = T·G⁻¹·N⁻¹` and biases
/// `-½·(N⁻¹·(N - λQ)·W)ᶜᶜ`. All that depends on labels is groups × groups. Leaving a sample out takes `αᵢαᵢᵀ / (A⁻¹)ᵢᵢ` from Q,
/// so T follows by Sherman and Morrison's formula, exactly and in groups² steps.
package struct Discriminant {
    private let evidence: Evidence
    private let groups: Groups
    private let trust: Double
    private let count: Int
    /// `T`, row-major.
    private let inverse: [Double]
    /// The sum of each of its rows.
    private let sums: [Double]

    /// - Parameter trust: τ, not negative.
    package init(_ evidence: Evidence, _ groups: Groups, trust: Double) {
        (self.evidence, self.groups, self.trust) = (evidence, groups, trust)
        count = groups.count
        let count = count
        var matrix = evidence.mixing.map { evidence.penalty * $0 }
        for row in 0..<count {
            for column in 0..<count {
                matrix[row * count + column] += trust * ((row == column ? 1 : 0) - 1 / Double(count))
            }
        }
        var factor = InverseFactor()
        factor.append((0..<count).map { Array(matrix[$0 * count...$0 * count + $0]) })
        var identity = [Double](repeating: 0, count: count * count)
        for row in 0..<count { identity[row * count + row] = 1 }
        let inverse = factor.transposeTimes(factor.times(identity, columns: count), columns: count)
        sums = (0..<count).map { inverse[$0 * count..<($0 + 1) * count].reduce(0, +) }
        self.inverse = inverse
    }

    /// The rule, scaled so that at a group's mean it leads by 1 on the average, and its word on samples left out.
    package var decision: Decision {
        let counts = groups.members.map { Double($0.count) }
        let (weights, all) = (weights(counts), sums.reduce(0, +))
        let biases = (0..<count).map { bias(inverse[$0 * count + $0], sum: sums[$0], all: all, counts[$0]) }
        let scale = 1 / lead(weights, counts)
        let coefficients = BLAS.product(
            evidence.coefficients, weights.map { scale * $0 }, rows: groups.ofSample.count, inner: count, columns: count
        )
        return Decision(
            rule: .linear(coefficients: coefficients, biases: biases.map { scale * $0 }),
            leftOut: groups.judged().map { Decision.LeftOut(sample: $0, scores: leavingOut($0, counts, scale)) })
    }

    /// `W = T·(I + τ·(I - 11ᵀ/groups)·N⁻¹)`.
    private func weights(_ counts: [Double]) -> [Double] {
        var weights = inverse
        for row in 0..<count {
            for column in 0..<count {
                let own = weights[row * count + column]
                weights[row * count + column] = own + trust / counts[column] * (own - sums[row] / Double(count))
            }
        }
        return weights
    }

    /// A group's bias, for which T's diagonal is enough: `λQ = T⁻¹ - τ(I - 11ᵀ/groups)`, hence
    /// `λQ·W = I + τ(I - 11ᵀ/groups)·(N⁻¹ - W)`.
    ///
    /// - Parameters:
    ///   - own: the group's place on T's diagonal.
    ///   - sum: the sum of its row.
    ///   - all: the sum of all rows.
    private func bias(_ own: Double, sum: Double, all: Double, _ samples: Double) -> Double {
        let (share, count) = (trust / samples, Double(count))
        let weight = own + share * (own - sum / count)
        let mean = (sum + share * (sum - all / count)) / count
        return -0.5 * (weight - (1 + share * (1 - 1 / count) - trust * (weight - mean)) / samples)
    }

    /// An entry of `N⁻¹·(N - λQ)·W`: the score of one group's weights at another's mean.
    private func product(_ row: Int, _ column: Int, _ weights: [Double], _ counts: [Double]) -> Double {
        var sum = 0.0
        for index in 0..<count { sum += evidence.mixing[row * count + index] * weights[index * count + column] }
        return weights[row * count + column] - evidence.penalty / counts[row] * sum
    }

    /// By how much a group leads at its own mean over another one, on the average over all pairs.
    private func lead(_ weights: [Double], _ counts: [Double]) -> Double {
        guard count > 1 else { return 1 }
        var (own, all) = (0.0, 0.0)
        for row in 0..<count {
            for column in 0..<count {
                let value = product(row, column, weights, counts)
                all += value
                if row == column { own += value }
            }
        }
        let pairs = Double(count * (count - 1))
        return max((own * Double(count) - all) / pairs, 1e-9)
    }

    /// The scores of a sample had it not been among the samples.
    ///
    /// T becomes `T + gain·ttᵀ` with `t = T·αᵢ`, and the evidence `e` the group's indicator less `αᵢ / (A⁻¹)ᵢᵢ`.
    private func leavingOut(_ sample: Int, _ counts: [Double], _ scale: Double) -> [Double] {
        let own = evidence.coefficients[sample * count..<(sample + 1) * count]
        let (group, diagonal) = (groups.ofSample[sample], evidence.inverseDiagonal[sample])
        let turned = BLAS.product(Array(own), inverse, rows: 1, inner: count, columns: count)
        let length = zip(own, turned).reduce(0) { $0 + $1.0 * $1.1 }
        let gain = evidence.penalty / max(diagonal - evidence.penalty * length, 1e-12)
        // `e·t`, and the sums of t and of the new T.
        let product = turned[group] - length / diagonal
        let total = turned.reduce(0, +)
        let all = sums.reduce(0, +) + gain * total * total
        let mean = (sums[group] - total / diagonal + gain * product * total) / Double(count)
        return (0..<count).map { column in
            let turn = turned[column]
            let samples = counts[column] - (column == group ? 1 : 0)
            let weighed = inverse[group * count + column] + (gain * product - 1 / diagonal) * turn
            let bias = bias(
                inverse[column * count + column] + gain * turn * turn, sum: sums[column] + gain * turn * total,
                all: all, samples)
            return scale * (weighed + trust / samples * (weighed - mean) + bias)
        }
    }
}
