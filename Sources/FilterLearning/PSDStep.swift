// One step of predictive sparse decomposition in memory of its own, shared among threads.

import Features
import Linear
import Workers

/// The inputs of a step, their codes, and what is learnt from them.
///
/// Threads take pieces of inputs, or one the dictionary and another the encoder. All pieces are the same whatever the
/// number of threads, and so are the sums.
final class PSDStep {
    /// The energies of the inputs.
    var energies: [PSDEnergy]

    let recipe: PSDRecipe
    /// Numbers of an input, n.
    let inputs: Int
    let team: Team
    var solver: ProximalSteps
    var rate: Float = 1
    var encoder: Encoder

    /// `batch × n`: x, and x − Dz.
    let x, residuals: FloatBuffer
    /// `atoms × n`.
    let dictionary, dictionarySlope, kernels, kernelSlope: FloatBuffer
    /// `DᵀD + 2αI`, and room for the power iteration.
    let q, room: FloatBuffer
    /// `batch × atoms`: f(x), Dᵀx + 2αf(x), z and what `ProximalSteps` needs.
    let predictions, correlations, codes, points, products: FloatBuffer
    /// `batch × atoms`: ∂f/∂s, ∂f/∂b and ∂f/∂g, later times z − f.
    let slopes, biasSlopes, scaleSlopes: FloatBuffer

    /// Inputs, or atoms, a piece of work.
    static let piece = 16

    init(_ trainer: PSDTrainer, team: Team) {
        recipe = trainer.recipe
        inputs = trainer.dictionary.columns
        encoder = trainer.encoder
        self.team = team
        let (m, n, batch) = (recipe.atoms, inputs, recipe.batchSize)
        energies = Array(repeating: PSDEnergy(), count: batch)
        solver = ProximalSteps(atoms: m, sparsity: recipe.sparsity, curvature: 1, steps: recipe.codeSteps)
        x = FloatBuffer(count: batch * n)
        residuals = FloatBuffer(count: batch * n)
        dictionary = FloatBuffer(trainer.dictionary.values)
        dictionarySlope = FloatBuffer(count: m * n)
        kernels = FloatBuffer(trainer.encoder.kernels.values)
        kernelSlope = FloatBuffer(count: m * n)
        q = FloatBuffer(count: m * m)
        room = FloatBuffer(count: 2 * m)
        predictions = FloatBuffer(count: batch * m)
        correlations = FloatBuffer(count: batch * m)
        codes = FloatBuffer(count: batch * m)
        points = FloatBuffer(count: batch * m)
        products = FloatBuffer(count: batch * m)
        slopes = FloatBuffer(count: batch * m)
        biasSlopes = FloatBuffer(count: batch * m)
        scaleSlopes = FloatBuffer(count: batch * m)
    }

    /// Takes the inputs of the step.
    func load(_ rows: [ArraySlice<Float>]) {
        for (index, row) in rows.enumerated() {
            row.withUnsafeBufferPointer { row in
                if let start = row.baseAddress { (x.start + index * inputs).update(from: start, count: inputs) }
            }
        }
    }

    /// Gives what was learnt back.
    func store(in trainer: inout PSDTrainer) {
        encoder.kernels.values = Array(UnsafeBufferPointer(start: kernels.start, count: kernels.count))
        trainer.encoder = encoder
        trainer.dictionary.values = Array(UnsafeBufferPointer(start: dictionary.start, count: dictionary.count))
    }
}
