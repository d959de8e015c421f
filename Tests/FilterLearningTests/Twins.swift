// Numbers that are the same on every run, problems made of them, and formulas as they are printed.

import FilterLearning
import Linear

/// Numbers in -1…1 from a fixed seed (a linear congruential generator, after Knuth's MMIX constants).
struct Numbers {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 11) / Double(1 << 52) - 1
    }

    /// Almost normally distributed: the sum of twelve.
    mutating func bell() -> Double { (0..<12).reduce(0) { sum, _ in sum + next() } / 2 }

    mutating func bells(_ count: Int) -> [Double] { (0..<count).map { _ in bell() } }

    mutating func matrix(_ rows: Int, _ columns: Int) -> Matrix {
        Matrix(rows: rows, columns: columns, values: bells(rows * columns).map { Float($0) })
    }

    /// Rows of unit length.
    mutating func dictionary(_ atoms: Int, _ inputs: Int) -> Matrix {
        var matrix = matrix(atoms, inputs)
        for row in 0..<atoms {
            let length = matrix.row(row).reduce(0) { $0 + $1 * $1 }.squareRoot()
            for column in 0..<inputs { matrix[row, column] /= length }
        }
        return matrix
    }
}

/// A random problem, and an input of unit deviation.
func randomProblem(
    inputs: Int, atoms: Int, sparsity: Double, seed: UInt64 = 1
) throws -> (problem: SparseCoding, input: [Double]) {
    var numbers = Numbers(seed: seed)
    let problem = try SparseCoding(atoms: (0..<atoms).map { _ in numbers.bells(inputs) }, sparsity: sparsity)
    let input = numbers.bells(inputs)
    let scale = (Double(inputs) / input.reduce(0) { $0 + $1 * $1 }).squareRoot()
    return (problem, input.map { $0 * scale })
}

/// The largest difference between two lists of the same length.
func largestDifference<Number: BinaryFloatingPoint>(_ a: [Number], _ b: [Number]) -> Double {
    guard a.count == b.count else { return .infinity }
    return zip(a, b).map { Double(abs($0 - $1)) }.max() ?? 0
}

/// `½‖x − Dz‖² + λ|z|₁ + α‖z − z̃‖²` by plain descent from z̃: slow, and as it is printed.
func naiveCode(
    _ x: [Double], _ atoms: [[Double]], sparsity: Double, weight: Double, from prediction: [Double], rate: Double,
    steps: Int
) -> [Double] {
    var z = prediction
    for _ in 0..<steps {
        var residual = x
        for (value, atom) in zip(z, atoms) { for i in x.indices { residual[i] -= value * atom[i] } }
        z = zip(zip(z, atoms), prediction).map { pair, predicted in
            let (value, atom) = pair
            let fit = zip(atom, residual).reduce(0) { $0 + $1.0 * $1.1 }
            let target = value + rate * (fit - 2 * weight * (value - predicted))
            let size = abs(target) - rate * sparsity
            return size > 0 ? (target > 0 ? size : -size) : 0
        }
    }
    return z
}
