// From scores to probabilities: one number, chosen on scores of samples that were left out.

import Foundation

/// Softmax with a temperature: the unit in which differences between scores are differences between odds.
package struct Temperature {
    /// The temperature.
    package let value: Double
    /// How surprising the samples' own groups are under it: the sum of -ln probability.
    package let surprise: Double

    /// How many samples' word it takes to leave where the choice starts by a factor of e.
    private static let prior = 10.0
    /// Factors of the temperature that the choice starts from.
    private static let candidates = (0..<16).map { 0.2 * pow(20, Double($0) / 15) }

    /// Chooses the temperature under which the left-out samples' own groups are the most probable.
    ///
    /// - Parameters:
    ///   - unit: where the choice starts.
    ///   - leftOut: the scores of samples that were left out, each with its own group.
    package init(unit: Double, leftOut: [(scores: [Double], group: Int)]) {
        func surprises(_ temperature: Double) -> Double {
            leftOut.reduce(0.0) { sum, entry in
                let best = entry.scores.max() ?? 0
                let total = entry.scores.reduce(0) { $0 + exp(($1 - best) / temperature) }
                return sum + log(total) - (entry.scores[entry.group] - best) / temperature
            }
        }
        var best = (factor: 1.0, surprise: 0.0, cost: Double.infinity)
        for factor in Self.candidates {
            let surprise = surprises(factor * unit)
            let cost = surprise + Self.prior * log(factor) * log(factor)
            if cost < best.cost { best = (factor, surprise, cost) }
        }
        (value, surprise) = (best.factor * unit, best.surprise)
    }

    /// The groups' probabilities.
    package func probabilities(_ scores: [Double]) -> [Double] {
        guard let best = scores.max() else { return [] }
        let odds = scores.map { exp(($0 - best) / value) }
        let total = odds.reduce(0, +)
        return odds.map { $0 / total }
    }
}
