// Coordinate descent on whole matrices of inputs.

import Features
public import Linear
public import Workers

/// Coordinate descent in Float on many inputs: `min_z ½‖x − Dz‖² + λ|z|₁`, as `CoordinateDescent` in Double.
///
/// Where codes have few values that are not 0, it is done sooner than `BatchedFISTA`: a change costs as many
/// multiplications as there are atoms, not their square. Threads share the inputs in pieces of a fixed size: their number
/// does not change a bit of the result.
public struct BatchedCoordinateDescent: Sendable {
    /// λ.
    public let sparsity: Float
    /// The change at which the search for a code stops.
    public let tolerance: Float
    /// The number of changes after which it stops anyway.
    public let limit: Int

    /// A solver.
    public init(sparsity: Float, tolerance: Float = 1e-5, limit: Int = 100_000) {
        (self.sparsity, self.tolerance, self.limit) = (sparsity, tolerance, limit)
    }

    /// Codes inputs.
    ///
    /// - Parameters:
    ///   - inputs: `count × n`, one input a row.
    ///   - dictionary: `atoms × n`, one atom of unit length a row.
    /// - Returns: `count × atoms`.
    /// - Throws: when sizes do not fit, or numbers are not finite.
    public func codes(of inputs: Matrix, by dictionary: Matrix, team: Team) throws(LearningError) -> Matrix {
        guard inputs.columns == dictionary.columns else {
            throw .badInput(reason: "Inputs of \(inputs.columns) numbers meet atoms of \(dictionary.columns).")
        }
        guard inputs.values.allSatisfy(\.isFinite), dictionary.values.allSatisfy(\.isFinite) else {
            throw .badInput(reason: "The inputs or atoms hold numbers that are not finite.")
        }
        guard inputs.rows > 0, dictionary.rows > 0, inputs.columns > 0 else {
            return Matrix(rows: inputs.rows, columns: dictionary.rows)
        }
        let job = Job(self, inputs, dictionary)
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
    /// Changes of a round.
    private static let round = 1000

    private let solver: BatchedCoordinateDescent
    private let count, inputs, atoms: Int
    private let x, dictionary, inhibition, thresholds, correlations, codes: FloatBuffer

    init(_ solver: BatchedCoordinateDescent, _ inputs: Matrix, _ dictionary: Matrix) {
        (count, self.inputs, atoms) = (inputs.rows, inputs.columns, dictionary.rows)
        self.solver = solver
        x = FloatBuffer(inputs.values)
        self.dictionary = FloatBuffer(dictionary.values)
        inhibition = FloatBuffer(dictionary.times(transposeOf: dictionary).values.map { -$0 })
        // An atom has length 1: S_kk is 0, and what a value was made of stays.
        for unit in 0..<atoms { inhibition.start[unit * atoms + unit] = 0 }
        thresholds = FloatBuffer(Array(repeating: solver.sparsity, count: atoms))
        codes = FloatBuffer(count: count * atoms)
        correlations = FloatBuffer(count: count * atoms)
    }

    func run(_ part: Range<Int>) {
        let sums = correlations.start + part.lowerBound * atoms
        BLAS.multiply(
            x.start + part.lowerBound * inputs, .plain, dictionary.start, .transposed, into: sums, rows: part.count,
            inner: inputs, columns: atoms)
        let room = FloatBuffer(count: atoms)
        for row in part { search(room.start, codes.start + row * atoms, correlations.start + row * atoms) }
    }

    /// Finds a code in rounds, each of which begins with sums made anew: those of very many changes would be rounding.
    private func search(
        _ sums: UnsafeMutablePointer<Float>, _ code: UnsafeMutablePointer<Float>, _ correlations: UnsafePointer<Float>
    ) {
        var left = solver.limit
        while left > 0 {
            sums.update(from: correlations, count: atoms)
            for unit in 0..<atoms where code[unit] != 0 {
                let (row, value) = (inhibition.start + unit * atoms, code[unit])
                for other in 0..<atoms { sums[other] += value * row[other] }
            }
            let steps = CoordinateSteps(
                atoms: atoms, steps: min(Self.round, left), tolerance: solver.tolerance, inhibition: inhibition.start,
                thresholds: thresholds.start)
            let taken = steps.run(sums: sums, values: code) { _ in }
            left -= taken
            if taken < Self.round / 10 { break }
        }
        for unit in 0..<atoms { code[unit] = shrink(sums[unit], solver.sparsity) }
    }

    var result: Matrix {
        Matrix(
            rows: count, columns: atoms, values: Array(UnsafeBufferPointer(start: codes.start, count: codes.count)))
    }
}
