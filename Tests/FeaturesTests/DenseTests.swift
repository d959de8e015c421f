// The dense form against the windowed form, place by place.

import Features
import Imaging
import Testing

@Suite("The dense form")
struct DenseTests {
    private func noise(_ rows: Int, _ columns: Int) -> Plane {
        var generator = SplitMix64(seed: 21)
        return Plane(
            rows: rows, columns: columns, values: (0..<rows * columns).map { _ in generator.nextSigned() / 2 + 0.5 })
    }

    private func part(_ plane: Plane, _ window: PixelRectangle) -> Plane {
        let values = (0..<window.width * window.height).map {
            plane[window.y + $0 / window.width, window.x + $0 % window.width]
        }
        return Plane(rows: window.height, columns: window.width, values: values)
    }

    private func features(_ dense: DenseExtractor, _ row: Int, _ column: Int) -> [Float] {
        let places = UnsafeMutableBufferPointer<Float>.allocate(capacity: dense.featureCount)
        defer { places.deallocate() }
        dense.features(row: row, column: column, into: places)
        return Array(places)
    }

    /// Whether two forms say the same but for rounding: a pixel may be the left one of a pair in one form and the right one
    /// in the other, and then its sum is taken in another order.
    private func agree(_ a: [Float], _ b: [Float]) -> Bool {
        let largest = b.map { abs($0) }.max() ?? 0
        return largest > 0.01 && a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= 2e-6 * largest }
    }

    /// A net without its normalisation and preparation: all that is left is local.
    private func local(_ shape: ExtractorShape) -> ExtractorShape {
        let input = InputShape(colour: shape.input.colour, size: shape.input.size, preparation: .none)
        let stages = shape.stages.map {
            StageShape(
                table: $0.table, kernel: $0.kernel, rectification: $0.rectification, normalisation: nil,
                pooling: $0.pooling)
        }
        return ExtractorShape(input: input, stages: stages, finalPooling: shape.finalPooling)
    }

    @Test("A plane of the input's size has the bits of the windowed form", arguments: ["caltech101", "mnist", "lagr"])
    func same(name: String) throws {
        let preset = try #require(ExtractorShape.presets.first { $0.name == name })
        let (bank, size) = (try FilterBank.random(shape: preset.shape), preset.shape.input.size)
        let dense = try DenseExtractor(bank: bank, size: size, threads: 2)
        let plane = noise(size.rows, size.columns)
        try dense.read(plane)
        #expect(dense.places == Extent(1))
        #expect(try features(dense, 0, 0) == Extractor(bank: bank).features(of: plane))
    }

    @Test(
        "Without normalisation every place has the features of its window, to rounding",
        arguments: [
            ("online-learner", Extent(240, 320), Extent(45, 65)), ("lagr", Extent(36, 505), Extent(25, 121)),
            ("mnist", Extent(60, 44), Extent(9, 5)), ("caltech101", Extent(171, 191), Extent(2, 3)),
        ])
    func windows(name: String, size: Extent, places: Extent) throws {
        let preset = try #require(ExtractorShape.presets.first { $0.name == name })
        let bank = try FilterBank.random(shape: local(preset.shape))
        let (dense, extractor) = (try DenseExtractor(bank: bank, size: size), try Extractor(bank: bank))
        let plane = noise(size.rows, size.columns)
        try dense.read(plane)
        #expect(dense.places == places)
        for row in [0, places.rows / 3, places.rows - 1] {
            for column in [0, places.columns / 2, places.columns - 1] {
                let window = dense.window(row: row, column: column)
                #expect(try agree(extractor.features(of: part(plane, window)), features(dense, row, column)))
            }
        }
    }

    @Test("A colour picture has the same features at a place as that part of it alone")
    func colour() throws {
        let bank = try FilterBank.random(shape: .onlineLearner)
        let (dense, extractor) = (try DenseExtractor(bank: bank, size: Extent(90, 120)), try Extractor(bank: bank))
        let picture = TestPictures.picture(120, 90, padding: 4, TestPictures.gratings)
        try dense.read(picture, PixelRectangle(x: 0, y: 0, width: 120, height: 90))
        let window = dense.window(row: 3, column: 7)
        #expect(window == PixelRectangle(x: 28, y: 12, width: 64, height: 64))
        #expect(agree(extractor.features(of: picture, window), features(dense, 3, 7)))
    }

    @Test("With normalisation a place does not feel where the plane ends, once the windows' reach lies within")
    func shift() throws {
        // Windows of N reach four pixels twice, means and then deviations: in stage 1 eight filtered pixels, hence two of
        // the pooled ones; in stage 2 eight more, which with those are five pooled ones.
        let shape = ExtractorShape(
            input: InputShape(size: Extent(28), preparation: .none), stages: ExtractorShape.mnist.stages)
        let bank = try FilterBank.random(shape: shape)
        let whole = try DenseExtractor(bank: bank, size: Extent(128, 140))
        let plane = noise(128, 140)
        try whole.read(plane)

        let (rows, columns) = (3, 4)
        let corner = PixelRectangle(x: columns * 4, y: rows * 4, width: 116, height: 112)
        let crop = try DenseExtractor(bank: bank, size: Extent(112, 116))
        // Another plane has another mean deviation; here the scene's holds.
        crop.floors = whole.lastFloors
        try crop.read(part(plane, corner))

        var (largest, difference, compared) = (Float(0), Float(0), 0)
        for row in 6..<crop.places.rows - 6 {
            for column in 6..<crop.places.columns - 6 {
                let (a, b) = (features(crop, row, column), features(whole, row + rows, column + columns))
                for (a, b) in zip(a, b) { (largest, difference) = (max(largest, abs(b)), max(difference, abs(a - b))) }
                compared += 1
            }
        }
        #expect(compared > 50 && largest > 0.05)
        #expect(difference < 1e-5 * largest)
    }

    @Test("What does not fit is refused in a sentence")
    func refusals() throws {
        let bank = try FilterBank.random(shape: .norb)
        for size in [Extent(95, 200), Extent(0), Extent(5000, 5000), Extent(-1, 96)] {
            let error = #expect(throws: FeaturesError.self) { try DenseExtractor(bank: bank, size: size) }
            #expect(error?.description.hasSuffix(".") == true)
        }
        let dense = try DenseExtractor(bank: bank, size: Extent(96, 128))
        #expect(throws: FeaturesError.self) { try dense.read(noise(96, 96)) }
        #expect(throws: FeaturesError.self) { try dense.read(Plane(rows: 96, columns: 128, repeating: .nan)) }
        let picture = TestPictures.picture(64, 64, TestPictures.gratings)
        #expect(throws: FeaturesError.self) {
            try dense.read(picture, PixelRectangle(x: 0, y: 0, width: 64, height: 64))
        }
        #expect(throws: Never.self) { try dense.read(noise(192, 256)) }
    }
}
