// One step of convolutional learning in memory of its own, shared among threads.

import Features
import Linear
import Workers

/// The crops of a step, their codes, and what is learnt from them.
///
/// Threads take whole crops, and then atoms. Sums over crops are taken in the crops' order, whatever the number of threads.
final class ConvolutionalStep {
    let recipe: ConvolutionalRecipe
    let shape: ConvolutionalShape
    let team: Team
    /// The energies of the crops.
    var energies: [PSDEnergy]
    /// What the step begins with and what it learns; the dictionary and the kernels are in buffers.
    var state: ConvolutionalState
    /// What the recipe's rates are multiplied by for each crop.
    var rate: Float = 1

    /// Whether the largest eigenvalue is measured before a step: atoms move far at first, and little later.
    static func measuresEigenvalue(before step: Int) -> Bool { step < 32 || step % 8 == 0 }

    /// `atoms × atomCount`.
    let dictionary, kernels: FloatBuffer
    /// The same as `KernelLayout` lays them out.
    let dictionaryRows, kernelRows: FloatBuffer
    /// The mask of one map.
    let mask: FloatBuffer
    /// `batch × inputCount`: x, and Dz − mx.
    let crops, residuals: FloatBuffer
    /// `batch × codeCount`: z, and z − f(x).
    let codes, errors: FloatBuffer
    /// `batch × codeCount`: ∂f/∂s, ∂f/∂b and ∂f/∂g.
    let slopes, biasSlopes, scaleSlopes: FloatBuffer
    /// `batch × atoms × atomCount`: what each crop says of D and K.
    let dictionarySlopes, kernelSlopes: FloatBuffer
    /// `batch × atoms`: what each crop says of b and g, and Σ z².
    let biasSums, scaleSums, powers: FloatBuffer
    /// Sums over the crops that were measured: the curvatures of K, and those of D, b and g.
    let kernelCurvatures, unitCurvatures: FloatBuffer
    /// How many those are.
    var measured = 0
    /// One a thread.
    let rooms: [Room]

    /// What one thread needs.
    final class Room {
        let steps: ConvolutionalSteps.Room
        /// `inputCount`: mx, or x².
        let maps: FloatBuffer
        /// `codeCount`: f(x), and what is summed over places.
        let predictions: FloatBuffer
        /// As `KernelLayout` lays kernels out.
        let rows: FloatBuffer

        init(_ shape: ConvolutionalShape) {
            steps = ConvolutionalSteps.Room(shape)
            maps = FloatBuffer(count: shape.inputCount)
            predictions = FloatBuffer(count: shape.codeCount)
            rows = FloatBuffer(count: steps.products.layout.count)
        }
    }

    init(_ trainer: ConvolutionalTrainer, team: Team) {
        (recipe, shape, state) = (trainer.recipe, trainer.shape, trainer.state)
        self.team = team
        rooms = (0..<team.threads).map { [shape] _ in Room(shape) }
        let (batch, rows) = (recipe.batchSize, rooms[0].rows.count)
        let (inputs, places, atoms) = (batch * shape.inputCount, batch * shape.codeCount, batch * shape.atoms)
        energies = Array(repeating: PSDEnergy(), count: batch)
        dictionary = FloatBuffer(trainer.dictionary.values)
        kernels = FloatBuffer(trainer.encoder.kernels.values)
        dictionaryRows = FloatBuffer(count: rows)
        kernelRows = FloatBuffer(count: rows)
        mask = FloatBuffer(shape.mask)
        crops = FloatBuffer(count: inputs)
        residuals = FloatBuffer(count: inputs)
        codes = FloatBuffer(count: places)
        errors = FloatBuffer(count: places)
        slopes = FloatBuffer(count: places)
        biasSlopes = FloatBuffer(count: places)
        scaleSlopes = FloatBuffer(count: places)
        dictionarySlopes = FloatBuffer(count: atoms * shape.atomCount)
        kernelSlopes = FloatBuffer(count: atoms * shape.atomCount)
        biasSums = FloatBuffer(count: atoms)
        scaleSums = FloatBuffer(count: atoms)
        powers = FloatBuffer(count: atoms)
        kernelCurvatures = FloatBuffer(count: shape.atoms * shape.atomCount)
        unitCurvatures = FloatBuffer(count: 3 * shape.atoms)
        layOut()
    }

    /// Takes the crops of the step.
    func load(_ rows: [ArraySlice<Float>]) {
        for (index, row) in rows.enumerated() {
            row.withUnsafeBufferPointer { row in
                guard let start = row.baseAddress else { return }
                (crops.start + index * shape.inputCount).update(from: start, count: shape.inputCount)
            }
        }
    }

    /// What was learnt up to a step.
    func state(at step: Int) -> ConvolutionalState {
        state.dictionary.values = Array(UnsafeBufferPointer(start: dictionary.start, count: dictionary.count))
        state.encoder.kernels.values = Array(UnsafeBufferPointer(start: kernels.start, count: kernels.count))
        state.step = step
        return state
    }

    /// Lays dictionary and kernels out for products.
    func layOut() {
        let layout = rooms[0].steps.products.layout
        layout.expand(dictionary.start, into: dictionaryRows.start)
        layout.expand(kernels.start, into: kernelRows.start)
    }

    /// Gives `body` every crop of the batch, with a room of the thread's own.
    func eachCrop(_ body: @escaping (ConvolutionalStep, Int, Room) -> Void) {
        team.split(recipe.batchSize, chunk: 1, of: self) { object, part, thread in
            let step = unsafeDowncast(object, to: ConvolutionalStep.self)
            for crop in part { body(step, crop, step.rooms[thread]) }
        }
    }
}
