// From scores to probabilities: one number, chosen on scores of samples that were left out.

import Foundation

/// Softmax with a temperature: the unit in which differences between scores are differences between odds.
package struct Temperature {
    /// The temperature.
    package let value: Double

    /// Where the choice starts, and how many samples' word it takes to leave that by a factor of e.
    private static let prior = (temperature: 0.1, samples: 10.0)
    private static let candidates = (0..<16).map { 0.03 * pow(10, Double($0) / 15) }

    /// Chooses the temperature under which the left-out samples' own classes are the most probable.
    ///
    /// - Parameters:
    ///   - scores: `samples × classes`, row-major.
    ///   - samples: the samples to be judged, each with its class.
    package init(leaveOneOut scores: [Double], classes: Int, samples: [(sample: Int, class: Int)]) {
        func cost(_ candidate: Double) -> Double {
            let surprise = samples.reduce(0.0) { sum, entry in
                let row = scores[entry.sample * classes..<(entry.sample + 1) * classes]
                let best = row.max() ?? 0
                let total = row.reduce(0) { $0 + exp(($1 - best) / candidate) }
                return sum + log(total) - (row[row.startIndex + entry.class] - best) / candidate
            }
            let distance = log(candidate / Self.prior.temperature)
            return surprise + Self.prior.samples * distance * distance
        }
        let costs = Self.candidates.map(cost)
        let best = costs.indices.min { costs[$0] < costs[$1] }
        value = best.map { Self.candidates[$0] } ?? Self.prior.temperature
    }

    /// The classes' probabilities.
    package func probabilities(_ scores: [Double]) -> [Double] {
        guard let best = scores.max() else { return [] }
        let odds = scores.map { exp(($0 - best) / value) }
        let total = odds.reduce(0, +)
        return odds.map { $0 / total }
    }
}
