// The filters of a stage, laid out for the kernel that computes sixteen maps at a time.

import Kernels

/// Filters planes, squashes and rectifies the result: `g · tanh(Σ k ⋆ x + b)`, borders valid, then the rectification.
///
/// The result lies pixel by pixel: `rows × columns × lanes`, where a lane is a map or padding that stays 0. Outputs that
/// share their inputs are computed sixteen at a time from the same loads. When a table shares so little that computing
/// every output from every input (with zeros where nothing connects) is less work, that is done.
package final class FilterLayer {
    /// Rows and columns of the result.
    package let size: Extent
    /// Values a pixel: a multiple of `KERNEL_LANES`.
    package let lanes: Int
    /// The lane of each map.
    package let laneOfMap: [Int]

    private let input: Extent
    private let kernel: Extent
    private let rectification: Rectification
    /// Groups of three columns of a kernel.
    private let groups: Int
    /// Places of a prepared row.
    private let positions: Int
    /// The input maps, prepared: maps × rows × positions × 4.
    private let prepared: FloatBuffer
    private let weights: FloatBuffer
    private let biases: FloatBuffer
    private let gains: FloatBuffer
    private let inputs: UnsafeMutableBufferPointer<Int32>
    private let blocks: [LaneBlock]
    private let isWide = kernel_prefers_wide()

    /// The layer for planes of size `input`; shape and filters must fit each other.
    package init(shape: StageShape, filters: StageFilters, input: Extent) {
        kernel = shape.kernel
        rectification = shape.rectification
        size = shape.filtered(input)
        self.input = input
        groups = (kernel.columns + 2) / 3
        positions = max(size.columns, 2) + 3 * groups - 4
        prepared = FloatBuffer(count: shape.table.inputs * input.rows * positions * 4)

        let taps = kernel.rows * groups * 4
        let blocks = LaneBlock.cheapest(shape.table, taps: taps)
        self.blocks = blocks
        let filteredLanes = blocks.count * LaneBlock.lanes
        lanes = filteredLanes * (rectification == .split ? 2 : 1)
        var laneOfOutput = Array(repeating: 0, count: shape.table.outputs)
        for (index, block) in blocks.enumerated() {
            for (place, output) in block.outputs.enumerated() { laneOfOutput[output] = index * LaneBlock.lanes + place }
        }
        laneOfMap = laneOfOutput + (rectification == .split ? laneOfOutput.map { $0 + filteredLanes } : [])

        let inputNumbers = blocks.flatMap { $0.inputs.map { Int32($0) } }
        inputs = .allocate(capacity: inputNumbers.count)
        _ = inputs.initialize(fromContentsOf: inputNumbers)
        weights = FloatBuffer(count: inputNumbers.count * taps * LaneBlock.lanes)
        biases = FloatBuffer(count: filteredLanes)
        gains = FloatBuffer(count: filteredLanes)
        for (output, lane) in laneOfOutput.enumerated() {
            biases.start[lane] = filters.biases[output]
            gains.start[lane] = filters.gains[output]
        }
        for block in blocks { pack(block, table: shape.table, kernels: filters.kernels) }
    }

    deinit { inputs.deallocate() }

    /// Lays the kernels of a block out as inputs × rows × groups × 4 × lanes.
    private func pack(_ block: LaneBlock, table: ConnectionTable, kernels: [Float]) {
        for (lane, output) in block.outputs.enumerated() {
            for (place, input) in table.inputs(of: output).enumerated() {
                guard let slot = block.inputs.firstIndex(of: input) else { continue }
                for row in 0..<kernel.rows {
                    let first = ((output * table.inputsPerOutput + place) * kernel.rows + row) * kernel.columns
                    for group in 0..<groups {
                        let taps = (3 * group..<3 * group + 3).map {
                            $0 < kernel.columns ? Double(kernels[first + $0]) : 0
                        }
                        let (even, odd) = (taps[0] + taps[2], taps[1])
                        let target = ((slot * kernel.rows + row) * groups + group) * 4 * LaneBlock.lanes + lane
                        for (k, weight) in [taps[0], (even + odd) / 2, (even - odd) / 2, taps[2]].enumerated() {
                            weights.start[block.firstWeight + target + k * LaneBlock.lanes] = Float(weight)
                        }
                    }
                }
            }
        }
    }

    /// Rows of all input maps, one after another, as `prepare` counts them.
    package var inputRows: Int { prepared.count / (positions * 4) }

    /// Prepares rows of the input for the filters; all must be prepared before any is filtered.
    ///
    /// - Parameters:
    ///   - planes: `maps × rows × columns` of the input.
    ///   - part: which rows, those of all maps counted through.
    package func prepare(_ planes: UnsafePointer<Float>, rows part: Range<Int>) {
        for row in part {
            kernel_prepare_row(
                planes + row * input.columns, input.columns, prepared.start + row * positions * 4, positions)
        }
    }

    /// Computes rows of the result from what was prepared.
    ///
    /// A block's weights serve all rows before those of the next are read: of wide layers they do not stay in the cache.
    ///
    /// - Parameter pixels: room for `rows × columns × lanes` values, of which those of `part` are written.
    package func apply(rows part: Range<Int>, into pixels: UnsafeMutablePointer<Float>) {
        for (index, block) in blocks.enumerated() {
            let lane = index * LaneBlock.lanes
            var filters = kernel_filters(
                prepared: prepared.start, rows: input.rows, positions: positions,
                inputs: inputs.baseAddress.map { UnsafePointer($0 + block.firstInput) },
                inputCount: block.inputs.count, kernelRows: kernel.rows, groups: groups,
                weights: weights.start + block.firstWeight, biases: biases.start + lane, gains: gains.start + lane,
                rectification: rectification.code, otherSign: blocks.count * LaneBlock.lanes, wide: isWide)
            for row in part {
                kernel_filter_row(&filters, row, size.columns, pixels + row * size.columns * lanes + lane, lanes)
            }
        }
    }
}

extension Rectification {
    fileprivate var code: Int32 {
        let code =
            switch self {
            case .none: KERNEL_SIGNED
            case .absolute: KERNEL_ABSOLUTE
            case .positive: KERNEL_POSITIVE
            case .split: KERNEL_SPLIT
            }
        return Int32(code)
    }
}
