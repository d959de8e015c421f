// The whole extractor: what must not matter, must matter, and must repeat.

import Features
import Imaging
import Testing

@Suite("The extractor")
struct ExtractorTests {
    private func extractor(_ stages: [StageShape] = ExtractorShape.caltech101.stages) throws -> Extractor {
        let shape = ExtractorShape(inputSide: 151, window: ExtractorShape.caltech101.window, stages: stages)
        return try Extractor(shape: shape, bank: .random(shape: shape))
    }

    @Test("The same picture gives the same bits, whatever came before, from this extractor and another")
    func determinism() throws {
        let (first, second) = (try extractor(), try extractor())
        let picture = TestPictures.picture(200, 150, TestPictures.gratings)
        let part = PixelRectangle(x: 20, y: 10, width: 100, height: 140)
        let features = first.features(of: picture, part)
        _ = first.features(of: picture, PixelRectangle(x: 0, y: 0, width: 200, height: 150))
        #expect(first.features(of: picture, part) == features)
        #expect(second.features(of: picture, part) == features)
    }

    @Test("A grey plane gives what the same grey picture gives")
    func plane() throws {
        let extractor = try extractor()
        let colours: Colours = { x, y, width, height in
            let grey = TestPictures.gratings(x, y, width, height).red
            return (grey, grey, grey)
        }
        let picture = TestPictures.picture(160, 120, colours)
        var plane = Plane(rows: 120, columns: 160)
        for y in 0..<120 {
            for x in 0..<160 { plane[y, x] = Float(colours(x, y, 160, 120).red) / 255 }
        }
        let fromPicture = extractor.features(of: picture, PixelRectangle(x: 0, y: 0, width: 160, height: 120))
        let difference = zip(fromPicture, extractor.features(of: plane)).map { abs($0 - $1) }.max()
        #expect((difference ?? 1) < 1e-3)
    }

    @Test("Brightness and contrast of the picture do not matter")
    func contrast() throws {
        let extractor = try extractor()
        var generator = SplitMix64(seed: 2)
        let plane = Plane(rows: 90, columns: 151, values: (0..<90 * 151).map { _ in generator.nextSigned() / 8 + 0.5 })
        let dim = Plane(rows: 90, columns: 151, values: plane.values.map { 0.25 * $0 + 0.125 })
        let difference = zip(extractor.features(of: plane), extractor.features(of: dim)).map { abs($0 - $1) }.max()
        #expect((difference ?? 1) < 1e-3)
    }

    @Test("Connections that share nothing go through the same code as groups")
    func freeTable() throws {
        let stages = ExtractorShape.caltech101.stages
        let free = StageShape(
            table: .random(inputs: 64, outputs: 40, each: 16, seed: 4), kernelSide: 9, poolingSide: 6, poolingStep: 4)
        let shape = ExtractorShape(inputSide: 151, window: ExtractorShape.caltech101.window, stages: [stages[0], free])
        let bank = FilterBank.random(shape: shape)
        let extractor = try Extractor(shape: shape, bank: bank)
        let single = try Extractor(
            shape: ExtractorShape(inputSide: 151, window: shape.window, stages: [stages[0]]),
            bank: FilterBank(name: "first", stages: [bank.stages[0]]))

        let picture = TestPictures.picture(151, 151, TestPictures.gratings)
        let whole = PixelRectangle(x: 0, y: 0, width: 151, height: 151)
        let between = Maps(64, 26, 26, values: single.features(of: picture, whole).map { Double($0) })
        let truth = Naive.stage(between, free, bank.stages[1], shape.window).values
        let features = extractor.features(of: picture, whole).map { Double($0) }
        #expect(largestDifference(features, truth) < 1e-4)
    }

    @Test("A picture without content has features of zero, and no NaN")
    func constant() throws {
        let extractor = try extractor()
        for grey: Float in [0, 0.5, 1] {
            #expect(extractor.features(of: Plane(rows: 20, columns: 30, repeating: grey)).allSatisfy { $0 == 0 })
        }
    }

    @Test("Every part of an extraction takes its time")
    func timings() throws {
        let extractor = try extractor()
        #expect(extractor.timings.total == 0)
        _ = extractor.features(of: Plane(rows: 151, columns: 151, values: (0..<151 * 151).map { Float($0 % 7) / 7 }))
        let timings = extractor.timings
        let parts = [timings.resample, timings.preprocess, timings.firstStage, timings.laterStages]
        #expect(parts.allSatisfy { $0 > 0 })
        #expect(timings.total == parts.reduce(0, +))
    }
}
