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
    /// Factors of the temperature that the choice starts from: `least · 2^(step / perDoubling)`.
    private static let (least, perDoubling, doublings) = (0.2, 4, 4)

    /// Chooses the temperature under which the left-out samples' own groups are the most probable.
    ///
    /// - Parameters:
    ///   - unit: where the choice starts.
    ///   - leftOut: the scores of samples that were left out, each with its own group.
    package init(unit: Double, leftOut: [(scores: [Double], group: Int)]) {
        var surprises = [Double](repeating: 0, count: Self.perDoubling * (Self.doublings + 1))
        for entry in leftOut {
            let best = entry.scores.max() ?? 0
            for step in 0..<Self.perDoubling {
                // Half the temperature squares the odds.
                let highest = Self.factor(step + Self.perDoubling * Self.doublings) * unit
                var odds = entry.scores.map { exp(($0 - best) / highest) }
                var lack = (best - entry.scores[entry.group]) / highest
                for doubling in (0...Self.doublings).reversed() {
                    surprises[step + Self.perDoubling * doubling] += log(odds.reduce(0, +)) + lack
                    lack *= 2
                    for group in odds.indices { odds[group] *= odds[group] }
                }
            }
        }
        var best = (factor: 1.0, surprise: 0.0, cost: Double.infinity)
        for (step, surprise) in surprises.enumerated() {
            let factor = Self.factor(step)
            let cost = surprise + Self.prior * log(factor) * log(factor)
            if cost < best.cost { best = (factor, surprise, cost) }
        }
        (value, surprise) = (best.factor * unit, best.surprise)
    }

    private static func factor(_ step: Int) -> Double { least * pow(2, Double(step) / Double(perDoubling)) }

    /// The groups' probabilities.
    package func probabilities(_ scores: [Double]) -> [Double] {
        guard let best = scores.max() else { return [] }
        let odds = scores.map { exp(($0 - best) / value) }
        let total = odds.reduce(0, +)
        return odds.map { $0 / total }
    }
}
