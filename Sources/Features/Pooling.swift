// The end of a stage: normalised maps become small planes.

import Kernels
package import Workers

/// Takes the average, the largest value or the root of the mean square of windows, borders valid.
///
/// Windows overlap, so what is taken first are the blocks of which all windows consist: their rows and columns are the
/// greatest common divisors of the window's and the step's.
package final class Pooling {
    /// Rows and columns of the result.
    package let size: Extent

    private let kind: PoolingShape.Kind
    private let input: Extent
    private let lanes: Int
    private let laneOfMap: [Int]
    private let share: Float
    private let block: Extent
    private let blocksPerWindow: Extent
    private let blocksPerStep: Extent
    private let blockCount: Extent
    /// `blocks × lanes` values.
    private let blocks: FloatBuffer
    /// For each thread `lanes` values of one window.
    private let window: FloatBuffer
    private let team: Team
    /// `rows × columns × lanes` values x.
    private let pixels: UnsafePointer<Float>
    private let means: UnsafePointer<Float>
    private let scales: UnsafePointer<Float>
    /// Where the result goes at the moment.
    private var planes: UnsafeMutablePointer<Float>

    /// Pooling of maps that lie in lanes: of `(x - mean)·scale`.
    ///
    /// - Parameters:
    ///   - input: rows and columns of the maps.
    ///   - laneOfMap: the lane of each map; other lanes are padding.
    ///   - pixels: `input × lanes` values x, which like means and scales outlive the pooling.
    ///   - means: one for each pixel.
    ///   - scales: one for each pixel.
    package init(
        shape: PoolingShape, input: Extent, lanes: Int, laneOfMap: [Int], of pixels: UnsafeMutablePointer<Float>,
        means: UnsafePointer<Float>, scales: UnsafePointer<Float>, team: Team
    ) {
        self.pixels = UnsafePointer(pixels)
        (self.means, self.scales, planes) = (means, scales, pixels)
        size = shape.pooled(input)
        kind = shape.kind
        self.input = input
        self.lanes = lanes
        self.laneOfMap = laneOfMap
        self.team = team
        share = 1 / Float(shape.window.rows * shape.window.columns)
        block = Extent(
            Self.commonDivisor(shape.window.rows, shape.step.rows),
            Self.commonDivisor(shape.window.columns, shape.step.columns))
        blocksPerWindow = Extent(shape.window.rows / block.rows, shape.window.columns / block.columns)
        blocksPerStep = Extent(shape.step.rows / block.rows, shape.step.columns / block.columns)
        blockCount = Extent(
            (size.rows - 1) * blocksPerStep.rows + blocksPerWindow.rows,
            (size.columns - 1) * blocksPerStep.columns + blocksPerWindow.columns)
        blocks = FloatBuffer(count: blockCount.rows * blockCount.columns * lanes)
        window = FloatBuffer(count: lanes * team.threads)
    }

    private static func commonDivisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : commonDivisor(b, a % b) }

    /// Writes `maps × rows × columns` values.
    package func apply(into planes: UnsafeMutablePointer<Float>) {
        self.planes = planes
        team.split(blockCount.rows, chunk: 2, of: self) { object, part, _ in
            let pooling = unsafeDowncast(object, to: Pooling.self)
            for row in part { pooling.takeBlocks(row: row) }
        }
        team.split(size.rows, chunk: 2, of: self) { object, part, member in
            let pooling = unsafeDowncast(object, to: Pooling.self)
            for row in part {
                for column in 0..<pooling.size.columns { pooling.takeWindow(row, column, as: member) }
            }
        }
    }

    private func takeBlocks(row: Int) {
        let values = blocks.start + row * blockCount.columns * lanes
        values.update(repeating: kind == .max ? -.infinity : 0, count: blockCount.columns * lanes)
        let code = Int32(kind == .average ? KERNEL_SUM : kind == .l2 ? KERNEL_SQUARES : KERNEL_LARGEST)
        for line in row * block.rows..<(row + 1) * block.rows {
            let pixel = line * input.columns
            kernel_pool_row(
                code, pixels + pixel * lanes, means + pixel, scales + pixel, lanes, block.columns, blockCount.columns,
                values)
        }
    }

    private func takeWindow(_ row: Int, _ column: Int, as member: Int) {
        let blockRow = blockCount.columns * lanes
        let first = blocks.start + row * blocksPerStep.rows * blockRow + column * blocksPerStep.columns * lanes
        let window = window.start + member * lanes
        window.update(repeating: kind == .max ? -.infinity : 0, count: lanes)
        for down in 0..<blocksPerWindow.rows {
            for along in 0..<blocksPerWindow.columns {
                let values = first + down * blockRow + along * lanes
                if kind == .max {
                    for lane in 0..<lanes { window[lane] = max(window[lane], values[lane]) }
                } else {
                    for lane in 0..<lanes { window[lane] += values[lane] }
                }
            }
        }
        switch kind {
        case .average: for lane in 0..<lanes { window[lane] *= share }
        case .l2: for lane in 0..<lanes { window[lane] = (window[lane] * share).squareRoot() }
        case .max: break
        }
        var target = planes + row * size.columns + column
        for lane in laneOfMap {
            target.pointee = window[lane]
            target += size.rows * size.columns
        }
    }
}
