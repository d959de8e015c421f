// What an exported model is made of, without a program that runs it.

import Classifier
import Exchange
import Features
import Formats
import Foundation
import Testing

@Suite("The exported graph")
struct StructureTests {
    private func model(
        _ shape: ExtractorShape, _ connections: ONNXConnections = .grouped, taught: ONNXExport.Taught? = nil
    ) throws -> ONNXModel {
        ONNXExport(bank: try .random(shape: shape), connections: connections, taught: taught, version: "1.2.3").model
    }

    /// Three pictures of two categories, and the way to their scores.
    private func taught(chroma weight: Double) throws -> (bank: FilterBank, taught: ONNXExport.Taught) {
        var world = try ScoreWorld(seed: 1)
        let classifier = OnlineClassifier(blocks: ScoreWorld.blocks(chroma: weight))
        classifier.fit(
            try [5, 3, 5].enumerated().map { id, category in
                let features = try world.features(world.view(of: category))
                return TrainingSample(id: Int64(id), label: .category(Int64(category)), features: features)
            })
        let names = ["pen / “stift”", "Tasse"]
        return (world.bank, ONNXExport.Taught(formula: classifier.scoreFormula, names: names))
    }

    @Test(
        "Every value is made once, before it is taken, and by a name of its own",
        arguments: ExtractorShape.presets.map(\.name), ONNXConnections.allCases)
    func names(name: String, connections: ONNXConnections) throws {
        let shape = try #require(ExtractorShape.presets.first { $0.name == name }).shape
        try check(model(shape, connections))
    }

    @Test(arguments: [0, 0.5])
    func `With scores it is as sound`(weight: Double) throws {
        let (bank, taught) = try taught(chroma: weight)
        let model = ONNXExport(bank: bank, taught: taught, version: "0").model
        check(model)
        #expect(model.graph.outputs.map(\.name) == ["features", "scores"])
        #expect(model.graph.outputs.last?.shape == ["batch", 2])
        #expect(model.graph.inputs.map(\.name) == (weight > 0 ? ["image", "chroma"] : ["image"]))
        #expect((model.metadata["chroma"] != nil) == (weight > 0))
        let names = try JSONDecoder().decode([String].self, from: Data(#require(model.metadata["categories"]).utf8))
        #expect(names == taught.names)
    }

    /// Names of inputs, constants and outputs of nodes differ, and nothing is unused.
    private func check(_ model: ONNXModel) {
        var known = Set(model.graph.inputs.map(\.name) + model.graph.initializers.map(\.name))
        #expect(known.count == model.graph.inputs.count + model.graph.initializers.count)
        var unused = known
        for node in model.graph.nodes {
            #expect(node.inputs.allSatisfy(known.contains), "\(node.name) takes \(node.inputs)")
            unused.subtract(node.inputs)
            for output in node.outputs {
                #expect(known.insert(output).inserted, "\(output) is made twice")
                unused.insert(output)
            }
        }
        #expect(unused == Set(model.graph.outputs.map(\.name)))
    }

    @Test func `A dense convolution has a weight for every pair of maps, a grouped one for those that connect`() throws
    {
        let kernels = try ONNXConnections.allCases.map { connections in
            try #require(
                try model(.caltech101, connections).graph.initializers.first { $0.name == "stage 2/kernels" })
        }
        #expect(kernels.map(\.shape) == [[256, 64, 9, 9], [256, 16, 9, 9]])
        guard case .floats(let dense) = kernels[0].elements, case .floats(let grouped) = kernels[1].elements else {
            Issue.record("kernels are no Float32")
            return
        }
        #expect(dense.filter { $0 != 0 } == grouped.filter { $0 != 0 })
    }

    @Test func `Maps that share no inputs stay one convolution, however they are asked for`() throws {
        #expect(try model(.free, .grouped).graph == model(.free, .dense).graph)
    }

    @Test func `The picture and the features have the net's sizes, and the batch any`() throws {
        let graph = try model(.lagr).graph
        #expect(graph.inputs.map(\.shape) == [["batch", 3, 12, 25]])
        #expect(graph.outputs.map(\.shape) == [["batch", 100]])
        #expect(try model(.lagr).inputsAndOutputs == "image (batch × 3 × 12 × 25) → features (batch × 100)")
    }

    @Test func `The file says what it is`() throws {
        let bank = try FilterBank.random(shape: .caltech101)
        let model = ONNXExport(bank: bank, version: "1.2.3").model
        #expect(model.producerName == "showtell" && model.producerVersion == "1.2.3")
        #expect(model.metadata["fingerprint"] == bank.fingerprint)
        #expect(model.metadata["bank"] == bank.name && model.metadata["licence"] == "CC0-1.0")
        #expect(model.metadata["image"]?.contains("Batch × 1 × 151 rows × 151 columns") == true)
        #expect(model.metadata["categories"] == nil && model.graph.outputs.count == 1)
    }

    @Test func `Equal banks give equal files`() throws {
        #expect(try model(.mnist).serialized() == model(.mnist).serialized())
    }
}
