// Predictive sparse decomposition: a dictionary and an encoder that learn from each other.

public import Features
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
/// Where inputs are the patches of many maps, a connection table says which maps each atom sees: elsewhere D and K are 0, and
/// those zeros are left out. An atom has unit length as a whole, over all maps that it sees.
///
/// A value: what it holds is all there is to save. The same recipe, inputs and machine give the same numbers bit for bit,
/// whatever the number of threads, and whether learning was stopped and resumed or not.
public struct PSDTrainer: Sendable, Equatable {
    /// The settings.
    public let recipe: PSDRecipe
    /// Which maps each atom sees; one map where inputs have no parts.
    public let table: ConnectionTable
    /// Numbers of an input on one map.
    public let taps: Int
    /// Dᵀ: `atoms × (maps of an atom · taps)`, each row an atom of unit length.
    public internal(set) var dictionary: Matrix
    /// f; its kernels have the form of Dᵀ.
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
        try self.init(recipe, table: .full(inputs: 1, outputs: recipe.atoms), taps: inputs)
    }

    /// A trainer that has learnt nothing, for inputs of `table.inputs × taps` numbers.
    ///
    /// - Throws: when nothing can be learnt by these settings.
    public init(_ recipe: PSDRecipe, table: ConnectionTable, taps: Int) throws(LearningError) {
        try recipe.check()
        guard taps > 0 else { throw .badInput(reason: "Inputs of \(taps) numbers teach nothing.") }
        try Self.check(table, recipe)
        (self.recipe, self.table, self.taps) = (recipe, table, taps)
        var normal = NormalNumbers(seed: recipe.seed)
        dictionary = Matrix(rows: recipe.atoms, columns: table.inputsPerOutput * taps)
        for atom in 0..<recipe.atoms {
            let numbers = (0..<dictionary.columns).map { _ in normal.next() }
            let length = inner(numbers, numbers).squareRoot()
            for (column, number) in numbers.enumerated() { dictionary[atom, column] = Float(number / length) }
        }
        encoder = Encoder(recipe.encoder, mirroring: dictionary, sparsity: recipe.sparsity)
        idle = Array(repeating: 0, count: recipe.atoms)
    }

    /// A trainer that goes on from where another stopped.
    ///
    /// - Parameter table: the other's; nil for inputs without parts.
    /// - Throws: when the parts do not fit each other.
    public init(
        resuming recipe: PSDRecipe, table: ConnectionTable? = nil, dictionary: Matrix, encoder: Encoder, step: Int,
        idle: [Int]
    ) throws(LearningError) {
        try recipe.check()
        let table = table ?? .full(inputs: 1, outputs: recipe.atoms)
        try Self.check(table, recipe)
        guard dictionary.rows == recipe.atoms, idle.count == recipe.atoms, encoder.kernels.rows == recipe.atoms,
            dictionary.columns == encoder.kernels.columns, encoder.kind == recipe.encoder, step >= 0,
            dictionary.columns % table.inputsPerOutput == 0
        else {
            throw .badRecipe(
                reason: "The recipe has \(recipe.atoms) \(recipe.encoder.rawValue) units; what is resumed has "
                    + "\(dictionary.rows) atoms of \(dictionary.columns) numbers on \(table.inputsPerOutput) maps, "
                    + "\(encoder.kernels.rows) \(encoder.kind.rawValue) kernels of \(encoder.kernels.columns), and "
                    + "\(idle.count) ages.")
        }
        guard dictionary.values.allSatisfy(\.isFinite) else {
            throw .badInput(reason: "The dictionary holds numbers that are not finite.")
        }
        (self.recipe, self.table, taps) = (recipe, table, dictionary.columns / table.inputsPerOutput)
        (self.dictionary, self.encoder) = (dictionary, encoder)
        (self.step, self.idle) = (step, idle)
    }

    private static func check(_ table: ConnectionTable, _ recipe: PSDRecipe) throws(LearningError) {
        guard table.outputs == recipe.atoms else {
            throw .badRecipe(reason: "The table connects \(table.outputs) atoms, and the recipe has \(recipe.atoms).")
        }
    }

    /// Whether all steps of the recipe are taken.
    public var isDone: Bool { step >= recipe.batches }

    /// Takes steps, at most to the recipe's end, and answers how they went.
    ///
    /// Inputs are taken in random order, each once before any is taken again. Whoever resumes must give the same ones.
    ///
    /// - Throws: when the inputs have another size, are none, or hold numbers that are not finite; or when the rates are
    ///   so high that numbers grow without bound. The trainer then is what it was before.
    public mutating func train(
        on inputs: any PSDInputs, steps: Int, team: Team
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
        on inputs: any PSDInputs, every: Int, team: Team, report: (PSDTrainer, PSDProgress) -> Bool
    ) throws(LearningError) {
        try check(inputs)
        while !isDone {
            let progress = try advance(on: inputs, steps: max(every, 1), team: team)
            if !report(self, progress) { return }
        }
    }

    private func check(_ inputs: any PSDInputs) throws(LearningError) {
        guard inputs.width == table.inputs * taps, inputs.count > 0 else {
            throw .badInput(
                reason: "\(inputs.count) inputs of \(inputs.width) numbers meet atoms on \(table.inputs) maps of "
                    + "\(taps).")
        }
    }

    private mutating func advance(
        on inputs: any PSDInputs, steps: Int, team: Team
    ) throws(LearningError) -> PSDProgress {
        var order = InputOrder(count: inputs.count, seed: recipe.seed)
        let work = PSDStep(self, team: team)
        var ages = idle
        var progress = PSDProgress(step: min(step + max(steps, 0), recipe.batches))
        for number in step..<max(step, progress.step) {
            for place in 0..<recipe.batchSize {
                try work.load(inputs, order.input(at: number * recipe.batchSize + place), at: place)
            }
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
