// Convolutional predictive sparse decomposition: filters that share the rebuilding of a whole crop.

import Features
public import Linear
public import Workers

/// Learns a dictionary D and an encoder f by convolutional PSD (Kavukcuoglu, Sermanet, Boureau, Gregor, Mathieu and LeCun,
/// Learning Convolutional Feature Hierarchies for Visual Recognition, 2010; Kavukcuoglu's thesis, 2011, chapter 5).
///
/// Patches rebuilt one by one ask for every pattern at every place of the patch; a crop rebuilt as a whole asks for it once.
/// Each step takes a few crops x and
///
/// 1. finds their codes `z* = argmin ½‖mx − Σ D_k ∗ z_k‖² + λ|z|₁ + α‖z − f(x)‖²` by FISTA from f(x), where m fades the
///    border out (`ConvolutionalShape.mask`);
/// 2. moves D down the slope of the energy, and scales its atoms, all kernels of one together, to unit length;
/// 3. moves the encoder's parameters down that of `α‖z* − f(x)‖²`, z* taken as given;
/// 4. replaces atoms that no code has used for long by what is left over where D explains crops worst.
///
/// Steps are divided by the curvatures, which are measured now and then (`ConvolutionalRecipe`).
///
/// A value: what it holds is all there is to save. The same recipe, crops and machine give the same numbers bit for bit,
/// whatever the number of threads, and whether learning was stopped and resumed or not.
public struct ConvolutionalTrainer: Sendable, Equatable {
    /// The settings.
    public let recipe: ConvolutionalRecipe
    /// The sizes.
    public let shape: ConvolutionalShape
    /// What changes from step to step.
    public internal(set) var state: ConvolutionalState

    /// A trainer that has learnt nothing: atoms of smoothed noise, and kernels that mirror them.
    ///
    /// - Throws: when nothing can be learnt by these settings.
    public init(_ recipe: ConvolutionalRecipe, shape: ConvolutionalShape) throws(LearningError) {
        try recipe.check()
        try shape.check()
        (self.recipe, self.shape) = (recipe, shape)
        state = ConvolutionalState(recipe, shape)
    }

    /// A trainer that goes on from where another stopped.
    ///
    /// - Throws: when the parts do not fit each other.
    public init(
        resuming recipe: ConvolutionalRecipe, shape: ConvolutionalShape, state: ConvolutionalState
    ) throws(LearningError) {
        try recipe.check()
        try shape.check()
        try state.check(recipe, shape)
        (self.recipe, self.shape, self.state) = (recipe, shape, state)
    }

    /// D: `atoms × atomCount`, each row an atom of unit length.
    public var dictionary: Matrix { state.dictionary }
    /// f: its kernels are `atoms × atomCount`.
    public var encoder: Encoder { state.encoder }
    /// Steps taken.
    public var step: Int { state.step }
    /// Whether all steps of the recipe are taken.
    public var isDone: Bool { step >= recipe.batches }

    /// Takes steps, at most to the recipe's end, and answers how they went: means over crops.
    ///
    /// Crops are taken in random order, each once before any is taken again. Whoever resumes must give the same ones.
    ///
    /// - Parameter crops: `count × inputCount`, one crop, maps × rows × columns, a row.
    /// - Throws: when the crops have another size, are none, or hold numbers that are not finite; or when the rates are
    ///   so high that numbers grow without bound. The trainer then is what it was before.
    public mutating func train(on crops: Matrix, steps: Int, team: Team) throws(LearningError) -> PSDProgress {
        try check(crops)
        return try advance(on: crops, ConvolutionalStep(self, team: team), steps: steps)
    }

    /// Takes all steps that are left, reporting on the way.
    ///
    /// - Parameters:
    ///   - every: steps from one report to the next.
    ///   - report: is given the trainer as it stands, to be saved or drawn; false stops.
    /// - Throws: as `train(on:steps:team:)`.
    public mutating func train(
        on crops: Matrix, every: Int, team: Team, report: (ConvolutionalTrainer, PSDProgress) -> Bool
    ) throws(LearningError) {
        try check(crops)
        let work = ConvolutionalStep(self, team: team)
        while !isDone {
            let progress = try advance(on: crops, work, steps: max(every, 1))
            if !report(self, progress) { return }
        }
    }

    private func check(_ crops: Matrix) throws(LearningError) {
        guard crops.columns == shape.inputCount, crops.rows > 0 else {
            throw .badInput(
                reason: "\(crops.rows) crops of \(crops.columns) numbers meet a shape of \(shape.inputCount).")
        }
        guard crops.values.allSatisfy(\.isFinite) else {
            throw .badInput(reason: "The crops hold numbers that are not finite.")
        }
    }

    private mutating func advance(
        on crops: Matrix, _ work: ConvolutionalStep, steps: Int
    ) throws(LearningError) -> PSDProgress {
        var order = InputOrder(count: crops.rows, seed: recipe.seed)
        func load(_ place: Int) {
            work.load((place..<place + recipe.batchSize).map { crops.row(order.input(at: $0)) })
        }
        var progress = PSDProgress(step: min(step + max(steps, 0), recipe.batches))
        for number in step..<max(step, progress.step) {
            let place = number * recipe.batchSize
            if ConvolutionalStep.measuresEigenvalue(before: number) { work.takeEigenvalue() }
            if recipe.measuresCurvature(before: number) {
                for first in stride(from: 0, to: recipe.curvatureSamples, by: recipe.batchSize) {
                    load(place + first)
                    work.takeCodes()
                    work.addCurvatures()
                }
                work.takeCurvatures()
            }
            load(place)
            work.takeCodes()
            work.learn(rate: recipe.anneal(number))
            progress.add(work.energies, revived: work.revive())
        }
        guard progress.energy.isFinite else {
            throw .badRecipe(reason: "Learning diverged before step \(progress.step): the rates are too high.")
        }
        state = work.state(at: max(step, progress.step))
        return progress
    }
}
