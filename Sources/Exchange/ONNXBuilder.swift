// Puts an ONNX graph together, one node after the other.

import Formats

/// The nodes and constants of a graph that grows.
///
/// A value is known by its name, a place and what it is: `stage 1/means`. Names are given by who makes the value and must
/// differ within a place.
struct ONNXBuilder {
    /// The nodes so far, each after those it takes values from.
    private(set) var nodes: [ONNXNode] = []
    /// The constants so far.
    private(set) var constants: [ONNXTensor] = []
    /// What the names of new values begin with.
    var place = ""
    /// Whether new constants are Float64 to those who take them; in the file they are Float32 all the same.
    var isWide = false

    /// Adds a node with one output.
    ///
    /// - Returns: the name of the output.
    mutating func node(
        _ operation: String, _ inputs: [String], _ name: String, _ attributes: [String: ONNXAttribute] = [:]
    ) -> String {
        let output = place + name
        nodes.append(ONNXNode(operation, inputs, [output], attributes, name: output))
        return output
    }

    /// Makes a value what the model gives back.
    mutating func output(_ value: String, _ name: String) {
        nodes.append(ONNXNode("Identity", [value], [name], name: name))
    }

    /// Adds a constant.
    mutating func constant(_ name: String, shape: [Int], _ values: [Float]) -> String {
        constants.append(ONNXTensor(place + name, shape: shape, .floats(values)))
        return isWide ? widened(place + name, "\(name), wide") : place + name
    }

    /// Adds a constant of whole numbers, a list.
    mutating func constant(_ name: String, _ values: [Int]) -> String {
        constants.append(ONNXTensor(place + name, shape: [values.count], .integers(values.map { Int64($0) })))
        return place + name
    }

    /// A single number, which has no place; equal ones are the same constant.
    mutating func number(_ value: Float) -> String {
        let tensor = ONNXTensor("\(value)", shape: [], .floats([value]))
        if !constants.contains(tensor) { constants.append(tensor) }
        guard isWide else { return tensor.name }
        let (place, wide) = (place, "\(value), wide")
        defer { self.place = place }
        self.place = ""
        return nodes.contains { $0.name == wide } ? wide : widened(tensor.name, wide)
    }

    /// A value as Float64.
    mutating func widened(_ value: String, _ name: String) -> String { node("Cast", [value], name, ["to": .int(11)]) }

    /// A value as Float32.
    mutating func narrowed(_ value: String, _ name: String) -> String { node("Cast", [value], name, ["to": .int(1)]) }

    /// One axis's part of a value.
    mutating func slice(_ value: String, _ range: Range<Int>, axis: Int, _ name: String) -> String {
        let first = constant("\(name) begin", [range.lowerBound])
        let end = constant("\(name) end", [range.upperBound])
        return node("Slice", [value, first, end, constant("\(name) axis", [axis])], name)
    }

    /// What becomes of some axes together; each has one place left.
    mutating func reduced(_ operation: String, _ value: String, over axes: [Int], _ name: String) -> String {
        node(operation, [value, constant("\(name) axes", axes)], name)
    }
}
