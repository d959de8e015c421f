// Training of LISTA and LCoD towards codes that are known.

public import Linear
public import Workers

/// Trains a search of few steps by stochastic gradient descent on `½‖z* − z(x)‖²`, backwards through its steps; of `lcod`
/// the order of the changes is taken as given.
///
/// The codes z* should be converged: what is learnt from others is their error too. A value: what it holds is all there
/// is to save. The same recipe, inputs and machine give the same numbers bit for bit, whatever the number of threads, and
/// whether training was stopped and resumed or not.
public struct LearnedTrainer: Sendable, Equatable {
    /// The settings.
    public let recipe: LearnedRecipe
    /// The search.
    public internal(set) var model: LearnedInference
    /// Steps taken.
    public private(set) var step: Int

    /// Training from a model on; from a later step on where it was stopped there.
    ///
    /// - Throws: when nothing can be trained by these settings.
    public init(_ recipe: LearnedRecipe, model: LearnedInference, step: Int = 0) throws(LearningError) {
        try recipe.check()
        guard step >= 0 else { throw .badRecipe(reason: "A step of \(step) is none.") }
        (self.recipe, self.model, self.step) = (recipe, model, step)
    }

    /// Whether all steps of the recipe are taken.
    public var isDone: Bool { step >= recipe.batches }

    /// Takes steps, at most to the recipe's end, and returns the mean of `‖z* − z(x)‖²` over their inputs, each before it
    /// was learnt from; nil when no step was left.
    ///
    /// Inputs are taken in random order, each once before any is taken again. Whoever resumes must give the same ones.
    ///
    /// - Parameters:
    ///   - inputs: `count × n`, one input a row.
    ///   - codes: z*, `count × atoms`.
    /// - Throws: when sizes do not fit or numbers are not finite; or when the rate is so high that numbers grow without
    ///   bound. The trainer then is what it was before.
    @discardableResult
    public mutating func train(
        on inputs: Matrix, codes: Matrix, steps: Int, team: Team
    ) throws(LearningError) -> Double? {
        guard inputs.columns == model.filters.columns, codes.columns == model.filters.rows,
            inputs.rows == codes.rows, inputs.rows > 0
        else {
            throw .badInput(
                reason:
                    "\(inputs.rows) inputs of \(inputs.columns) numbers and \(codes.rows) codes of \(codes.columns) "
                    + "do not train \(model.filters.rows) filters of \(model.filters.columns).")
        }
        guard inputs.values.allSatisfy(\.isFinite), codes.values.allSatisfy(\.isFinite) else {
            throw .badInput(reason: "The inputs or codes hold numbers that are not finite.")
        }
        let end = min(step + max(steps, 0), recipe.batches)
        guard step < end else { return nil }
        var order = InputOrder(count: inputs.rows, seed: recipe.seed)
        let work = LearnedStep(model, batchSize: recipe.batchSize, team: team)
        var error = 0.0
        for number in step..<end {
            let chosen = (0..<recipe.batchSize).map { order.input(at: number * recipe.batchSize + $0) }
            work.load(chosen.map { inputs.row($0) }, codes: chosen.map { codes.row($0) })
            work.takeGradient()
            error += work.error / Double(end - step)
            work.move(rate: recipe.rate(at: number), longest: recipe.longestGradient)
        }
        guard error.isFinite, work.isFinite else {
            throw .badRecipe(reason: "Training diverged before step \(end): the rate is too high.")
        }
        work.store(in: &model)
        step = end
        return error
    }
}
