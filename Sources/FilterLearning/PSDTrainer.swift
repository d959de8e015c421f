// Predictive sparse decomposition: a dictionary and an encoder that learn from each other.

import Features
public import Linear
public import Workers

/// Learns a dictionary D and an encoder f by predictive sparse decomposition (Kavukcuoglu, Ranzato and LeCun, Fast
/// Inference in Sparse Coding Algorithms with Applications to Object Recognition, 2008, section 2.1; Kavukcuoglu's
/// thesis, 2011, equation 2.4).
///
/// Each step takes a few inputs x and
///
/// 1. finds their codes `z* = argmin ½‖x − Dz‖² + λ|z|₁ + α‖z − f(x)‖²` by proximal steps from f(x);
/// 2. moves D down the slope of the energy, `D += η (x − Dz*) z*ᵀ`, and scales its atoms to unit length;
/// 3. moves the parameters P of f down that of `α‖z* − f(x)‖²`, z* taken as given: `P += 2αη (z* − f) ∂f/∂P`;
/// 4. replaces atoms that no code has used for long by the inputs that D explains worst.
///
/// A value: what it holds is all there is to save. The same recipe, inputs and machine give the same numbers bit for bit,
/// whatever the number of threads, and whether learning was stopped and resumed or not.
public struct PSDTrainer: Sendable, Equatable {
    /// The settings.
    public let recipe: PSDRecipe
    /// Dᵀ: `atoms × inputs`, each row an atom of unit length.
    public internal(set) var dictionary: Matrix
    /// f.
    public internal(set) var encoder: Encoder
    /// Steps taken.
    public internal(set) var step = 0
    /// For each atom the number of inputs since a code used it.
    public internal(set) var idle: [Int]

    /// A trainer that has learnt nothing: atoms from a normal distribution, and kernels that mirror them.
    ///
    /// - Parameter inputs: numbers of an input.
    /// - Throws: when nothing can be learnt by these settings.
    public init(_ recipe: PSDRecipe, inputs: Int) throws(LearningError) {
        try recipe.check()
        guard inputs > 0 else { throw .badInput(reason: "Inputs of \(inputs) numbers teach nothing.") }
        self.recipe = recipe
        var normal = NormalNumbers(seed: recipe.seed)
        dictionary = Matrix(rows: recipe.atoms, columns: inputs)
        for atom in 0..<recipe.atoms {
            let numbers = (0..<inputs).map { _ in normal.next() }
            let length = inner(numbers, numbers).squareRoot()
            for (column, number) in numbers.enumerated() { dictionary[atom, column] = Float(number / length) }
        }
        encoder = Encoder(recipe.encoder, mirroring: dictionary, sparsity: recipe.sparsity)
        idle = Array(repeating: 0, count: recipe.atoms)
    }

    /// A trainer that goes on from where another stopped.
    ///
    /// - Throws: when the parts do not fit each other.
    public init(
        resuming recipe: PSDRecipe, dictionary: Matrix, encoder: Encoder, step: Int, idle: [Int]
    ) throws(LearningError) {
        try recipe.check()
        guard dictionary.rows == recipe.atoms, idle.count == recipe.atoms, encoder.kernels.rows == recipe.atoms,
            dictionary.columns == encoder.kernels.columns, encoder.kind == recipe.encoder, step >= 0
        else {
            throw .badRecipe(
                reason: "The recipe has \(recipe.atoms) \(recipe.encoder.rawValue) units; what is resumed has "
                    + "\(dictionary.rows) atoms of \(dictionary.columns) numbers, \(encoder.kernels.rows) "
                    + "\(encoder.kind.rawValue) kernels of \(encoder.kernels.columns), and \(idle.count) ages.")
        }
        guard dictionary.values.allSatisfy(\.isFinite) else {
            throw .badInput(reason: "The dictionary holds numbers that are not finite.")
        }
        (self.recipe, self.dictionary, self.encoder) = (recipe, dictionary, encoder)
        (self.step, self.idle) = (step, idle)
    }

    /// Whether all steps of the recipe are taken.
    public var isDone: Bool { step >= recipe.batches }

    /// Takes steps, at most to the recipe's end, and answers how they went.
    ///
    /// Inputs are taken in random order, each once before any is taken again. Whoever resumes must give the same ones.
    ///
    /// - Parameter inputs: `count × n`, one input a row.
    /// - Throws: when the inputs have another size, are none, or hold numbers that are not finite; or when the rates are
    ///   so high that numbers grow without bound. The trainer then is what it was before.
    public mutating func train(
        on inputs: Matrix, steps: Int, team: Team
    ) throws(LearningError) -> PSDProgress {
        try check(inputs)
        return try advance(on: inputs, steps: steps, team: team)
    }

    /// Takes all steps that are left, reporting on the way.
    ///
    /// - Parameters:
    ///   - every: steps from one report to the next.
    ///   - report: is given the trainer as it stands, to be saved or drawn; false stops.
    /// - Throws: as `train(on:steps:team:)`.
    public mutating func train(
        on inputs: Matrix, every: Int, team: Team, report: (PSDTrainer, PSDProgress) -> Bool
    ) throws(LearningError) {
        try check(inputs)
        while !isDone {
            let progress = try advance(on: inputs, steps: max(every, 1), team: team)
            if !report(self, progress) { return }
        }
    }

    private func check(_ inputs: Matrix) throws(LearningError) {
        guard inputs.columns == dictionary.columns, inputs.rows > 0 else {
            throw .badInput(
                reason: "\(inputs.rows) inputs of \(inputs.columns) numbers meet atoms of \(dictionary.columns).")
        }
        guard inputs.values.allSatisfy(\.isFinite) else {
            throw .badInput(reason: "The inputs hold numbers that are not finite.")
        }
    }

    private mutating func advance(
        on inputs: Matrix, steps: Int, team: Team
    ) throws(LearningError) -> PSDProgress {
        var order = InputOrder(count: inputs.rows, seed: recipe.seed)
        let work = PSDStep(self, team: team)
        var ages = idle
        var progress = PSDProgress(step: min(step + max(steps, 0), recipe.batches))
        for number in step..<max(step, progress.step) {
            work.load((0..<recipe.batchSize).map { inputs.row(order.input(at: number * recipe.batchSize + $0)) })
            work.takeCodes()
            work.learn(rate: recipe.anneal(number))
            progress.add(work.energies, revived: work.revive(&ages))
        }
        guard progress.energy.isFinite else {
            throw .badRecipe(reason: "Learning diverged before step \(progress.step): the rates are too high.")
        }
        work.store(in: &self)
        (step, idle) = (max(step, progress.step), ages)
        return progress
    }
}
