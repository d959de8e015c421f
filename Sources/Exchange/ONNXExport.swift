// A filter bank as an ONNX model: from the picture to its features, and to the scores of what was taught.

package import Classifier
package import Features
package import Formats

/// What other programs need to compute what Showtell computes.
package struct ONNXExport {
    /// What was taught.
    package struct Taught: Sendable {
        /// The way from features to scores. Its blocks are the net's features, the chroma histogram that follows them, or
        /// both.
        package let formula: ScoreFormula
        /// What people call the formula's categories.
        package let names: [String]

        /// What was taught.
        ///
        /// - Precondition: there are categories, each with a name.
        package init(formula: ScoreFormula, names: [String]) {
            precondition(!names.isEmpty && names.count == formula.categories.count, "a name for each category")
            self.formula = formula
            self.names = names
        }
    }

    /// The filters and their shape.
    let bank: FilterBank
    /// How connection tables are written; the result is the same.
    let connections: ONNXConnections
    /// What was taught; nil for features alone.
    let taught: Taught?
    /// The version of the program that writes.
    let version: String

    /// An export of a bank.
    package init(
        bank: FilterBank, connections: ONNXConnections = .grouped, taught: Taught? = nil, version: String
    ) {
        self.bank = bank
        self.connections = connections
        self.taught = taught
        self.version = version
    }

    /// The model: in Float32, but for the way from features to scores.
    ///
    /// Inputs: `image`, batch × channels × rows × columns, and where colours count `chroma`, batch × 272. Outputs:
    /// `features`, batch × features, and where something was taught `scores`, batch × categories.
    package var model: ONNXModel {
        var builder = ONNXBuilder()
        let features = describe(in: &builder)
        builder.output(features, "features")
        if let formula = taught?.formula {
            let blocks = formula.blocks.map { isChroma($0) ? "chroma" : features }
            builder.output(builder.scores(formula, of: blocks), "scores")
        }
        return ONNXModel(
            operatorSet: 18, producerName: "showtell", producerVersion: version, documentation: documentation,
            metadata: metadata,
            graph: ONNXGraph(
                name: bank.name, nodes: builder.nodes, initializers: builder.constants, inputs: inputs,
                outputs: outputs))
    }

    private func describe(in builder: inout ONNXBuilder) -> String {
        let shape = bank.shape
        var maps = builder.preparation(shape.input, "image")
        for (index, stage) in shape.stages.enumerated() {
            maps = builder.stage(
                index + 1, stage, bank.stages[index], filtered: shape.sizes[2 * index + 1].extent, connections, maps)
        }
        builder.place = "end/"
        if let end = shape.finalPooling { maps = builder.pooled(maps, end) }
        return builder.node("Flatten", [maps], "flat")
    }

    /// Whether a block is the chroma histogram; what else there is are the net's features.
    private func isChroma(_ block: ScoreFormula.Block) -> Bool {
        let (net, chroma) = (bank.shape.featureCount, ChromaHistogram.featureCount)
        precondition(
            [0..<net, net..<net + chroma].contains(block.range), "\(block.range) are features of something else")
        return block.range.lowerBound == net
    }

    /// Whether the scores depend on colours.
    var hasChroma: Bool { taught?.formula.blocks.contains(where: isChroma) ?? false }

    private var inputs: [ONNXValue] {
        let input = bank.shape.input
        let image = ONNXValue(
            "image", shape: ["batch", .fixed(input.channels), .fixed(input.size.rows), .fixed(input.size.columns)],
            documentation: imageRule)
        let chroma = ONNXValue(
            "chroma", shape: ["batch", .fixed(ChromaHistogram.featureCount)], documentation: chromaRule)
        return hasChroma ? [image, chroma] : [image]
    }

    private var outputs: [ONNXValue] {
        let features = ONNXValue(
            "features", shape: ["batch", .fixed(bank.shape.featureCount)],
            documentation: "What the net says of the picture: maps × rows × columns.")
        guard let taught else { return [features] }
        let scores = ONNXValue(
            "scores", shape: ["batch", .fixed(taught.names.count)],
            documentation: "The score of each category, in the order of the metadata's “categories”: about -0.3 to 1.")
        return [features, scores]
    }
}
