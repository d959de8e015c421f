// Which outputs of a connection table are filtered in one product of matrices.

import Features

/// The products that a stage's filters are computed by, and where each weight lies in them.
///
/// Outputs with the same inputs share a product; where a table shares so little that filtering every output from every
/// input (with zeros where nothing connects) is less work, that is done. Inside a product the weights are
/// `outputs × rows × columns × inputs`, so that what a kernel's row sees lies in one piece.
struct ConvolutionPlan {
    /// One product.
    struct Group {
        /// The maps it makes, in the order of their lanes.
        let outputs: [Int]
        /// The lanes of the stage before that it reads, in the order of its weights.
        let inputs: [Int]
        /// The lane of its first output.
        let firstLane: Int
        /// Where its weights begin among those of all products.
        let firstWeight: Int
    }

    /// The products.
    let groups: [Group]
    /// The lane of each output.
    let laneOfOutput: [Int]
    /// For each weight of `StageFilters.kernels` where it lies among those of all products.
    let places: [Int]
    /// Number of weights of all products.
    let weights: Int

    /// A product with fewer outputs takes as long as one with so many.
    private static let narrow = 8

    /// The plan of a table.
    ///
    /// - Parameters:
    ///   - kernel: rows and columns of a kernel.
    ///   - laneOfInput: the lane of each input map.
    init(_ table: ConnectionTable, kernel: Extent, laneOfInput: [Int]) {
        var number: [ArraySlice<Int>: Int] = [:]
        var shared: [(outputs: [Int], inputs: [Int])] = []
        for output in 0..<table.outputs {
            let inputs = table.inputs(of: output)
            if let index = number[inputs] {
                shared[index].outputs.append(output)
            } else {
                number[inputs] = shared.count
                shared.append(([output], inputs.map { laneOfInput[$0] }))
            }
        }
        let sharedWork = shared.reduce(0) { $0 + $1.inputs.count * max($1.outputs.count, Self.narrow) }
        if sharedWork >= table.inputs * table.outputs {
            shared = [(Array(0..<table.outputs), Array(0..<table.inputs))]
        }

        let taps = kernel.rows * kernel.columns
        var (groups, lanes) = ([Group](), Array(repeating: 0, count: table.outputs))
        var places = Array(repeating: 0, count: table.indices.count * taps)
        var (lane, weight) = (0, 0)
        for (outputs, inputs) in shared {
            groups.append(Group(outputs: outputs, inputs: inputs, firstLane: lane, firstWeight: weight))
            let slots = Dictionary(uniqueKeysWithValues: zip(inputs, inputs.indices))
            for output in outputs {
                lanes[output] = lane
                for (place, input) in table.inputs(of: output).enumerated() {
                    guard let slot = slots[laneOfInput[input]] else { continue }
                    for tap in 0..<taps {
                        places[(output * table.inputsPerOutput + place) * taps + tap] =
                            weight + tap * inputs.count + slot
                    }
                }
                lane += 1
                weight += taps * inputs.count
            }
        }
        self.groups = groups
        self.places = places
        laneOfOutput = lanes
        weights = weight
    }
}
