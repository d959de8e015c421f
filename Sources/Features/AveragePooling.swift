// The end of a stage: normalised maps become small planes of averages.

import Kernels

/// Averages over windows of `side × side` pixels, `step` pixels apart, borders valid.
///
/// Windows overlap, so what is summed first are the blocks of which all windows consist: squares whose side is the
/// greatest common divisor of side and step.
package final class AveragePooling {
    /// Rows of the result.
    package let rows: Int
    /// Columns of the result.
    package let columns: Int

    private let inputColumns: Int
    private let lanes: Int
    private let laneOfMap: [Int]
    private let side: Int
    private let block: Int
    private let blocksPerWindow: Int
    private let blocksPerStep: Int
    private let blockRows: Int
    private let blockColumns: Int
    /// `blockRows × blockColumns × lanes` sums.
    private let blocks: FloatBuffer
    /// `lanes` values of one window.
    private let window: FloatBuffer

    /// Pooling of maps that lie in lanes, `inputRows × inputColumns × lanes`.
    package init(shape: StageShape, inputRows: Int, inputColumns: Int, lanes: Int, laneOfMap: [Int]) {
        side = shape.poolingSide
        rows = (inputRows - side) / shape.poolingStep + 1
        columns = (inputColumns - side) / shape.poolingStep + 1
        self.inputColumns = inputColumns
        self.lanes = lanes
        self.laneOfMap = laneOfMap
        block = Self.commonDivisor(side, shape.poolingStep)
        blocksPerWindow = side / block
        blocksPerStep = shape.poolingStep / block
        blockRows = (rows - 1) * blocksPerStep + blocksPerWindow
        blockColumns = (columns - 1) * blocksPerStep + blocksPerWindow
        blocks = FloatBuffer(count: blockRows * blockColumns * lanes)
        window = FloatBuffer(count: lanes)
    }

    private static func commonDivisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : commonDivisor(b, a % b) }

    /// Writes the averages of `(x - mean)·scale`.
    ///
    /// - Parameters:
    ///   - pixels: `inputRows × inputColumns × lanes` values x.
    ///   - means: one for each pixel.
    ///   - scales: one for each pixel.
    ///   - planes: room for `maps × rows × columns` averages.
    package func apply(
        _ pixels: UnsafePointer<Float>, means: UnsafePointer<Float>, scales: UnsafePointer<Float>,
        into planes: UnsafeMutablePointer<Float>
    ) {
        sumBlocks(pixels, means, scales)
        let share = 1 / Float(side * side)
        let blockRow = blockColumns * lanes
        for row in 0..<rows {
            for column in 0..<columns {
                let first = blocks.start + row * blocksPerStep * blockRow + column * blocksPerStep * lanes
                for lane in 0..<lanes { window.start[lane] = 0 }
                for down in 0..<blocksPerWindow {
                    for along in 0..<blocksPerWindow {
                        let sums = first + down * blockRow + along * lanes
                        for lane in 0..<lanes { window.start[lane] += sums[lane] }
                    }
                }
                var target = planes + row * columns + column
                for lane in laneOfMap {
                    target.pointee = window.start[lane] * share
                    target += rows * columns
                }
            }
        }
    }

    private func sumBlocks(
        _ pixels: UnsafePointer<Float>, _ means: UnsafePointer<Float>, _ scales: UnsafePointer<Float>
    ) {
        for index in 0..<blocks.count { blocks.start[index] = 0 }
        for row in 0..<blockRows * block {
            let pixel = row * inputColumns
            kernel_pool_row(
                pixels + pixel * lanes, means + pixel, scales + pixel, lanes, block, blockColumns,
                blocks.start + row / block * blockColumns * lanes)
        }
    }
}
