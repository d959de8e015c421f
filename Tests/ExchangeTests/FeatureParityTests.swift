// ONNX Runtime computes the extractor's features from the exported model.

import Exchange
import Features
import Imaging
import Testing

@Suite("Features in ONNX Runtime", .enabled(if: python != nil, noPython))
struct FeatureParityTests {
    /// A part of the largest feature.
    private static let tolerance: Float = 1e-5

    @Test(
        "Every named net has the extractor's features, on synthetic and on real pictures",
        arguments: ExtractorShape.presets.map(\.name), ONNXConnections.allCases)
    func presets(name: String, connections: ONNXConnections) throws {
        let shape = try #require(ExtractorShape.presets.first { $0.name == name }).shape
        try compare(try .random(shape: shape), connections, Pictures.synthetic(shape.input.size) + Pictures.real())
    }

    @Test(.enabled(if: Pictures.caltech != nil, "SHOWTELL_DATA has no caltech101/test"))
    func `Real pictures are among them`() throws {
        #expect(try Pictures.real().count == 6)
    }

    @Test func `Of a picture that is nothing but an edge, rounding shows in the features`() throws {
        // On both sides of the edge the maps would be flat but for rounding, and normalisation makes that visible: noise
        // of 6·10⁻⁸ on the picture changes its features by 3·10⁻⁵ of the largest.
        let edge = Pictures.made(ExtractorShape.caltech101.input.size) { x, _ in x < 75 ? (0, 0, 0) : (255, 255, 255) }
        try compare(try .random(shape: .caltech101), .grouped, [edge], tolerance: 1e-4)
    }

    /// Stages that no preset has: every rectification, pooling and preparation, gains and biases, oblong everything.
    @Test(arguments: Rectification.allCases, PoolingShape.Kind.allCases)
    func `Every module is exported as it is computed`(rectification: Rectification, kind: PoolingShape.Kind) throws {
        let preparations: [InputShape.Preparation] = [.none, .standard, .contrast, .gain]
        for (index, preparation) in preparations.enumerated() {
            let maps = rectification == .split ? 12 : 6
            let shape = ExtractorShape(
                input: InputShape(
                    colour: index % 2 == 0 ? .grey : .yuv, size: Extent(33, 41), preparation: preparation,
                    window: GaussianWindow(side: 5, deviation: 1.3)),
                stages: [
                    StageShape(
                        table: .full(inputs: index % 2 == 0 ? 1 : 3, outputs: 6), kernel: Extent(3, 5),
                        rectification: rectification, normalisation: GaussianWindow(side: 7, deviation: 2),
                        pooling: PoolingShape(kind, window: Extent(4, 3), step: Extent(2, 3))),
                    StageShape(
                        table: .grouped(inputs: maps, outputs: 8, each: 4, groups: 4, seed: 3), kernel: Extent(2, 1),
                        rectification: rectification, normalisation: index < 2 ? .jarrett : nil,
                        pooling: PoolingShape(kind, window: Extent(3, 2), step: Extent(1, 2))),
                ], finalPooling: index < 2 ? nil : PoolingShape(kind, window: Extent(2), step: Extent(2)))
            let pictures = Pictures.synthetic(shape.input.size)
            try compare(try uneven(shape), index % 2 == 0 ? .dense : .grouped, pictures)
        }
    }

    @Test func `A picture has the same features alone and among others`() throws {
        let bank = try FilterBank.random(shape: .caltech101)
        let images = try Pictures.synthetic(bank.shape.input.size).prefix(3).map { try $0.image(bank.shape.input) }
        let model = ONNXExport(bank: bank, version: "0").model
        let together = try Peer.features(of: model, Batch(rowShape: [1, 151, 151], rows: images))
        let alone = try images.flatMap { try Peer.features(of: model, Batch(rowShape: [1, 151, 151], rows: [$0])) }
        #expect(together.count == 3 && difference(together, alone) < Self.tolerance)
    }

    @Test func `Grey values between the 256 steps of pictures are as good`() throws {
        let bank = try FilterBank.random(shape: .caltech101)
        let extractor = try Extractor(bank: bank)
        var generator = SplitMix64(seed: 3)
        // The third and fourth deviate by less and by more than what counts as content.
        let planes = [0.5, 0.02, 0.003, 0.004].map { (height: Float) in
            Plane(rows: 151, columns: 151, values: (0..<151 * 151).map { _ in 0.5 + height * generator.nextSigned() })
        }
        let expected = try planes.map { plane in
            let places = UnsafeMutableBufferPointer<Float>.allocate(capacity: extractor.featureCount)
            defer { places.deallocate() }
            try extractor.extract(plane, into: places)
            return Array(places)
        }
        #expect(expected[2].allSatisfy { $0 == 0 } && expected[3].contains { $0 != 0 })
        let model = ONNXExport(bank: bank, version: "0").model
        let found = try Peer.features(of: model, Batch(rowShape: [1, 151, 151], rows: planes.map(\.values)))
        for (found, expected) in zip(found, expected) {
            #expect(difference([found], [expected]) < Self.tolerance)
        }
    }

    private func compare(
        _ bank: FilterBank, _ connections: ONNXConnections, _ pictures: [Picture], tolerance: Float = Self.tolerance
    ) throws {
        let (input, extractor) = (bank.shape.input, try Extractor(bank: bank))
        let images = Batch(
            rowShape: [input.channels, input.size.rows, input.size.columns],
            rows: try pictures.map { try $0.image(input) })
        let model = ONNXExport(bank: bank, connections: connections, version: "0").model
        let found = try Peer.features(of: model, images)
        try #require(found.count == pictures.count)
        for (index, picture) in pictures.enumerated() {
            let difference = difference([found[index]], [extractor.features(of: picture)])
            #expect(difference < tolerance, "picture \(index), \(input.preparation)")
        }
    }

    /// A random bank with gains and biases of every sign.
    private func uneven(_ shape: ExtractorShape) throws -> FilterBank {
        let bank = try FilterBank.random(shape: shape)
        var generator = SplitMix64(seed: 11)
        let stages = bank.stages.map { stage in
            StageFilters(
                kernels: stage.kernels, gains: stage.gains.map { _ in 2 * generator.nextSigned() },
                biases: stage.biases.map { _ in generator.nextSigned() / 2 })
        }
        return try FilterBank(name: "uneven", shape: shape, stages: stages, origin: bank.origin)
    }
}
