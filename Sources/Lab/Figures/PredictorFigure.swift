// The figure of predictive sparse decomposition beside exact codes: fidelity, speed and steadiness.

import FilterLearning
import Linear
import Workers

/// Learns encoders from photographs and holds what they predict against the codes of feature-sign search (Kavukcuoglu,
/// Ranzato and LeCun, Fast Inference in Sparse Coding Algorithms with Applications to Object Recognition, 2008).
package struct PredictorFigure {
    /// The folder of folders of photographs.
    package let data: String
    /// A film, for steadiness; nil to leave that out.
    package var film: String?
    /// λ at which fidelity is measured, on patches of deviation 1.
    package var fidelities: [Float] = [0.2, 0.5, 1, 2]
    /// λ at which speed is measured.
    package var speeds: [Float] = [0.1, 0.2, 0.4, 0.6]
    /// λ at which steadiness is measured.
    package var filmSparsity: Float = 2
    /// Frames of the film, at most.
    package var frames = 400
    /// Patches along each side of a frame.
    package var perSide = 28
    /// Steps of learning.
    package var batches = 12_000
    /// T of the searches that stand in for the encoder.
    package var steps = [0, 1, 3]
    /// Steps in which each of these is trained.
    package var searchBatches = 6_000
    /// Patches to learn from.
    package var patches = 100_000
    /// Patches that nothing has seen, to measure fidelity with.
    package var unseen = 2_000
    /// Threads; they change no number but times, and speed is measured on one.
    package var threads = 1

    /// Rows and columns of a patch; units of the encoders; patches that searches are trained on; the box of a frame.
    private static let (side, units, filmUnits, taught, filmBox) = (9, 64, 128, 30_000, 352)

    /// The figure for photographs.
    package init(data: String) { self.data = data }

    /// Does it. Blocks.
    ///
    /// - Throws: `LabError.badInput` when photographs or film cannot be used, or nothing can be learnt by these settings.
    package func run(progress: LabProgress) throws(LabError) -> PredictorReport {
        let pictures = try NaturalPatches(of: data, progress: progress)
        let inputs = try pictures.draw(patches, size: Self.side, seed: 1)
        let others = try pictures.draw(unseen, size: Self.side, seed: 2)
        let planes = try film.map { path throws(LabError) in
            try FilmFrames.read(path, count: frames, side: Self.filmBox, progress: progress)
        }
        let team = Team(threads: threads)
        do throws(LearningError) {
            var fidelity: [PredictorReport.Fidelity] = []
            for sparsity in fidelities {
                let trainer = try learn(Self.units, sparsity, inputs, team, progress)
                fidelity.append(try measure(trainer, inputs, others, team))
                progress("fidelity", fidelity.count, fidelities.count)
            }
            var speed: [PredictorSpeed.Row] = []
            for sparsity in speeds {
                let trainer = try learn(Self.units, sparsity, inputs, team, progress)
                speed.append(try PredictorSpeed(trainer, sparsity: sparsity).measure(on: others))
                progress("speed", speed.count, speeds.count)
            }
            let steadiness = try planes.map { planes throws(LearningError) in
                let trainer = try learn(Self.filmUnits, filmSparsity, inputs, team, progress)
                let grid = PatchGrid(size: Self.side, perSide: perSide)
                return try Steadiness(
                    of: trainer, frames: planes.map(grid.patches), sparsity: filmSparsity, team: team,
                    progress: progress)
            }
            return PredictorReport(
                broken: pictures.broken, fidelity: fidelity, speed: speed, film: film, steadiness: steadiness)
        } catch {
            throw .badInput(reason: error.description)
        }
    }

    private func learn(
        _ units: Int, _ sparsity: Float, _ inputs: Matrix, _ team: Team, _ progress: LabProgress
    ) throws(LearningError) -> PSDTrainer {
        var recipe = PSDRecipe()
        (recipe.atoms, recipe.sparsity, recipe.batches) = (units, sparsity, batches)
        var trainer = try PSDTrainer(recipe, inputs: inputs.columns)
        try trainer.train(on: inputs, every: 200, team: team) { _, report in
            progress("PSD, λ = \(sparsity)", report.step, batches)
            return true
        }
        return trainer
    }

    /// How well predictions stand for codes, those of the encoder and of trained searches.
    private func measure(
        _ trainer: PSDTrainer, _ inputs: Matrix, _ others: Matrix, _ team: Team
    ) throws(LearningError) -> PredictorReport.Fidelity {
        let (sparsity, dictionary) = (trainer.recipe.sparsity, trainer.dictionary)
        let problem = try SparseCoding(dictionary: dictionary, sparsity: Double(sparsity))
        let exact = try ExactCodes(problem: problem, team: team).codes(of: others)
        let predicted = trainer.encoder.codes(of: others)
        let optimal = try BatchedFISTA(sparsity: sparsity, predictionWeight: 1, steps: 100)
            .codes(of: others, by: dictionary, from: predicted, team: team)
        let n = inputs.columns
        let taught = try CodedPatches(
            Matrix(
                rows: min(Self.taught, inputs.rows), columns: n,
                values: Array(inputs.values.prefix(Self.taught * n))), by: problem, team: team)
        var searches: [Int: Double] = [:]
        var recipe = LearnedRecipe()
        recipe.batches = searchBatches
        for count in steps {
            var course = try LearnedTrainer(
                recipe, model: LearnedInference(.lista, unrolling: problem, steps: count))
            try course.train(on: taught.inputs, codes: taught.codes, steps: course.recipe.batches, team: team)
            searches[count] = exact.signalToNoise(ofApproximation: course.model.codes(of: others))
        }
        let count = Double(exact.values.count)
        return PredictorReport.Fidelity(
            sparsity: sparsity, optimalByPredicted: optimal.signalToNoise(ofApproximation: predicted),
            exactByOptimal: exact.signalToNoise(ofApproximation: optimal),
            exactByPredicted: exact.signalToNoise(ofApproximation: predicted), exactBySearch: searches,
            density: Double(exact.values.count { $0 != 0 }) / count,
            predictedSize: predicted.values.reduce(0) { $0 + Double(abs($1)) } / count)
    }
}
