// The filters of a stage as a convolution that ONNX knows.

import Features
import Formats

/// How filters that do not see all maps are written.
package enum ONNXConnections: String, Sendable, CaseIterable {
    /// One convolution of all maps, with zeros where nothing connects: any table can be written so.
    case dense
    /// Where outputs form equal groups that share their inputs, the groups' inputs side by side and a convolution that
    /// keeps groups apart; other tables as `dense`.
    case grouped
}

extension ONNXBuilder {
    /// Adds `Σ k ⋆ x + b`, borders valid.
    mutating func filtered(
        _ maps: String, _ shape: StageShape, _ filters: StageFilters, _ connections: ONNXConnections
    ) -> String {
        let table = shape.table
        let kernel = [shape.kernel.rows, shape.kernel.columns]
        let biases = constant("biases", shape: [table.outputs], filters.biases)
        guard connections == .grouped, let groups = table.groups else {
            let weights = constant(
                "kernels", shape: [table.outputs, table.inputs] + kernel, table.dense(filters.kernels))
            return node("Conv", [maps, weights, biases], "filtered")
        }
        let members = table.outputs / groups
        let inputs = (0..<groups).flatMap { table.inputs(of: $0 * members) }
        let gathered = node("Gather", [maps, constant("group inputs", inputs)], "gathered", ["axis": .int(1)])
        let weights = constant("kernels", shape: [table.outputs, table.inputsPerOutput] + kernel, filters.kernels)
        return node("Conv", [gathered, weights, biases], "filtered", ["group": .int(groups)])
    }
}

extension ConnectionTable {
    /// The number of equal groups of consecutive outputs that share their inputs; nil where that is all or none.
    fileprivate var groups: Int? {
        let members = (0..<outputs).prefix { inputs(of: $0) == inputs(of: 0) }.count
        guard members > 1, members < outputs, outputs % members == 0 else { return nil }
        let areShared = (0..<outputs).allSatisfy { inputs(of: $0) == inputs(of: $0 / members * members) }
        return areShared ? outputs / members : nil
    }

    /// Kernels for all inputs of all outputs, zero where nothing connects.
    fileprivate func dense(_ kernels: [Float]) -> [Float] {
        let taps = kernels.count / indices.count
        var weights = [Float](repeating: 0, count: outputs * inputs * taps)
        for (place, input) in indices.enumerated() {
            let first = (place / inputsPerOutput * inputs + input) * taps
            weights.replaceSubrange(first..<first + taps, with: kernels[place * taps..<(place + 1) * taps])
        }
        return weights
    }
}
