// The filters of a stage, laid out for the kernel that computes sixteen maps at a time.

import Kernels

/// Filters planes and squashes and rectifies the result: `|g · tanh(Σ k ⋆ x + b)|`, borders valid.
///
/// The result lies pixel by pixel: `rows × columns × lanes`, where a lane is a map or padding that stays 0. Consecutive
/// outputs that share their inputs are computed sixteen at a time from the same loads. When a table shares so little
/// that computing every output from every input (with zeros where nothing connects) is less work, that is done.
package final class FilterLayer {
    /// Rows of the result.
    package let rows: Int
    /// Columns of the result.
    package let columns: Int
    /// Values a pixel: a multiple of `KERNEL_LANES`.
    package let lanes: Int
    /// The lane of each map.
    package let laneOfMap: [Int]

    private let inputColumns: Int
    private let inputSize: Int
    private let side: Int
    private let weights: FloatBuffer
    private let biases: FloatBuffer
    private let gains: FloatBuffer
    private let inputs: UnsafeMutableBufferPointer<Int32>
    private let blocks: [Block]

    /// Up to `KERNEL_LANES` outputs with the same inputs.
    private struct Block {
        let outputs: Range<Int>
        let inputs: [Int]
        /// Where its numbers begin in `inputs` and in `weights`.
        var firstInput = 0
        var firstWeight = 0
    }

    /// The layer for planes of `inputRows × inputColumns`; table and filters must fit each other.
    package init(table: ConnectionTable, filters: StageFilters, inputRows: Int, inputColumns: Int) {
        side = filters.side
        rows = inputRows - side + 1
        columns = inputColumns - side + 1
        self.inputColumns = inputColumns
        inputSize = inputRows * inputColumns

        var blocks = Self.cheapest(table)
        var (inputCount, weightCount) = (0, 0)
        for index in blocks.indices {
            blocks[index].firstInput = inputCount
            blocks[index].firstWeight = weightCount
            inputCount += blocks[index].inputs.count
            weightCount += blocks[index].inputs.count * side * side * Self.lanesPerBlock
        }
        self.blocks = blocks
        lanes = blocks.count * Self.lanesPerBlock
        laneOfMap = blocks.enumerated().flatMap { index, block in
            block.outputs.indices.map { index * Self.lanesPerBlock + $0 - block.outputs.lowerBound }
        }
        inputs = .allocate(capacity: inputCount)
        _ = inputs.initialize(fromContentsOf: blocks.flatMap { $0.inputs.map { Int32($0) } })
        weights = FloatBuffer(count: weightCount)
        biases = FloatBuffer(count: lanes)
        gains = FloatBuffer(count: lanes)
        for (map, lane) in laneOfMap.enumerated() {
            biases.start[lane] = filters.biases[map]
            // The sign of a gain disappears in the rectification.
            gains.start[lane] = abs(filters.gains[map])
        }
        for block in blocks { pack(block, table: table, kernels: filters.kernels) }
    }

    deinit { inputs.deallocate() }

    private static let lanesPerBlock = Int(KERNEL_LANES)

    private static func cheapest(_ table: ConnectionTable) -> [Block] {
        var shared: [Block] = []
        for output in 0..<table.outputs {
            let inputs = Array(table.inputs(of: output))
            if let last = shared.last, last.inputs == inputs, last.outputs.count < lanesPerBlock {
                shared[shared.count - 1] = Block(outputs: last.outputs.lowerBound..<output + 1, inputs: inputs)
            } else {
                shared.append(Block(outputs: output..<output + 1, inputs: inputs))
            }
        }
        let dense = stride(from: 0, to: table.outputs, by: lanesPerBlock).map { first in
            Block(outputs: first..<min(first + lanesPerBlock, table.outputs), inputs: Array(0..<table.inputs))
        }
        return dense.count * table.inputs < shared.count * table.inputsPerOutput ? dense : shared
    }

    /// Lays the kernels of a block out as inputs × side × side × lanes.
    private func pack(_ block: Block, table: ConnectionTable, kernels: [Float]) {
        let taps = side * side
        for (lane, output) in block.outputs.enumerated() {
            for (place, input) in table.inputs(of: output).enumerated() {
                guard let slot = block.inputs.firstIndex(of: input) else { continue }
                for tap in 0..<taps {
                    weights.start[block.firstWeight + (slot * taps + tap) * Self.lanesPerBlock + lane] =
                        kernels[(output * table.inputsPerOutput + place) * taps + tap]
                }
            }
        }
    }

    /// Computes rows of the result from all input planes.
    ///
    /// - Parameters:
    ///   - planes: `maps × rows × columns` of the input.
    ///   - pixels: room for `rows × columns × lanes` values, of which those of `row` are written.
    package func apply(_ planes: UnsafePointer<Float>, row: Int, into pixels: UnsafeMutablePointer<Float>) {
        for (index, block) in blocks.enumerated() {
            let lane = index * Self.lanesPerBlock
            var filters = kernel_filters(
                planes: planes, planeSize: inputSize, columns: inputColumns,
                inputs: inputs.baseAddress.map { UnsafePointer($0 + block.firstInput) },
                inputCount: block.inputs.count, side: side, weights: weights.start + block.firstWeight,
                biases: biases.start + lane, gains: gains.start + lane)
            kernel_filter_row(&filters, row, columns, pixels + row * columns * lanes + lane, lanes)
        }
    }
}
