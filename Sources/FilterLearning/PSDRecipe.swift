// What predictive sparse decomposition is told before it begins.

/// The settings of learning by predictive sparse decomposition (PSD); the defaults are for patches of unit deviation.
///
/// λ depends on the scale of the inputs: for inputs half as large, half of it leaves the same values at 0.
public struct PSDRecipe: Sendable, Hashable, Codable {
    /// The energy that is minimised, to be written into every file: without its scaling λ and α mean nothing.
    public static let energy = "½‖x − Dz‖² + λ|z|₁ + α‖z − f(x)‖²"

    /// m: atoms of the dictionary, units of the encoder.
    public var atoms = 64
    /// The encoder's form.
    public var encoder = Encoder.Kind.tanh
    /// λ.
    public var sparsity: Float = 1
    /// α: 1 in all published work.
    public var predictionWeight: Float = 1
    /// Proximal steps from the encoder's prediction to the code.
    public var codeSteps = 20
    /// Inputs that share a step of learning.
    public var batchSize = 32
    /// Steps of learning.
    public var batches = 12_000
    /// The rate of D at first; all rates are per input.
    public var dictionaryRate: Float = 0.02
    /// The rate of K and b at first.
    public var kernelRate: Float = 0.002
    /// The rate of g, or β, at first.
    public var scaleRate: Float = 0.02
    /// τ: at step t all rates are divided by 1 + t/τ.
    public var annealing: Float = 4_000
    /// Inputs in a row that leave an atom at 0 before it is dead, and replaced.
    public var patience = 20_000
    /// What all that is random begins with.
    public var seed: UInt64 = 1

    /// The defaults.
    public init() {}

    /// What the rates are multiplied by at a step.
    func anneal(_ step: Int) -> Float { 1 / (1 + Float(step) / annealing) }

    /// Throws when nothing can be learnt by these settings.
    public func check() throws(LearningError) {
        let counts = [
            ("atoms", atoms), ("codeSteps", codeSteps), ("batchSize", batchSize), ("batches", batches),
            ("patience", patience),
        ]
        if let (name, value) = counts.first(where: { !(1...1 << 32).contains($0.1) }) {
            throw .badRecipe(reason: "“\(name)” is \(value); it must be 1 or more.")
        }
        let numbers = [
            ("sparsity", sparsity), ("predictionWeight", predictionWeight), ("dictionaryRate", dictionaryRate),
            ("kernelRate", kernelRate), ("scaleRate", scaleRate),
        ]
        if let (name, value) = numbers.first(where: { !($0.1 >= 0 && $0.1.isFinite) }) {
            throw .badRecipe(reason: "“\(name)” is \(value); it must be a number from 0 on.")
        }
        guard annealing > 0 else { throw .badRecipe(reason: "“annealing” is \(annealing); it must be above 0.") }
    }
}
