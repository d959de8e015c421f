// The bytes of an ONNX file. Each number is that of a field in onnx.proto.

package import Foundation

extension ONNXModel {
    /// Writes a file; one that was there is replaced when all is written, or stays as it was.
    ///
    /// - Returns: how many bytes it has.
    /// - Throws: `FormatError` when the disk is full or fails, or nothing can be written there.
    package func write(to path: String) throws(FormatError) -> Int {
        let content = serialized()
        try OutputFile.write(content.bytes, to: path)
        return content.count
    }

    /// The model as the content of an `.onnx` file; equal models give equal bytes.
    ///
    /// Fields stand in the order of their numbers, settings and metadata in that of their names.
    package func serialized() -> Data {
        var model = ProtobufWriter()
        model.integer(1, irVersion)
        model.text(2, producerName)
        model.text(3, producerVersion)
        model.text(6, documentation)
        model.message(7) { graph.write(to: &$0) }
        model.message(8) { set in
            // The empty domain is that of the standard operators.
            set.string(1, "")
            set.integer(2, operatorSet)
        }
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            model.message(14) { entry in
                entry.string(1, key)
                entry.string(2, value)
            }
        }
        return Data(model.bytes)
    }
}

extension ProtobufWriter {
    /// A `string` that is left out when it is empty.
    fileprivate mutating func text(_ field: UInt64, _ value: String) {
        if !value.isEmpty { string(field, value) }
    }
}

extension ONNXGraph {
    fileprivate func write(to graph: inout ProtobufWriter) {
        for node in nodes { graph.message(1) { node.write(to: &$0) } }
        graph.string(2, name)
        for tensor in initializers { graph.message(5) { tensor.write(to: &$0) } }
        for input in inputs { graph.message(11) { input.write(to: &$0) } }
        for output in outputs { graph.message(12) { output.write(to: &$0) } }
    }
}

extension ONNXNode {
    fileprivate func write(to node: inout ProtobufWriter) {
        for input in inputs { node.string(1, input) }
        for output in outputs { node.string(2, output) }
        node.text(3, name)
        node.string(4, operation)
        for (name, value) in attributes.sorted(by: { $0.key < $1.key }) {
            node.message(5) { value.write(to: &$0, name: name) }
        }
    }
}

extension ONNXAttribute {
    /// `type` of onnx.proto's `AttributeProto`.
    private var type: Int {
        switch self {
        case .float: 1
        case .int: 2
        case .string: 3
        case .ints: 7
        }
    }

    fileprivate func write(to attribute: inout ProtobufWriter, name: String) {
        attribute.string(1, name)
        switch self {
        case .float(let value): attribute.float(2, value)
        case .int(let value): attribute.integer(3, value)
        case .string(let value): attribute.string(4, value)
        case .ints(let values): for value in values { attribute.integer(8, value) }
        }
        attribute.integer(20, type)
    }
}

/// `data_type` of onnx.proto's `TensorProto`.
private enum ElementType: Int {
    case float = 1
    case int64 = 7
}

extension ONNXTensor {
    fileprivate func write(to tensor: inout ProtobufWriter) {
        for extent in shape { tensor.integer(1, extent) }
        switch elements {
        case .floats(let values):
            tensor.integer(2, ElementType.float.rawValue)
            tensor.string(8, name)
            tensor.numbers(9, values)
        case .integers(let values):
            tensor.integer(2, ElementType.int64.rawValue)
            tensor.string(8, name)
            tensor.numbers(9, values)
        }
    }
}

extension ONNXValue {
    fileprivate func write(to value: inout ProtobufWriter) {
        value.string(1, name)
        value.message(2) { type in
            type.message(1) { tensor in
                tensor.integer(1, ElementType.float.rawValue)
                // Written even when it is empty: a shape without extents is that of a single number.
                tensor.message(2) { dimensions in
                    for dimension in shape { dimensions.message(1) { dimension.write(to: &$0) } }
                }
            }
        }
        value.text(3, documentation)
    }
}

extension ONNXDimension {
    fileprivate func write(to dimension: inout ProtobufWriter) {
        switch self {
        case .fixed(let extent): dimension.integer(1, extent)
        case .symbolic(let name): dimension.string(2, name)
        }
    }
}
