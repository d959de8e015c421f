// How a decision between groups is made from cosines.

import Foundation

/// Scores of groups as a function of a picture's cosines with the samples.
public enum DecisionRule: Sendable, Equatable {
    /// `Σ coefficient·cosine + bias`: coefficients are samples × groups, row-major.
    case linear(coefficients: [Double], biases: [Double])
    /// `1 + width·ln Σ exp((cosine - 1) / width)` over the samples of each of so many groups: about the largest cosine, and
    /// more where several samples are as near.
    case nearest(groups: [Int], count: Int, width: Double)

    /// The score of every group.
    package func scores(_ cosines: [Double]) -> [Double] {
        switch self {
        case .linear(let coefficients, let biases):
            return zip(Self.sums(coefficients, cosines, columns: biases.count), biases).map { $0 + $1 }
        case .nearest(let groups, let count, let width):
            var sums = [Double](repeating: 0, count: count)
            for (group, cosine) in zip(groups, cosines) { sums[group] += exp((cosine - 1) / width) }
            return sums.map { 1 + width * log(max($0, .leastNormalMagnitude)) }
        }
    }

    /// `cosinesᵀ·coefficients` with so many columns.
    static func sums(_ coefficients: [Double], _ cosines: [Double], columns: Int) -> [Double] {
        var sums = [Double](repeating: 0, count: columns)
        coefficients.withUnsafeBufferPointer { coefficients in
            for (sample, cosine) in cosines.enumerated() {
                let row = UnsafeBufferPointer(rebasing: coefficients[sample * columns..<(sample + 1) * columns])
                for column in 0..<columns { sums[column] += row[column] * cosine }
            }
        }
        return sums
    }
}

/// A rule, and what it would say of samples had they not been among the samples.
package struct Decision {
    /// What is said of a sample that was left out: the score of every group.
    package struct LeftOut {
        package let sample: Int
        package let scores: [Double]
    }

    /// The rule.
    package let rule: DecisionRule
    /// Samples that were left out, one at a time or in parts.
    package let leftOut: [LeftOut]
    /// The difference of scores that means a factor of e between odds, before samples say otherwise.
    var unit = 0.1
}

extension Groups {
    /// Samples that have others of their kind, spread over all there are: those that are left out to learn from it.
    func judged(most: Int = 512) -> [Int] {
        let known = categories.count + (background == nil ? 0 : 1)
        let all = ofSample.indices.filter { ofSample[$0] < known && members[ofSample[$0]].count > 1 }
        guard all.count > most else { return all }
        return (0..<most).map { all[$0 * all.count / most] }
    }
}
