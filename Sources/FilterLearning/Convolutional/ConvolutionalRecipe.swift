// What convolutional predictive sparse decomposition is told before it begins.

/// The settings of convolutional PSD; the defaults are for crops of mean square 1.
///
/// A step moves a parameter by the slope of the energy of a crop divided by its curvature there, times a rate: the
/// stochastic diagonal method of Levenberg and Marquardt (LeCun, Bottou, Orr and Müller, Efficient BackProp, 1998, section
/// 9.1). With `curvatureInterval` 0 all curvatures are 1, and the steps those of plain descent.
public struct ConvolutionalRecipe: Sendable, Hashable, Codable {
    /// The energy that is minimised, to be written into every file: without its scaling λ and α mean nothing.
    public static let energy = "½‖mx − ΣDₖ∗zₖ‖² + λ|z|₁ + α‖z − f(x)‖², m the border's mask"

    /// The encoder's form.
    public var encoder = Encoder.Kind.tanh
    /// λ.
    public var sparsity: Float = 0.5
    /// α: 1 in all published work.
    public var predictionWeight: Float = 1
    /// Steps of FISTA from the encoder's prediction to the code.
    public var codeSteps = 30
    /// Crops that share a step of learning.
    public var batchSize = 8
    /// Steps of learning.
    public var batches = 1_000
    /// The rate of D at first.
    public var dictionaryRate: Float = 0.05
    /// The rate of K and b at first.
    public var kernelRate: Float = 0.1
    /// The rate of g, or β, at first.
    public var scaleRate: Float = 0.1
    /// τ: at step t all rates are divided by 1 + t/τ.
    public var annealing: Float = 300
    /// Crops from one measurement of the curvatures to the next; 0 for none.
    public var curvatureInterval = 2_000
    /// Crops that the curvatures are the means of.
    public var curvatureSamples = 100
    /// The least curvature that a slope is divided by.
    public var smallestCurvature: Float = 0.02
    /// The largest curvature that a slope is divided by.
    public var largestCurvature: Float = 10_000
    /// Crops in a row that leave an atom's map at 0 before it is dead, and replaced.
    public var patience = 500
    /// What all that is random begins with.
    public var seed: UInt64 = 1

    /// The defaults.
    public init() {}

    /// What the rates are multiplied by at a step.
    func anneal(_ step: Int) -> Float { 1 / (1 + Float(step) / annealing) }

    /// Whether the curvatures are measured before a step.
    func measuresCurvature(before step: Int) -> Bool {
        guard curvatureInterval > 0 else { return false }
        return step == 0 || step * batchSize / curvatureInterval > (step - 1) * batchSize / curvatureInterval
    }

    /// Throws when nothing can be learnt by these settings.
    public func check() throws(LearningError) {
        let counts = [
            ("codeSteps", codeSteps), ("batchSize", batchSize), ("batches", batches),
            ("curvatureInterval", curvatureInterval + 1), ("curvatureSamples", curvatureSamples),
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
        guard smallestCurvature > 0, largestCurvature >= smallestCurvature else {
            throw .badRecipe(
                reason: "Curvatures from \(smallestCurvature) to \(largestCurvature) cannot be divided by.")
        }
    }
}
