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
        for row in 0..<count { factor.append(Array(matrix[row * count...row * count + row])) }
        var identity = [Double](repeating: 0, count: count * count)
        for row in 0..<count { identity[row * count + row] = 1 }
        inverse = factor.transposeTimes(factor.times(identity, columns: count), columns: count)
    }

    /// The rule, scaled so that at a group's mean it leads by 1 on the average, and its word on samples left out.
    package var decision: Decision {
        let counts = groups.members.map { Double($0.count) }
        let weights = weights(inverse, counts)
        let biases = biases(weights, evidence.mixing, counts)
        let scale = 1 / lead(weights, counts)
        var coefficients = [Double](repeating: 0, count: evidence.coefficients.count)
        for sample in groups.ofSample.indices {
            let row = evidence.coefficients[sample * count..<(sample + 1) * count]
            for (from, value) in row.enumerated() {
                for to in 0..<count { coefficients[sample * count + to] += scale * value * weights[from * count + to] }
            }
        }
        return Decision(
            rule: .linear(coefficients: coefficients, biases: biases.map { scale * $0 }),
            leftOut: groups.judged().map { Decision.LeftOut(sample: $0, scores: leavingOut($0, counts, scale)) })
    }

    /// `W = T·(I + τ·(I - 11ᵀ/groups)·N⁻¹)`.
    private func weights(_ inverse: [Double], _ counts: [Double]) -> [Double] {
        var weights = inverse
        for row in 0..<count {
            let sum = inverse[row * count..<(row + 1) * count].reduce(0, +)
            for column in 0..<count {
                let own = weights[row * count + column]
                weights[row * count + column] = own + trust / counts[column] * (own - sum / Double(count))
            }
        }
        return weights
    }

    private func biases(_ weights: [Double], _ mixing: [Double], _ counts: [Double]) -> [Double] {
        (0..<count).map { -0.5 * product($0, $0, weights, mixing, counts) }
    }

    /// An entry of `N⁻¹·(N - λQ)·W`: the score of one group's weights at another's mean.
    private func product(
        _ row: Int, _ column: Int, _ weights: [Double], _ mixing: [Double], _ counts: [Double]
    ) -> Double {
        var sum = 0.0
        for index in 0..<count { sum += mixing[row * count + index] * weights[index * count + column] }
        return weights[row * count + column] - evidence.penalty / counts[row] * sum
    }

    /// By how much a group leads at its own mean over another one, on the average over all pairs.
    private func lead(_ weights: [Double], _ counts: [Double]) -> Double {
        guard count > 1 else { return 1 }
        var (own, all) = (0.0, 0.0)
        for row in 0..<count {
            for column in 0..<count {
                let value = product(row, column, weights, evidence.mixing, counts)
                all += value
                if row == column { own += value }
            }
        }
        let pairs = Double(count * (count - 1))
        return max((own * Double(count) - all) / pairs, 1e-9)
    }

    /// The scores of a sample had it not been among the samples.
    private func leavingOut(_ sample: Int, _ counts: [Double], _ scale: Double) -> [Double] {
        let own = Array(evidence.coefficients[sample * count..<(sample + 1) * count])
        let group = groups.ofSample[sample]
        let diagonal = evidence.inverseDiagonal[sample]
        var mixing = evidence.mixing
        var turned = [Double](repeating: 0, count: count)
        for row in 0..<count {
            for column in 0..<count {
                turned[row] += inverse[row * count + column] * own[column]
                mixing[row * count + column] -= own[row] * own[column] / diagonal
            }
        }
        let length = zip(own, turned).reduce(0) { $0 + $1.0 * $1.1 }
        let factor = evidence.penalty / max(diagonal - evidence.penalty * length, 1e-12)
        var inverse = inverse
        for row in 0..<count {
            for column in 0..<count { inverse[row * count + column] += factor * turned[row] * turned[column] }
        }
        var counts = counts
        counts[group] -= 1
        let weights = weights(inverse, counts)
        let biases = biases(weights, mixing, counts)
        let evidence = own.enumerated().map { ($0 == group ? 1 : 0) - $1 / diagonal }
        return (0..<count).map { column in
            var sum = biases[column]
            for row in 0..<count { sum += evidence[row] * weights[row * count + column] }
            return scale * sum
        }
    }
}
