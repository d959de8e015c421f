// What an ONNX file is made of, as values. ONNXModel+Bytes.swift writes them.

/// A neural network that ONNX Runtime and others can load: one graph, the version of its operators, and who made it.
///
/// Source: the Open Neural Network Exchange's `onnx.proto`. Nothing here checks that the operators fit one another;
/// `onnx.checker` and the runtimes do.
package struct ONNXModel: Sendable, Equatable {
    /// Version of the file format; 8 is understood by everything since 2021.
    package var irVersion = 8
    /// Version of the standard operators that the nodes mean.
    package var operatorSet: Int
    /// The program that wrote the model.
    package var producerName: String
    /// Its version.
    package var producerVersion: String
    /// What the model is for, in words.
    package var documentation: String
    /// Anything else a reader may want, by name.
    package var metadata: [String: String]
    /// The network.
    package var graph: ONNXGraph

    /// A model around a graph.
    package init(
        operatorSet: Int, producerName: String = "", producerVersion: String = "", documentation: String = "",
        metadata: [String: String] = [:], graph: ONNXGraph
    ) {
        self.operatorSet = operatorSet
        self.producerName = producerName
        self.producerVersion = producerVersion
        self.documentation = documentation
        self.metadata = metadata
        self.graph = graph
    }
}

/// Nodes joined by the names of the values between them.
package struct ONNXGraph: Sendable, Equatable {
    /// The name of the graph; the standard wants one.
    package var name: String
    /// The steps, each after those whose outputs it takes.
    package var nodes: [ONNXNode]
    /// The constants, by the names that nodes call them.
    package var initializers: [ONNXTensor]
    /// What is given from outside.
    package var inputs: [ONNXValue]
    /// What is given back.
    package var outputs: [ONNXValue]

    /// A graph of given parts.
    package init(
        name: String, nodes: [ONNXNode] = [], initializers: [ONNXTensor] = [], inputs: [ONNXValue] = [],
        outputs: [ONNXValue] = []
    ) {
        self.name = name
        self.nodes = nodes
        self.initializers = initializers
        self.inputs = inputs
        self.outputs = outputs
    }
}

/// One operator at work.
package struct ONNXNode: Sendable, Equatable {
    /// The standard operator: `Conv`, `Tanh`, …
    package var operation: String
    /// The names of the values it takes; an empty name leaves an optional one out.
    package var inputs: [String]
    /// The names of the values it makes.
    package var outputs: [String]
    /// The settings of the operator, by name.
    package var attributes: [String: ONNXAttribute]
    /// What people see in a viewer; may be empty.
    package var name: String

    /// A node of given parts.
    package init(
        _ operation: String, _ inputs: [String], _ outputs: [String], _ attributes: [String: ONNXAttribute] = [:],
        name: String = ""
    ) {
        self.operation = operation
        self.inputs = inputs
        self.outputs = outputs
        self.attributes = attributes
        self.name = name
    }
}

/// A setting of an operator.
package enum ONNXAttribute: Sendable, Equatable {
    case int(Int)
    case ints([Int])
    case float(Float)
    case string(String)
}

/// A constant of the graph.
package struct ONNXTensor: Sendable, Equatable {
    /// The numbers in row-major order, as Float32 or Int64.
    package enum Elements: Sendable, Equatable {
        case floats([Float])
        case integers([Int64])

        /// How many there are.
        package var count: Int {
            switch self {
            case .floats(let values): values.count
            case .integers(let values): values.count
            }
        }
    }

    /// The name that nodes call it.
    package let name: String
    /// Extents, slowest first; none for a single number.
    package let shape: [Int]
    /// The numbers.
    package let elements: Elements

    /// A constant of given numbers.
    ///
    /// - Precondition: there are as many numbers as the shape says.
    package init(_ name: String, shape: [Int], _ elements: Elements) {
        precondition(
            elements.count == shape.reduce(1, *), "\(elements.count) numbers for “\(name)” of shape \(shape)")
        self.name = name
        self.shape = shape
        self.elements = elements
    }
}

/// The name and shape of a Float32 tensor that goes in or out.
package struct ONNXValue: Sendable, Equatable {
    /// The name that nodes and callers call it.
    package var name: String
    /// Extents, slowest first: `["batch", 1, 151, 151]`.
    package var shape: [ONNXDimension]
    /// What it means, in words.
    package var documentation: String

    /// A value of a given shape.
    package init(_ name: String, shape: [ONNXDimension], documentation: String = "") {
        self.name = name
        self.shape = shape
        self.documentation = documentation
    }
}

/// One extent: a number, or a name where each call may bring another number.
package enum ONNXDimension: Sendable, Equatable, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
    case fixed(Int)
    case symbolic(String)

    /// A fixed extent.
    package init(integerLiteral value: Int) { self = .fixed(value) }

    /// A named extent.
    package init(stringLiteral value: String) { self = .symbolic(value) }
}
