// The Gaussian window of local normalisation, as two passes of one dimension.

import Kernels
package import Workers

/// Takes Gaussian means around every pixel of a plane.
///
/// `y(r, c) = Σ w(p, q)·x(r+p, c+q) / Σ w(p, q)`, both sums over the part of the window inside the plane: same size,
/// and at the borders divided by the weight that is there. The window is a product of two one-dimensional ones.
package final class GaussianSmoother {
    private let reach: Int
    /// `2·reach + 1` values of sum 1.
    private let weights: FloatBuffer
    /// For each thread one row with `reach` zeros on either side.
    private let padded: FloatBuffer
    private let paddedColumns: Int
    /// 1 / (weight inside the plane) for every column of the plane, times the factor.
    private let columnScale: FloatBuffer
    private let team: Team
    /// What is smoothed at the moment.
    private var work: Work?

    private struct Work {
        let plane: UnsafePointer<Float>
        let means: UnsafeMutablePointer<Float>
        let rows: Int
        let columns: Int
    }

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
        work = Work(plane: plane, means: means, rows: rows, columns: columns)
        team.split(rows, chunk: 16, of: self) { object, part, member in
            let smoother = unsafeDowncast(object, to: GaussianSmoother.self)
            for row in part { smoother.smooth(row: row, as: member) }
        }
    }

    private func smooth(row: Int, as member: Int) {
        guard let work else { return }
        let line = padded.start + member * paddedColumns
        for side in 0..<reach { line[reach + work.columns + side] = 0 }
        let (first, last) = (max(row - reach, 0), min(row + reach, work.rows - 1))
        kernel_weigh_rows(
            work.plane + first * work.columns, work.columns, weights.start + (first - row + reach), last - first + 1,
            line + reach, work.columns)
        let mean = work.means + row * work.columns
        kernel_weigh_rows(line, 1, weights.start, 2 * reach + 1, mean, work.columns)
        let rowScale = 1 / weightInside(row, of: work.rows)
        for column in 0..<work.columns { mean[column] *= rowScale * columnScale.start[column] }
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
