// A stage that is learnt from whole crops.

import Features
import FilterLearning
import Linear
import Workers

/// Learns a stage by convolutional predictive sparse decomposition.
struct CropLearner: StageLearner {
    /// Steps from one report to the next.
    private static let pace = 10

    private var trainer: ConvolutionalTrainer
    private let crops: Matrix
    private let inputs: StageInputs

    /// A learner for a stage of a net, new or as it was saved.
    init(_ recipe: CropLearning, form: StageShape, inputs: StageInputs, resuming saved: LearnerState?) throws {
        self.inputs = inputs
        crops = Matrix(of: inputs.inputs)
        let shape = ConvolutionalShape(table: form.table, kernel: form.kernel, crop: Extent(recipe.side))
        guard let saved else {
            trainer = try ConvolutionalTrainer(recipe.learning, shape: shape)
            return
        }
        let curvatures = try ConvolutionalCurvatures(
            atoms: try saved.values("atom curvatures"), kernels: try saved.matrix("kernel curvatures"),
            biases: try saved.values("bias curvatures"), scales: try saved.values("gain curvatures"))
        let eigenvalue = try saved.values("eigenvalue")
        let state = ConvolutionalState(
            dictionary: try saved.matrix("dictionary"), encoder: try saved.encoder(recipe.learning.encoder),
            curvatures: curvatures, eigenvalue: eigenvalue.first ?? 0, step: try saved.integers("step")[0],
            idle: try saved.integers("idle"))
        trainer = try ConvolutionalTrainer(resuming: recipe.learning, shape: shape, state: state)
    }

    var step: Int { trainer.step }
    var steps: Int { trainer.recipe.batches }

    var state: LearnerState {
        let now = trainer.state
        var state = LearnerState()
        state.set("dictionary", now.dictionary)
        state.set(now.encoder)
        state.set("atom curvatures", now.curvatures.atoms)
        state.set("kernel curvatures", now.curvatures.kernels)
        state.set("bias curvatures", now.curvatures.biases)
        state.set("gain curvatures", now.curvatures.scales)
        state.set("eigenvalue", [now.eigenvalue])
        state.set("step", [now.step])
        state.set("idle", now.idle)
        return state
    }

    func filters() throws(LearningError) -> StageFilters {
        try trainer.encoder.stageFilters(table: trainer.shape.table, scale: inputs.scale, offsets: inputs.offsets)
    }

    mutating func advance(_ team: Team) throws(LearningError) -> PSDProgress {
        try trainer.train(on: crops, steps: Self.pace, team: team)
    }
}
