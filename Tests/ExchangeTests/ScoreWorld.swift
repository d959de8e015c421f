// Taught worlds that pass through a net: pictures, what was said of them, and a classifier that learnt it.

import Classifier
import Exchange
import Features
import Imaging

/// Pictures of 16 × 16 grey values before a net that only squashes them, and colours that are just numbers.
struct ScoreWorld {
    static let shape = ExtractorShape(
        input: InputShape(size: Extent(16), preparation: .none),
        stages: [
            StageShape(
                table: .full(inputs: 1, outputs: 1), kernel: Extent(1), rectification: .none, normalisation: nil,
                pooling: .none)
        ])

    /// Something to look at.
    struct View {
        var picture: [Float]
        var colours: [Float]
    }

    let bank: FilterBank
    private let extractor: Extractor
    private let common: View
    private let objects: [View]
    private var generator: SplitMix64

    init(seed: UInt64) throws {
        let filters = StageFilters(kernels: [1], gains: [1], biases: [0])
        let origin = BankOrigin(recipe: "one weight of 1", seed: 0, licence: "CC0-1.0", energy: "none")
        bank = try FilterBank(name: "glance", shape: Self.shape, stages: [filters], origin: origin)
        extractor = try Extractor(bank: bank)
        var generator = SplitMix64(seed: seed)
        func values(_ count: Int, _ size: Float) -> [Float] { (0..<count).map { _ in size * generator.nextSigned() } }
        func view(_ size: Float) -> View {
            View(picture: values(256, size), colours: values(ChromaHistogram.featureCount, size))
        }
        let ground = view(0.2)
        common = View(picture: ground.picture.map { $0 + 0.5 }, colours: ground.colours.map { $0 + 0.25 })
        objects = (0..<6).map { _ in view(0.1) }
        self.generator = generator
    }

    /// What all pictures share, with an object on it or without, and noise.
    mutating func view(of object: Int?, noise: Float = 0.02) -> View {
        var view = common
        for index in view.picture.indices {
            view.picture[index] += (object.map { objects[$0].picture[index] } ?? 0) + noise * generator.nextSigned()
        }
        for index in view.colours.indices {
            view.colours[index] += (object.map { objects[$0].colours[index] } ?? 0) + noise * generator.nextSigned()
        }
        return view
    }

    /// On the way from one view to another.
    static func between(_ one: View, _ other: View, _ part: Float) -> View {
        func mixed(_ one: [Float], _ other: [Float]) -> [Float] { zip(one, other).map { (1 - part) * $0 + part * $1 } }
        return View(picture: mixed(one.picture, other.picture), colours: mixed(one.colours, other.colours))
    }

    /// The net's features and the colours.
    func features(_ view: View) throws -> [Float] {
        let places = UnsafeMutableBufferPointer<Float>.allocate(capacity: extractor.featureCount)
        defer { places.deallocate() }
        try extractor.extract(Plane(rows: 16, columns: 16, values: view.picture), into: places)
        return Array(places) + view.colours
    }

    /// The blocks of features, when the colours have a weight.
    static func blocks(chroma weight: Double) -> [FeatureBlock] {
        let net = 0..<shape.featureCount
        return [
            FeatureBlock(range: net, weight: 1),
            FeatureBlock(range: net.upperBound..<net.upperBound + ChromaHistogram.featureCount, weight: weight),
        ]
    }
}

extension OnlineClassifier {
    /// The scores of a picture by ascending category, as the judgement has them.
    func scores(_ features: [Float]) -> [Float] {
        let scores = features.withUnsafeBufferPointer { judge($0) }.scores
        return scores.sorted { $0.category < $1.category }.map { Float($0.score) }
    }

    /// What it has learnt, for an export; categories are named by their numbers.
    var taught: ONNXExport.Taught {
        let formula = scoreFormula
        return ONNXExport.Taught(formula: formula, names: formula.categories.map { "number \($0)" })
    }
}
