// What the training of LISTA and LCoD is told before it begins.

/// The settings of training a search of few steps.
public struct LearnedRecipe: Sendable, Hashable, Codable {
    /// Inputs that share a step of training.
    public var batchSize = 64
    /// Steps of training.
    public var batches = 6_000
    /// The rate at first; it is per input.
    public var rate: Float = 0.05
    /// t₀: at step t the rate is divided by 1 + t/t₀.
    public var annealing: Float = 2_000
    /// The longest gradient of a step; what is longer is shortened to it.
    public var longestGradient: Float = 10
    /// What all that is random begins with.
    public var seed: UInt64 = 1

    /// The defaults.
    public init() {}

    /// The rate of a step.
    func rate(at step: Int) -> Float { rate / (1 + Float(step) / annealing) }

    /// Throws when nothing can be trained by these settings.
    public func check() throws(LearningError) {
        if let (name, value) = [("batchSize", batchSize), ("batches", batches)].first(where: { $0.1 < 1 }) {
            throw .badRecipe(reason: "“\(name)” is \(value); it must be 1 or more.")
        }
        let numbers = [("rate", rate), ("annealing", annealing), ("longestGradient", longestGradient)]
        if let (name, value) = numbers.first(where: { !($0.1 > 0) }) {
            throw .badRecipe(reason: "“\(name)” is \(value); it must be above 0.")
        }
    }
}
