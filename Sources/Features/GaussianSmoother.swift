// The Gaussian window of local normalisation, as two passes of one dimension.

import Kernels

/// Takes Gaussian means around every pixel of a plane.
///
/// `y(r, c) = Σ w(p, q)·x(r+p, c+q) / Σ w(p, q)`, both sums over the part of the window inside the plane: same size,
/// and at the borders divided by the weight that is there. The window is a product of two one-dimensional ones.
package struct GaussianSmoother: ~Copyable {
    private let reach: Int
    /// `2·reach + 1` values of sum 1.
    private let weights: FloatBuffer
    /// One row with `reach` zeros on either side.
    private let padded: FloatBuffer
    /// 1 / (weight inside the plane) for every column of the last plane.
    private let columnScale: FloatBuffer

    /// A smoother for planes of up to `columns` columns.
    package init(window: GaussianWindow, columns: Int) {
        reach = window.side / 2
        let bell = (-reach...reach).map { kernel_bell(Double($0) / window.deviation) }
        let total = bell.reduce(0, +)
        weights = FloatBuffer(bell.map { Float($0 / total) })
        padded = FloatBuffer(count: columns + 2 * reach)
        columnScale = FloatBuffer(count: columns)
    }

    /// Writes the means of a plane of `rows × columns` into another.
    package func smooth(
        _ plane: UnsafePointer<Float>, rows: Int, columns: Int, into means: UnsafeMutablePointer<Float>
    ) {
        let line = padded.start + reach
        for side in 0..<reach { line[columns + side] = 0 }
        for column in 0..<columns { columnScale.start[column] = 1 / weightInside(column, of: columns) }
        for row in 0..<rows {
            let (first, last) = (max(row - reach, 0), min(row + reach, rows - 1))
            kernel_weigh_rows(
                plane + first * columns, columns, weights.start + (first - row + reach), last - first + 1, line, columns
            )
            let mean = means + row * columns
            kernel_weigh_rows(padded.start, 1, weights.start, 2 * reach + 1, mean, columns)
            let rowScale = 1 / weightInside(row, of: rows)
            for column in 0..<columns { mean[column] *= rowScale * columnScale.start[column] }
        }
    }

    /// The weight of the window's part inside `count` places when its middle is at `place`.
    private func weightInside(_ place: Int, of count: Int) -> Float {
        if place >= reach && place + reach < count { return 1 }
        var sum: Float = 0
        for distance in -reach...reach where (0..<count).contains(place + distance) {
            sum += weights.start[distance + reach]
        }
        return sum
    }
}
