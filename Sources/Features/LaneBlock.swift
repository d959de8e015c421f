// Which outputs of a connection table are computed side by side.

import Kernels

/// Up to `lanes` outputs that are filtered from the same inputs, one lane each.
struct LaneBlock {
    /// Outputs that a block can hold.
    static let lanes = Int(KERNEL_LANES)

    /// The outputs, in the order of their lanes.
    let outputs: [Int]
    /// Their inputs, all together.
    let inputs: [Int]
    /// Where the block's inputs begin among those of all blocks.
    let firstInput: Int
    /// Where the block's weights begin among those of all blocks.
    let firstWeight: Int

    /// The blocks of a table: outputs with equal inputs together, or everything from everything, whichever is less work.
    static func cheapest(_ table: ConnectionTable, taps: Int) -> [LaneBlock] {
        var place: [ArraySlice<Int>: Int] = [:]
        var shared: [(outputs: [Int], inputs: [Int])] = []
        for output in 0..<table.outputs {
            let inputs = table.inputs(of: output)
            if let index = place[inputs], shared[index].outputs.count < lanes {
                shared[index].outputs.append(output)
            } else {
                place[inputs] = shared.count
                shared.append(([output], Array(inputs)))
            }
        }
        let dense = stride(from: 0, to: table.outputs, by: lanes).map { first in
            (outputs: Array(first..<min(first + lanes, table.outputs)), inputs: Array(0..<table.inputs))
        }
        let cheapest = dense.count * table.inputs < shared.count * table.inputsPerOutput ? dense : shared
        var count = 0
        return cheapest.map { outputs, inputs in
            defer { count += inputs.count }
            return LaneBlock(
                outputs: outputs, inputs: inputs, firstInput: count, firstWeight: count * taps * lanes)
        }
    }
}
