// Sparse codes of whole matrices of inputs.

import Features
public import Linear
public import Workers

/// FISTA in Float on many inputs: `min_z ½‖x − Dz‖² + λ|z|₁` or, given predictions z̃,
/// `min_z ½‖x − Dz‖² + λ|z|₁ + α‖z − z̃‖²` from z̃ on.
///
/// After enough steps the codes are the exact ones of `FeatureSign`, to 1e-4 as Float goes. How many that takes depends on
/// how alike atoms are: of natural patches at λ = 1, the signal-to-noise ratio is 70 dB after 500 and 109 dB after 5000.
/// Threads share the inputs in pieces of a fixed size: their number does not change a bit of the result.
public struct BatchedFISTA: Sendable {
    /// λ.
    public let sparsity: Float
    /// α, for inputs whose codes are predicted.
    public let predictionWeight: Float
    /// Steps an input.
    public let steps: Int

    /// A solver.
    public init(sparsity: Float, predictionWeight: Float = 0, steps: Int) {
        (self.sparsity, self.predictionWeight, self.steps) = (sparsity, predictionWeight, steps)
    }

    /// Codes inputs.
    ///
    /// - Parameters:
    ///   - inputs: `count × n`, one input a row.
    ///   - dictionary: `atoms × n`, one atom of unit length a row.
    ///   - predictions: z̃, `count × atoms`; nil to begin at 0.
    /// - Returns: `count × atoms`.
    /// - Throws: when sizes do not fit, or numbers are not finite.
    public func codes(
        of inputs: Matrix, by dictionary: Matrix, from predictions: Matrix? = nil, team: Team
    ) throws(LearningError) -> Matrix {
        guard inputs.columns == dictionary.columns else {
            throw .badInput(reason: "Inputs of \(inputs.columns) numbers meet atoms of \(dictionary.columns).")
        }
        if let predictions, (predictions.rows, predictions.columns) != (inputs.rows, dictionary.rows) {
            throw .badInput(reason: "\(predictions.rows) × \(predictions.columns) predictions are not one an input.")
        }
        guard (inputs.values + dictionary.values + (predictions?.values ?? [])).allSatisfy(\.isFinite) else {
            throw .badInput(reason: "The inputs, atoms or predictions hold numbers that are not finite.")
        }
        guard inputs.rows > 0, dictionary.rows > 0, inputs.columns > 0 else {
            return Matrix(rows: inputs.rows, columns: dictionary.rows)
        }
        let job = Job(self, inputs, dictionary, predictions)
        team.split(inputs.rows, chunk: Job.piece, of: job) { object, part, _ in
            let job = unsafeDowncast(object, to: Job.self)
            for first in stride(from: part.lowerBound, to: part.upperBound, by: Job.piece) {
                job.run(first..<min(first + Job.piece, part.upperBound))
            }
        }
        return job.result
    }
}

/// What the threads share.
private final class Job {
    /// Inputs a piece.
    static let piece = 64

    private let solver: ProximalSteps
    private let inputs: Int
    private let q, c, codes, points, products: FloatBuffer

    init(_ fista: BatchedFISTA, _ inputs: Matrix, _ dictionary: Matrix, _ predictions: Matrix?) {
        let atoms = dictionary.rows
        let count = inputs.rows * atoms
        let pull = 2 * fista.predictionWeight
        self.inputs = inputs.rows
        var gram = dictionary.times(transposeOf: dictionary)
        var correlations = inputs.times(transposeOf: dictionary)
        if let predictions {
            for atom in 0..<atoms { gram[atom, atom] += pull }
            for index in 0..<count { correlations.values[index] += pull * predictions.values[index] }
        }
        q = FloatBuffer(gram.values)
        c = FloatBuffer(correlations.values)
        codes = predictions.map { FloatBuffer($0.values) } ?? FloatBuffer(count: count)
        points = FloatBuffer(count: max(count, 2 * atoms))
        products = FloatBuffer(count: count)
        solver = ProximalSteps(
            atoms: atoms, sparsity: fista.sparsity,
            curvature: ProximalSteps.curvature(of: q.start, atoms: atoms, room: points.start), steps: fista.steps)
    }

    func run(_ part: Range<Int>) {
        let work = ProximalSteps.Work(
            q: q.start, c: c.start, codes: codes.start, points: points.start, products: products.start)
        solver.run(work.from(part.lowerBound * solver.atoms), inputs: part.count)
    }

    var result: Matrix {
        Matrix(
            rows: inputs, columns: solver.atoms,
            values: Array(UnsafeBufferPointer(start: codes.start, count: codes.count)))
    }
}
