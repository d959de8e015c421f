// Local normalisation across maps: what a stage subtracts and divides by at every pixel.

import Kernels
package import Workers

/// The means and scales of local contrast normalisation (Jarrett et al. 2009, section 2; Pinto, Cox and DiCarlo 2008).
///
/// With `w` the Gaussian window and `n` maps, one mean and one deviation for each pixel serve all maps:
///
///     μ = Σ w·x / n        v = x - μ        σ = √(Σ w·v² / n)        y = v / max(c, σ)
///
/// where `c` is the mean of σ over the pixels. At the borders both sums are divided by the weight that lies inside,
/// before the root. `y` itself is never stored: pooling takes `x`, μ and the scale `1/max(c, σ)`.
package final class LocalNormalisation {
    /// `rows × columns` means μ.
    package let means: FloatBuffer
    /// `rows × columns` scales 1/max(c, σ).
    package let scales: FloatBuffer
    /// The last c.
    package private(set) var floor: Float = 0

    /// The least `c`: differences below it are rounding, and equal maps shall come out near zero.
    package static let smallestDeviation: Float = 1e-4

    private let rows: Int
    private let columns: Int
    private let maps: Int
    private let lanes: Int
    /// `rows × columns × lanes` values x.
    private let pixels: UnsafePointer<Float>
    /// 1 for every lane that is a map, else 0.
    private let real: FloatBuffer
    private let sums: FloatBuffer
    private let smoother: GaussianSmoother
    private let team: Team

    /// Normalisation of maps that lie in lanes.
    ///
    /// - Parameters:
    ///   - pixels: `size × lanes` values x, which outlive the normalisation.
    ///   - laneOfMap: the lane of each map; other lanes are padding.
    package init(
        window: GaussianWindow, size: Extent, lanes: Int, laneOfMap: [Int], of pixels: UnsafePointer<Float>, team: Team
    ) {
        (rows, columns, maps) = (size.rows, size.columns, laneOfMap.count)
        self.lanes = lanes
        self.pixels = pixels
        self.team = team
        means = FloatBuffer(count: rows * columns)
        scales = FloatBuffer(count: rows * columns)
        sums = FloatBuffer(count: rows * columns)
        real = FloatBuffer(count: lanes)
        for lane in laneOfMap { real.start[lane] = 1 }
        smoother = GaussianSmoother(window: window, columns: columns, team: team)
    }

    /// Takes one row of pixels into the sums; every row must be taken before `measure`.
    package func take(row: Int) {
        kernel_sum_maps(pixels + row * columns * lanes, lanes, columns, sums.start + row * columns)
    }

    /// Computes means and scales.
    ///
    /// - Parameter given: the `c` to use; nil for the mean of σ.
    package func measure(floor given: Float? = nil) {
        let count = rows * columns
        let share = 1 / Float(maps)
        smoother.smooth(sums.start, rows: rows, columns: columns, times: share, into: means.start)
        team.split(rows, chunk: 8, of: self) { object, part, _ in
            unsafeDowncast(object, to: LocalNormalisation.self).sumSquares(part)
        }
        smoother.smooth(sums.start, rows: rows, columns: columns, times: share, into: scales.start)

        var total = 0.0
        for pixel in 0..<count {
            scales.start[pixel] = scales.start[pixel].squareRoot()
            total += Double(scales.start[pixel])
        }
        floor = given ?? max(Float(total / Double(count)), Self.smallestDeviation)
        for pixel in 0..<count { scales.start[pixel] = 1 / max(floor, scales.start[pixel]) }
    }

    private func sumSquares(_ part: Range<Int>) {
        let first = part.lowerBound * columns
        kernel_sum_squares(
            pixels + first * lanes, means.start + first, real.start, lanes, part.count * columns, sums.start + first)
    }
}
