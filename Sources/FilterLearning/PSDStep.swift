// One step of predictive sparse decomposition in memory of its own, shared among threads.

import Features
import Linear
import Workers

/// The inputs of a step, their codes, and what is learnt from them.
///
/// Threads take pieces of inputs, rows or maps. All pieces are the same whatever the number of threads, and so are the sums.
final class PSDStep {
    /// The energies of the inputs.
    var energies: [PSDEnergy]

    let recipe: PSDRecipe
    let layout: PSDLayout
    let team: Team
    var solver: ProximalSteps
    var rate: Float = 1
    var encoder: Encoder

    /// An input as it is copied.
    private let input: FloatBuffer
    /// `maps × batch × taps`: x, and x − Dz.
    let x, residuals: FloatBuffer
    /// Blocks: D and K, and their slopes.
    let dictionary, dictionarySlope, kernels, kernelSlope: FloatBuffer
    /// For each block its product with itself, `atoms × atoms` of those that see the map; and where it begins.
    let grams: FloatBuffer
    let gramStarts: [Int]
    /// `DᵀD + 2αI`, and room for the power iteration.
    let q, room: FloatBuffer
    /// `batch × atoms`: f(x), Dᵀx + 2αf(x), z and what `ProximalSteps` needs.
    let predictions, correlations, codes, points, products: FloatBuffer
    /// `batch × atoms`: ∂f/∂s, ∂f/∂b and ∂f/∂g, later times z − f.
    let slopes, biasSlopes, scaleSlopes: FloatBuffer
    /// `batch × atoms that see the map` for each block: first its products, at last −z and the slopes of f.
    let parts, slopeParts: FloatBuffer

    /// Inputs, or atoms, a piece of work.
    static let piece = 16

    init(_ trainer: PSDTrainer, team: Team) {
        recipe = trainer.recipe
        layout = PSDLayout(trainer.table, taps: trainer.taps)
        encoder = trainer.encoder
        self.team = team
        let (m, n, batch) = (recipe.atoms, layout.maps * layout.taps, recipe.batchSize)
        energies = Array(repeating: PSDEnergy(), count: batch)
        solver = ProximalSteps(atoms: m, sparsity: recipe.sparsity, curvature: 1, steps: recipe.codeSteps)
        input = FloatBuffer(count: n)
        x = FloatBuffer(count: batch * n)
        residuals = FloatBuffer(count: batch * n)
        dictionary = layout.packed(trainer.dictionary)
        dictionarySlope = FloatBuffer(count: layout.rows * layout.taps)
        kernels = layout.packed(trainer.encoder.kernels)
        kernelSlope = FloatBuffer(count: layout.rows * layout.taps)
        var starts = [0]
        for map in 0..<layout.maps {
            starts.append(starts[map] + layout.rows(of: map).count * layout.rows(of: map).count)
        }
        gramStarts = starts
        grams = FloatBuffer(count: starts[layout.maps])
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
        parts = FloatBuffer(count: batch * layout.rows)
        slopeParts = FloatBuffer(count: batch * layout.rows)
    }

    /// Takes an input for a place of the step.
    ///
    /// - Throws: when it holds numbers that are not finite.
    func load(_ inputs: any PSDInputs, _ index: Int, at place: Int) throws(LearningError) {
        inputs.copy(index, into: input.start)
        let (taps, values) = (layout.taps, UnsafeBufferPointer(start: input.start, count: input.count))
        // One sum finds any value that is no number, and what is left of it is the rare case.
        guard values.reduce(0, +).isFinite || values.allSatisfy(\.isFinite) else {
            throw .badInput(reason: "Input \(index) holds numbers that are not finite.")
        }
        for map in 0..<layout.maps {
            (x.start + (map * recipe.batchSize + place) * taps).update(from: input.start + map * taps, count: taps)
        }
    }

    /// Gives what was learnt back.
    func store(in trainer: inout PSDTrainer) {
        let kernels = kernels.start
        layout.unpack(kernels, into: &encoder.kernels)
        trainer.encoder = encoder
        layout.unpack(dictionary.start, into: &trainer.dictionary)
    }

    /// Sums the parts of blocks for inputs `part` into `batch × atoms`.
    func gather(_ part: Range<Int>, into sums: UnsafeMutablePointer<Float>) {
        let m = recipe.atoms
        (sums + part.lowerBound * m).update(repeating: 0, count: part.count * m)
        for map in 0..<layout.maps {
            let rows = layout.rows(of: map)
            for input in part {
                let own = parts.start + rows.lowerBound * recipe.batchSize + input * rows.count
                let sum = sums + input * m
                for place in 0..<rows.count { sum[Int(layout.atoms[rows.lowerBound + place])] += own[place] }
            }
        }
    }

    /// Copies `batch × atoms` values for inputs `part` to the blocks that need them, times a factor.
    func scatter(
        _ part: Range<Int>, of values: UnsafePointer<Float>, times factor: Float, to blocks: UnsafeMutablePointer<Float>
    ) {
        let m = recipe.atoms
        for map in 0..<layout.maps {
            let rows = layout.rows(of: map)
            for input in part {
                let own = blocks + rows.lowerBound * recipe.batchSize + input * rows.count
                let value = values + input * m
                for place in 0..<rows.count { own[place] = factor * value[Int(layout.atoms[rows.lowerBound + place])] }
            }
        }
    }
}
