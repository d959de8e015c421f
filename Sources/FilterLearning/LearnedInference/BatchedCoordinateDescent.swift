// Coordinate descent on whole matrices of inputs.

import Features
public import Linear
public import Workers

/// Cyclic coordinate descent in Float on many inputs: `min_z ½‖x − Dz‖² + λ|z|₁`.
///
/// One value after another goes where it is best while the others stay (Friedman, Hastie and Tibshirani, Regularization
/// Paths for Generalized Linear Models via Coordinate Descent, 2010, section 2). After a pass over all values those that are
/// not 0 are passed over until they rest, and again all. `CoordinateDescent` changes the value that moves farthest: fewer
/// changes, but each looks at all values first. Threads share the inputs in pieces of a fixed size: their number does not
/// change a bit of the result.
public struct BatchedCoordinateDescent: Sendable {
    /// λ.
    public let sparsity: Float
    /// The search for a code stops when no value moves farther in a pass over all.
    public let tolerance: Float
    /// The number of passes, over all values or over those that are not 0, after which it stops anyway.
    public let limit: Int

    /// A solver.
    public init(sparsity: Float, tolerance: Float = 1e-5, limit: Int = 10_000) {
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
    /// Passes from one making of the sums to the next.
    private static let round = 200

    private let solver: BatchedCoordinateDescent
    private let count, inputs, atoms: Int
    private let x, dictionary, inhibition, correlations, codes: FloatBuffer

    init(_ solver: BatchedCoordinateDescent, _ inputs: Matrix, _ dictionary: Matrix) {
        (count, self.inputs, atoms) = (inputs.rows, inputs.columns, dictionary.rows)
        self.solver = solver
        x = FloatBuffer(inputs.values)
        self.dictionary = FloatBuffer(dictionary.values)
        inhibition = FloatBuffer(dictionary.times(transposeOf: dictionary).values.map { -$0 })
        // An atom has length 1: S_kk is 0, and what a value was made of stays.
        for unit in 0..<atoms { inhibition.start[unit * atoms + unit] = 0 }
        codes = FloatBuffer(count: count * atoms)
        correlations = FloatBuffer(count: count * atoms)
    }

    func run(_ part: Range<Int>) {
        let sums = correlations.start + part.lowerBound * atoms
        BLAS.multiply(
            x.start + part.lowerBound * inputs, .plain, dictionary.start, .transposed, into: sums, rows: part.count,
            inner: inputs, columns: atoms)
        let room = FloatBuffer(count: atoms)
        var active = Array(0..<atoms)
        for row in part { search(room.start, codes.start + row * atoms, correlations.start + row * atoms, &active) }
    }

    /// Finds a code in rounds, each of which begins with sums made anew: those of very many changes would be rounding.
    ///
    /// - Parameters:
    ///   - sums: room for what each value would be without λ, the others given.
    ///   - active: room for the places of values that are not 0.
    private func search(
        _ sums: UnsafeMutablePointer<Float>, _ code: UnsafeMutablePointer<Float>,
        _ correlations: UnsafePointer<Float>, _ active: inout [Int]
    ) {
        var left = solver.limit
        while left > 0 {
            sums.update(from: correlations, count: atoms)
            for unit in 0..<atoms where code[unit] != 0 { add(code[unit], unit, to: sums) }
            let end = max(left - Self.round, 0)
            var isFirst = true
            while left > end {
                left -= 1
                if pass(0..<atoms, sums, code) <= solver.tolerance {
                    if isFirst { return }
                    break
                }
                isFirst = false
                active.removeAll(keepingCapacity: true)
                for unit in 0..<atoms where code[unit] != 0 { active.append(unit) }
                while left > end {
                    left -= 1
                    if pass(active, sums, code) <= solver.tolerance { break }
                }
            }
        }
    }

    /// Moves some values, one after another, and answers how far the farthest went.
    private func pass(
        _ units: some Sequence<Int>, _ sums: UnsafeMutablePointer<Float>, _ code: UnsafeMutablePointer<Float>
    ) -> Float {
        var farthest: Float = 0
        for unit in units {
            let amount = shrink(sums[unit], solver.sparsity) - code[unit]
            if amount == 0 { continue }
            code[unit] += amount
            add(amount, unit, to: sums)
            farthest = max(farthest, abs(amount))
        }
        return farthest
    }

    /// Tells the sums of a change.
    private func add(_ amount: Float, _ unit: Int, to sums: UnsafeMutablePointer<Float>) {
        let row = inhibition.start + unit * atoms
        for other in 0..<atoms { sums[other] += amount * row[other] }
    }

    var result: Matrix {
        Matrix(
            rows: count, columns: atoms, values: Array(UnsafeBufferPointer(start: codes.start, count: codes.count)))
    }
}
