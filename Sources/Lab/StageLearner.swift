// A stage on its way: what learns it, and what there is to save of that.

import Features
import FilterLearning
import Formats
import Linear
import Workers

/// Patches or crops that a stage is learnt from.
struct StageInputs {
    /// What is learnt from.
    let inputs: any PSDInputs
    /// What the numbers were divided by.
    let scale: Float
    /// What each map lost before that; none where none lost anything.
    let offsets: [Float]
}

/// All that learning a stage has found out: resumed from it, learning goes on bit for bit.
struct LearnerState: Sendable, Equatable {
    var texts: [String: String] = [:]
    var tensors: [String: Safetensors.Tensor] = [:]

    /// The numbers of a name.
    func values(_ name: String) throws(LabError) -> [Float] {
        guard let tensor = tensors[name] else { throw .badInput(reason: "it lacks the tensor “\(name)”") }
        return tensor.values
    }

    /// A matrix of a name.
    func matrix(_ name: String) throws(LabError) -> Matrix {
        guard let tensor = tensors[name], tensor.shape.count == 2 else {
            throw .badInput(reason: "it lacks the matrix “\(name)”")
        }
        return Matrix(rows: tensor.shape[0], columns: tensor.shape[1], values: tensor.values)
    }

    /// Whole numbers of a name.
    func integers(_ name: String) throws(LabError) -> [Int] {
        let words = texts[name]?.split(separator: " ") ?? []
        let numbers = words.compactMap { Int($0) }
        guard numbers.count == words.count, !numbers.isEmpty else {
            throw .badInput(reason: "it lacks the numbers “\(name)”")
        }
        return numbers
    }

    mutating func set(_ name: String, _ matrix: Matrix) {
        tensors[name] = .init(shape: [matrix.rows, matrix.columns], values: matrix.values)
    }

    mutating func set(_ name: String, _ values: [Float]) {
        tensors[name] = .init(shape: [values.count], values: values)
    }

    mutating func set(_ name: String, _ numbers: [Int]) {
        texts[name] = numbers.map(String.init).joined(separator: " ")
    }
}

extension LearnerState {
    /// Reads an encoder.
    func encoder(_ kind: Encoder.Kind) throws -> Encoder {
        try Encoder(
            kind: kind, kernels: try matrix("kernels"), biases: try values("biases"), scales: try values("gains"))
    }

    mutating func set(_ encoder: Encoder) {
        set("kernels", encoder.kernels)
        set("biases", encoder.biases)
        set("gains", encoder.scales)
    }
}

/// Learns a stage, some steps at a time.
protocol StageLearner {
    /// Steps taken.
    var step: Int { get }
    /// Steps in all.
    var steps: Int { get }
    /// What there is to save.
    var state: LearnerState { get }
    /// The filters as they stand.
    func filters() throws(LearningError) -> StageFilters
    /// Takes some steps, so many each time, and says how they went.
    mutating func advance(_ team: Team) throws(LearningError) -> PSDProgress
}

/// Learns a stage by predictive sparse decomposition of patches.
struct PatchLearner: StageLearner {
    /// Steps from one report to the next: a fraction of a second.
    private static let pace = 100

    private var trainer: PSDTrainer
    private let inputs: StageInputs

    /// A learner for a stage of a net, new or as it was saved.
    init(_ recipe: PSDRecipe, form: StageShape, inputs: StageInputs, resuming saved: LearnerState?) throws {
        self.inputs = inputs
        guard let saved else {
            trainer = try PSDTrainer(recipe, table: form.table, taps: form.kernel.rows * form.kernel.columns)
            return
        }
        trainer = try PSDTrainer(
            resuming: recipe, table: form.table, dictionary: try saved.matrix("dictionary"),
            encoder: try saved.encoder(recipe.encoder), step: try saved.integers("step")[0],
            idle: try saved.integers("idle"))
    }

    var step: Int { trainer.step }
    var steps: Int { trainer.recipe.batches }

    var state: LearnerState {
        var state = LearnerState()
        state.set("dictionary", trainer.dictionary)
        state.set(trainer.encoder)
        state.set("step", [trainer.step])
        state.set("idle", trainer.idle)
        return state
    }

    func filters() throws(LearningError) -> StageFilters {
        try trainer.encoder.stageFilters(table: trainer.table, scale: inputs.scale, offsets: inputs.offsets)
    }

    mutating func advance(_ team: Team) throws(LearningError) -> PSDProgress {
        try trainer.train(on: inputs.inputs, steps: Self.pace, team: team)
    }
}
