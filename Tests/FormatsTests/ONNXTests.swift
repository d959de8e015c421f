// What is written as ONNX, against the bytes of the Python package and against a decoder of the wire format.

import Formats
import Foundation
import Testing

@Suite("ONNX files")
struct ONNXTests {
    /// The model of Golden/onnx_golden.py.
    private let golden = ONNXModel(
        operatorSet: 17, producerName: "showtell", producerVersion: "0.1",
        documentation: "y = greatest pairs of 2·abs(x), in 3 × 2.", metadata: ["näme": "Größe", "licence": "none"],
        graph: ONNXGraph(
            name: "twice",
            nodes: [
                ONNXNode("Abs", ["x"], ["size"], name: "how large"),
                ONNXNode("Mul", ["size", "two"], ["double"]),
                ONNXNode("LeakyRelu", ["double"], ["kept"], ["alpha": .float(0.25)]),
                ONNXNode("Reshape", ["kept", "rows"], ["grid"], ["allowzero": .int(0)]),
                ONNXNode(
                    "MaxPool", ["grid"], ["y"],
                    ["strides": .ints([1, 2]), "kernel_shape": .ints([1, 2]), "auto_pad": .string("VALID")]),
            ],
            initializers: [
                ONNXTensor("two", shape: [], .floats([2])),
                ONNXTensor("rows", shape: [4], .integers([-1, 1, 3, 4])),
            ],
            inputs: [ONNXValue("x", shape: ["batch", 12], documentation: "Twelve numbers.")],
            outputs: [ONNXValue("y", shape: ["batch", 1, 3, 2])]))

    @Test func `A model is written byte for byte as the Python package writes it`() throws {
        let expected = try Data(contentsOf: goldenFile("abs.onnx"))
        #expect(try WireField.decode(Array(golden.serialized())) == WireField.decode(Array(expected)))
        #expect(golden.serialized() == expected)
    }

    @Test(arguments: [0, 1, 127, 128, 300, 16383, 16384, Int.max, -1, Int.min])
    func `A setting of any size comes back from the wire`(setting: Int) throws {
        let node = ONNXNode("Any", [], [], ["one": .int(setting), "two": .ints([setting, 7])])
        let attributes = try written(ONNXGraph(name: "g", nodes: [node])).messages(1)[0].messages(5)
        #expect(attributes.map { $0.values(3) } == [[.varint(UInt64(bitPattern: Int64(setting)))], []])
        #expect(attributes[1].values(8) == [.varint(UInt64(bitPattern: Int64(setting))), .varint(7)])
        #expect(attributes.map { $0.values(20) } == [[.varint(2)], [.varint(7)]])
    }

    @Test func `The numbers of a constant stand in the file as they are, whatever they are`() throws {
        let numbers: [Float] = [0, -0.0, 1.5, .infinity, -.infinity, .leastNonzeroMagnitude, .nan]
        let tensor = ONNXTensor("t", shape: [7, 1], .floats(numbers))
        let fields = try written(ONNXGraph(name: "g", initializers: [tensor])).messages(5)[0]
        #expect(fields.values(1) == [.varint(7), .varint(1)])
        #expect(fields.values(9) == [.bytes(numbers.flatMap { number in (0..<4).map { byte($0, of: number) } })])
    }

    @Test func `A large constant is as long as its numbers and a few bytes`() throws {
        let numbers = (0..<100_003).map(Float.init)
        let tensor = ONNXTensor("large", shape: [100_003], .floats(numbers))
        let fields = try written(ONNXGraph(name: "g", initializers: [tensor])).messages(5)[0]
        guard case .bytes(let bytes)? = fields.values(9).first else { throw WireField.Malformed() }
        #expect(bytes.count == 400_012)
        #expect(Array(bytes.suffix(4)) == (0..<4).map { byte($0, of: 100_002) })
    }

    @Test func `A single number has a shape without extents, which is not the same as no shape`() throws {
        let graph = try written(ONNXGraph(name: "g", inputs: [ONNXValue("s", shape: [])]))
        let tensor = try graph.messages(11)[0].messages(2)[0].messages(1)[0]
        #expect(tensor.values(2) == [.bytes([])])
    }

    @Test func `An optional input is left out by an empty name, which keeps its place`() throws {
        let node = ONNXNode("Clip", ["x", "", "max"], ["y"])
        #expect(try written(ONNXGraph(name: "g", nodes: [node])).messages(1)[0].texts(1) == ["x", "", "max"])
    }

    private func written(_ graph: ONNXGraph) throws -> [WireField] {
        let model = ONNXModel(operatorSet: 17, graph: graph).serialized()
        return try WireField.decode(Array(model)).messages(7)[0]
    }

    private func byte(_ index: Int, of number: Float) -> UInt8 {
        UInt8(truncatingIfNeeded: number.bitPattern >> (8 * UInt32(index)))
    }
}
