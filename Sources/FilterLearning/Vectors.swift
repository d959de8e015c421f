// The few operations on lists of Double that the reference solvers are written in.

import Features

/// `sh_t(u) = sign(u)·max(|u| − t, 0)`: soft threshold, the proximal map of `t|u|`.
func shrink(_ value: Double, _ threshold: Double) -> Double {
    value - max(-threshold, min(value, threshold))
}

/// `Σ xᵢyᵢ`.
func inner(_ x: [Double], _ y: [Double]) -> Double {
    zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
}

/// `A·x` for a row-major matrix of `columns` columns.
func product(of matrix: [Double], columns: Int, with vector: [Double]) -> [Double] {
    (0..<(columns == 0 ? 0 : matrix.count / columns)).map { row in
        zip(matrix[row * columns..<(row + 1) * columns], vector).reduce(0) { $0 + $1.0 * $1.1 }
    }
}

/// Adds a row of a row-major matrix, times a factor, to a vector as long as a row.
func addRow(_ row: Int, of matrix: [Double], times factor: Double, to vector: inout [Double]) {
    let count = vector.count
    matrix.withUnsafeBufferPointer { matrix in
        let row = UnsafeBufferPointer(rebasing: matrix[row * count..<(row + 1) * count])
        vector.withUnsafeMutableBufferPointer { vector in
            for column in 0..<count { vector[column] += factor * row[column] }
        }
    }
}

/// Numbers that power iteration begins with: the same each time, and no eigenvector of what occurs.
struct StartVector {
    private var generator = SplitMix64(seed: 1)

    /// A number in 0.5 ..< 1.5 or its negative.
    mutating func next() -> Double {
        let number = Double(generator.nextSigned())
        return number < 0 ? number - 0.5 : number + 0.5
    }
}
