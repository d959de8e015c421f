// Searches that are trained and measured on the same codes.

import FilterLearning
import Linear
import Workers

/// A problem, patches to train on and patches to measure with.
struct LearnedCourse {
    let problem: SparseCoding
    let taught, asked: CodedPatches
    let recipe: LearnedRecipe
    let team: Team

    /// Changes of coordinate descent that are measured.
    private static let descentSteps = [0, 1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1000]

    /// Trains a search, and says what it is worth.
    ///
    /// - Parameters:
    ///   - share: of its connections, those that were kept.
    ///   - fista: the errors of FISTA, by the number of steps.
    func row(
        _ untrained: LearnedInference, share: Double = 1, fista: [Int: CodeError]
    ) throws(LearningError) -> (row: LearnedReport.Row, model: LearnedInference) {
        let begin = ContinuousClock.now
        var trainer = try LearnedTrainer(recipe, model: untrained)
        try trainer.train(on: taught.inputs, codes: taught.codes, steps: recipe.batches, team: team)
        let seconds = (ContinuousClock.now - begin) / .seconds(1)
        let (model, error) = (trainer.model, error(trainer.model))
        let worth =
            model.kind == .lista
            ? fista.filter { $0.value.square <= error.square }.keys.min() : try changes(reaching: error.square)
        let row = LearnedReport.Row(
            kind: model.kind, steps: model.steps, share: share, multiplications: model.multiplications,
            before: self.error(untrained), after: error, worth: worth, seconds: seconds)
        return (row, model)
    }

    /// The errors of coordinate descent, by the number of changes.
    func descent() throws(LearningError) -> [Int: CodeError] {
        var errors: [Int: CodeError] = [:]
        for count in Self.descentSteps { errors[count] = try descent(count) }
        return errors
    }

    private func descent(_ changes: Int) throws(LearningError) -> CodeError {
        error(try LearnedInference(.lcod, unrolling: problem, steps: changes))
    }

    private func error(_ model: LearnedInference) -> CodeError {
        CodeError(model.codes(of: asked.inputs, team: team), from: asked.codes)
    }

    /// How many changes of coordinate descent have an error no larger, found by halving.
    private func changes(reaching square: Double) throws(LearningError) -> Int? {
        guard let most = Self.descentSteps.last, try descent(most).square <= square else { return nil }
        var (few, enough) = (-1, most)
        while enough - few > 1 {
            let middle = (few + enough) / 2
            if try descent(middle).square <= square { enough = middle } else { few = middle }
        }
        return enough
    }
}

extension CodedPatches {
    /// The mean of `‖z*‖²`.
    var square: Double { codes.values.reduce(0) { $0 + Double($1 * $1) } / Double(max(codes.rows, 1)) }

    /// The share of values that are not 0.
    var density: Double { Double(codes.values.count { $0 != 0 }) / Double(max(codes.values.count, 1)) }
}
