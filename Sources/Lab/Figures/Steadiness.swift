// Exact and predicted codes of a film's frames.

import Features
import FilterLearning
import Linear
import Workers

/// How steady the codes of a film are, searched and predicted.
package struct Steadiness: Sendable, Codable {
    /// λ.
    package let sparsity: Float
    /// Frames, and patches of each.
    package let frames, patches: Int
    /// The share of exact codes' values that are not 0, and of predicted ones beyond their thresholds.
    package let exactDensity, predictedDensity: Double
    /// From each frame to the next: exact and predicted codes.
    package let exact, predicted: Transitions
    /// From each frame to one drawn at random: exact and predicted codes.
    package let exactAtRandom, predictedAtRandom: Transitions

    init(
        of trainer: PSDTrainer, frames: [Matrix], sparsity: Float, team: Team, progress: LabProgress
    ) throws(LearningError) {
        let problem = try SparseCoding(dictionary: trainer.dictionary, sparsity: Double(sparsity))
        let search = ExactCodes(problem: problem, team: team)
        var codes: [Matrix] = []
        for frame in frames {
            codes.append(try search.codes(of: frame))
            progress("exact codes", codes.count, frames.count)
        }
        let exact = SignStates(frames: codes)
        let predicted = SignStates(frames: frames.map(trainer.encoder.codes), asManyZerosAs: exact)
        var generator = SplitMix64(seed: 1)
        let next = (1..<frames.count).map { (from: $0 - 1, to: $0) }
        let random = frames.indices.map { index in
            // Any other frame.
            let step = 1 + Int(generator.next() % UInt64(frames.count - 1))
            return (from: index, to: (index + step) % frames.count)
        }
        (self.sparsity, self.frames, patches) = (sparsity, frames.count, frames[0].rows)
        (exactDensity, predictedDensity) = (exact.density, predicted.density)
        (self.exact, self.predicted) = (exact.transitions(next), predicted.transitions(next))
        (exactAtRandom, predictedAtRandom) = (exact.transitions(random), predicted.transitions(random))
    }
}
