// ONNX Runtime computes the judgement's scores from the exported model.

import Classifier
import Exchange
import Features
import Imaging
import Stream
import Testing

@Suite("Scores in ONNX Runtime", .enabled(if: python != nil, noPython))
struct ScoreParityTests {
    /// A part of the largest score, which is near 1.
    private static let tolerance: Float = 1e-5

    @Test("Scores are the judgement's, whatever was taught and looked at", arguments: 0..<8 as Range<UInt64>)
    func worlds(seed: UInt64) throws {
        var world = try ScoreWorld(seed: seed)
        let weight = [0.3, 0, 1, 0.5][Int(seed) % 4]
        // From one category alone to some of everything.
        var lessons: [(Label, ScoreWorld.View)] = []
        for category in 0..<[1, 3, 5][Int(seed) % 3] {
            for _ in 0..<3 { lessons.append((.category(Int64(10 * category)), world.view(of: category))) }
        }
        if seed % 2 == 1 { for _ in 0..<8 { lessons.append((.generic, world.view(of: nil, noise: 0.3))) } }
        if seed % 4 >= 2 { for _ in 0..<4 { lessons.append((.background, world.view(of: nil))) } }
        if seed % 3 == 2 { lessons.append((.negative(against: nil), world.view(of: 5))) }
        // What was said last of a picture that was taught before.
        lessons.append((.category(0), lessons[lessons.count - 1].1))
        let views = lessons.map(\.1)
        var probes = views + [world.view(of: 4), world.view(of: nil)]
        // Through the memory of a sample to where another is as near, and on.
        for part in [1e-4, 0.003, 0.01, 0.03, 0.1, 0.3, 0.5, 0.7] as [Float] {
            probes.append(ScoreWorld.between(views[0], views[views.count - 1], part))
            probes.append(ScoreWorld.between(views[1], views[2], part))
        }
        try compare(world, lessons, probes, chroma: weight)
    }

    @Test func `Of equal pictures the one taught last holds`() throws {
        var world = try ScoreWorld(seed: 20)
        let (one, other) = (world.view(of: 0), world.view(of: 1))
        let lessons: [(Label, ScoreWorld.View)] = [
            (.category(1), one), (.category(2), one), (.category(2), other), (.category(1), other),
        ]
        try compare(world, lessons, [one, other, ScoreWorld.between(one, other, 0.5)], chroma: 0.3)
    }

    @Test func `Between two kinds of picture that are nearly the same, scores are steep but the judgement's`() throws {
        var world = try ScoreWorld(seed: 22)
        let (one, other) = (world.view(of: 0), world.view(of: 1))
        for step in [0.05, 0.1, 0.2] as [Float] {
            let lessons: [(Label, ScoreWorld.View)] =
                [(.category(1), one), (.category(2), ScoreWorld.between(one, other, step))]
                + (0..<8).map { _ in (.generic, world.view(of: nil, noise: 0.3)) }
            let probes = (0...20).map { ScoreWorld.between(one, other, step * Float($0) / 20) }
            try compare(world, lessons, probes, chroma: 0.3, tolerance: 1e-4)
        }
    }

    @Test func `Colours that never differ, and the first that do, are where the formula puts them`() throws {
        var world = try ScoreWorld(seed: 21)
        let grey = world.view(of: 2).colours
        func colourless(_ object: Int?) -> ScoreWorld.View {
            ScoreWorld.View(picture: world.view(of: object).picture, colours: grey)
        }
        let lessons: [(Label, ScoreWorld.View)] =
            (0..<6).map { (.category(Int64($0 % 3)), colourless($0 % 3)) }
            + (0..<4).map { _ in (.generic, colourless(nil)) }
        try compare(world, lessons, [lessons[0].1, colourless(1), world.view(of: 1)], chroma: 0.6)
    }

    @Test(.enabled(if: Pictures.caltech != nil, "SHOWTELL_DATA has no caltech101/test"))
    func `Real pictures have the scores of the judgement, with and without colours`() throws {
        let (folder, pool) = (try #require(Pictures.caltech), PicturePool())
        let bank = try FilterBank.random(shape: .caltech101)
        let extractor = try Extractor(bank: bank)
        let chroma = ChromaHistogram()
        func described(_ picture: Picture) -> (net: [Float], colours: [Float]) {
            let colours = [Float](unsafeUninitializedCapacity: ChromaHistogram.featureCount) { places, count in
                count = ChromaHistogram.featureCount
                chroma.extract(
                    picture, picture.middle(Extent(1)), into: UnsafeMutableBufferPointer(rebasing: places[..<count]))
            }
            return (extractor.features(of: picture), colours)
        }
        let labels: [(String, Label)] = [
            ("Faces", .category(4)), ("airplanes", .category(2)), ("bonsai", .category(7)),
            ("BACKGROUND_Google", .generic),
        ]
        for weight in [nil, 0.6] {
            let range = 0..<extractor.featureCount
            let colourBlock = weight.map {
                FeatureBlock(range: range.upperBound..<range.upperBound + ChromaHistogram.featureCount, weight: $0)
            }
            let classifier = OnlineClassifier(
                blocks: [FeatureBlock(range: range, weight: 1)] + (colourBlock.map { [$0] } ?? []))
            func features(_ picture: Picture) -> [Float] {
                let described = described(picture)
                return described.net + (weight == nil ? [] : described.colours)
            }
            var (samples, probes): ([TrainingSample], [Picture]) = ([], [])
            for (name, label) in labels {
                let pictures = try Pictures.photographs(of: name, 6, in: folder, pool)
                for picture in pictures.prefix(4) {
                    samples.append(TrainingSample(id: Int64(samples.count), label: label, features: features(picture)))
                }
                probes += pictures.suffix(3)
            }
            classifier.fit(samples)
            let model = ONNXExport(bank: bank, taught: classifier.taught, version: "0").model
            let images = try probes.map { try $0.image(bank.shape.input) }
            var inputs = ["image": Batch(rowShape: [1, 151, 151], rows: images)]
            if weight != nil { inputs["chroma"] = Batch(rowShape: [272], rows: probes.map { described($0).colours }) }
            let (found, categories) = try Peer.run(model, inputs)
            #expect(categories == #"["number 2","number 4","number 7"]"#)
            let scores = probes.map { classifier.scores(features($0)) }
            #expect(difference(try #require(found["scores"]), scores) < Self.tolerance)
            #expect(difference(try #require(found["features"]), probes.map { described($0).net }) < 1e-5)
        }
    }

    private func compare(
        _ world: ScoreWorld, _ lessons: [(Label, ScoreWorld.View)], _ probes: [ScoreWorld.View], chroma weight: Double,
        tolerance: Float = Self.tolerance
    ) throws {
        let classifier = OnlineClassifier(blocks: ScoreWorld.blocks(chroma: weight))
        classifier.fit(
            try lessons.enumerated().map {
                TrainingSample(id: Int64($0.offset), label: $0.element.0, features: try world.features($0.element.1))
            })
        let model = ONNXExport(bank: world.bank, taught: classifier.taught, version: "0").model
        var inputs = ["image": Batch(rowShape: [1, 16, 16], rows: probes.map(\.picture))]
        if weight > 0 { inputs["chroma"] = Batch(rowShape: [272], rows: probes.map(\.colours)) }
        let found = try #require(try Peer.run(model, inputs).outputs["scores"])
        #expect(difference(found, try probes.map { classifier.scores(try world.features($0)) }) < tolerance)
    }
}
