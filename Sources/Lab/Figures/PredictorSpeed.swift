// How much faster a prediction is than a search to the end, one input at a time on one thread.

import FilterLearning
import Foundation
import Linear

/// An encoder and the search that it saves, on the same dictionary.
package struct PredictorSpeed {
    private let encoder: Encoder
    private let problem: SparseCoding

    /// What a λ gave.
    package struct Row: Sendable, Codable {
        /// λ.
        package let sparsity: Float
        /// Microseconds for a prediction, the median over rounds.
        package let prediction: Double
        /// Microseconds for a feature-sign search, the median over rounds.
        package let search: Double
        /// How often a prediction fits into a search: the median over rounds of the ratio in a round.
        package let ratio: Double
    }

    /// Rounds; inputs that are searched in a round; times that each is predicted.
    private static let (rounds, inputs, repeats) = (15, 20, 100)

    init(_ trainer: PSDTrainer, sparsity: Float) throws(LearningError) {
        encoder = trainer.encoder
        problem = try SparseCoding(dictionary: trainer.dictionary, sparsity: Double(sparsity))
    }

    /// Checks both answers, then lets both take turns, so that both meet the same machine.
    ///
    /// - Throws: when an answer is wrong.
    func measure(on others: Matrix) throws(LearningError) -> Row {
        let singles = (0..<min(Self.rounds * Self.inputs, others.rows)).map {
            Matrix(rows: 1, columns: others.columns, values: Array(others.row($0)))
        }
        let wide = singles.map { $0.values.map(Double.init) }
        for (input, numbers) in zip(singles, wide).prefix(Self.inputs) { try check(input, numbers) }
        var (predictions, searches) = ([Double](), [Double]())
        var sum: Float = 0
        for first in stride(from: 0, to: singles.count, by: Self.inputs) {
            let part = first..<min(first + Self.inputs, singles.count)
            let begin = ContinuousClock.now
            for _ in 0..<Self.repeats { for index in part { sum += encoder.codes(of: singles[index]).values[0] } }
            let middle = ContinuousClock.now
            for index in part { sum += Float(try problem.code(wide[index], by: FeatureSign()).energy) }
            let end = ContinuousClock.now
            let count = Double(part.count)
            predictions.append((middle - begin) / .microseconds(1) / count / Double(Self.repeats))
            searches.append((end - middle) / .microseconds(1) / count)
        }
        guard sum.isFinite else { throw .badInput(reason: "Codes are not finite.") }
        return Row(
            sparsity: Float(problem.sparsity), prediction: Self.median(predictions), search: Self.median(searches),
            ratio: Self.median(zip(searches, predictions).map { $0 / $1 }))
    }

    private func check(_ input: Matrix, _ numbers: [Double]) throws(LearningError) {
        let gap = try problem.code(numbers, by: FeatureSign()).gap
        guard gap <= ExactCodes.tolerance else {
            throw .badInput(reason: "A search ended \(gap) away from the minimum: nothing is timed.")
        }
        let codes = encoder.codes(of: input).values
        for unit in codes.indices {
            let sum = zip(encoder.kernels.row(unit), numbers).reduce(0) { $0 + Double($1.0) * $1.1 }
            let right = Double(encoder.scales[unit]) * tanh(sum + Double(encoder.biases[unit]))
            guard abs(right - Double(codes[unit])) < 1e-4 else {
                throw .badInput(reason: "The prediction of unit \(unit) is not g · tanh(Kx + b): nothing is timed.")
            }
        }
    }

    private static func median(_ values: [Double]) -> Double {
        values.isEmpty ? .nan : values.sorted()[values.count / 2]
    }
}
