// The Gaussian window of local normalisation, as two passes of one dimension.

import Kernels
package import Workers

/// Takes Gaussian means around every pixel of a plane.
///
/// `y(r, c) = Σ w(p, q)·x(r+p, c+q) / Σ w(p, q)`, both sums over the part of the window inside the plane: same size,
/// and at the borders divided by the weight that is there. The window is a product of two one-dimensional ones.
package struct GaussianSmoother: ~Copyable {
    private let reach: Int
    /// `2·reach + 1` values of sum 1.
    private let weights: FloatBuffer
    /// For each thread one row with `reach` zeros on either side.
    private let padded: FloatBuffer
    private let paddedColumns: Int
    /// 1 / (weight inside the plane) for every column of the last plane.
    private let columnScale: FloatBuffer
    private let team: Team

    /// A smoother for planes of up to `columns` columns.
    package init(window: GaussianWindow, columns: Int, team: Team) {
        reach = window.side / 2
        let bell = (-reach...reach).map { kernel_bell(Double($0) / window.deviation) }
        let total = bell.reduce(0, +)
        weights = FloatBuffer(bell.map { Float($0 / total) })
        paddedColumns = columns + 2 * reach
        padded = FloatBuffer(count: paddedColumns * team.threads)
        columnScale = FloatBuffer(count: columns)
        self.team = team
    }

    /// Writes the means of a plane of `rows × columns` into another, times `factor`.
    package func smooth(
        _ plane: UnsafePointer<Float>, rows: Int, columns: Int, times factor: Float = 1,
        into means: UnsafeMutablePointer<Float>
    ) {
        for column in 0..<columns { columnScale.start[column] = factor / weightInside(column, of: columns) }
        let (reach, weights, scale) = (reach, weights.start, columnScale.start)
        let (padded, paddedColumns) = (padded.start, paddedColumns)
        team.split(rows, chunk: 16) { part, member in
            let line = padded + member * paddedColumns
            for side in 0..<reach { line[reach + columns + side] = 0 }
            for row in part {
                let (first, last) = (max(row - reach, 0), min(row + reach, rows - 1))
                kernel_weigh_rows(
                    plane + first * columns, columns, weights + (first - row + reach), last - first + 1, line + reach,
                    columns)
                let mean = means + row * columns
                kernel_weigh_rows(line, 1, weights, 2 * reach + 1, mean, columns)
                let rowScale = 1 / Self.weightInside(row, of: rows, weights, reach: reach)
                for column in 0..<columns { mean[column] *= rowScale * scale[column] }
            }
        }
    }

    private func weightInside(_ place: Int, of count: Int) -> Float {
        Self.weightInside(place, of: count, weights.start, reach: reach)
    }

    /// The weight of the window's part inside `count` places when its middle is at `place`.
    private static func weightInside(
        _ place: Int, of count: Int, _ weights: UnsafePointer<Float>, reach: Int
    ) -> Float {
        if place >= reach && place + reach < count { return 1 }
        var sum: Float = 0
        for distance in -reach...reach where (0..<count).contains(place + distance) {
            sum += weights[distance + reach]
        }
        return sum
    }
}
