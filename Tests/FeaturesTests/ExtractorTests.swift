// The whole extractor: what must not matter, must matter, and must repeat.

import Features
import Foundation
import Imaging
import Testing

@Suite("The extractor")
struct ExtractorTests {
    private func extractor(_ shape: ExtractorShape = .caltech101, threads: Int = 1) throws -> Extractor {
        try Extractor(bank: .random(shape: shape), threads: threads)
    }

    @Test("The same picture gives the same bits, whatever came before, from this extractor and from one of two threads")
    func determinism() throws {
        let (first, second) = (try extractor(), try extractor(threads: 2))
        let picture = TestPictures.picture(200, 150, TestPictures.gratings)
        let part = PixelRectangle(x: 20, y: 10, width: 100, height: 140)
        let features = first.features(of: picture, part)
        _ = first.features(of: picture, PixelRectangle(x: 0, y: 0, width: 200, height: 150))
        #expect(first.features(of: picture, part) == features)
        for _ in 0..<20 { #expect(second.features(of: picture, part) == features) }
    }

    @Test("A grey plane gives what the same grey picture gives")
    func plane() throws {
        let colours: Colours = { x, y, width, height in
            let grey = TestPictures.gratings(x, y, width, height).red
            return (grey, grey, grey)
        }
        let picture = TestPictures.picture(160, 120, colours)
        var plane = Plane(rows: 120, columns: 160)
        for y in 0..<120 {
            for x in 0..<160 { plane[y, x] = Float(colours(x, y, 160, 120).red) / 255 }
        }
        for preset in ExtractorShape.presets where preset.name != "caltech101-wide" {
            let extractor = try extractor(preset.shape)
            let fromPicture = extractor.features(of: picture, PixelRectangle(x: 0, y: 0, width: 160, height: 120))
            let difference = zip(fromPicture, try extractor.features(of: plane)).map { abs($0 - $1) }.max()
            #expect((difference ?? 1) < 1e-3, "\(preset.name)")
        }
    }

    @Test("Brightness and contrast of the picture do not matter")
    func contrast() throws {
        let extractor = try extractor()
        var generator = SplitMix64(seed: 2)
        let plane = Plane(rows: 90, columns: 151, values: (0..<90 * 151).map { _ in generator.nextSigned() / 8 + 0.5 })
        let dim = Plane(rows: 90, columns: 151, values: plane.values.map { 0.25 * $0 + 0.125 })
        let difference = zip(try extractor.features(of: plane), try extractor.features(of: dim)).map { abs($0 - $1) }
        #expect((difference.max() ?? 1) < 1e-3)
    }

    /// Nets beside those with names: one stage and three, with the modules that those leave out.
    static let others: [(String, ExtractorShape)] = [
        (
            "one stage, YUV, split, largest",
            ExtractorShape(
                input: InputShape(colour: .yuv, size: Extent(37, 29), preparation: .contrast),
                stages: [
                    StageShape(
                        table: .random(inputs: 3, outputs: 7, each: 2, seed: 1), kernel: Extent(4, 5),
                        rectification: .split, normalisation: .jarrett,
                        pooling: PoolingShape(.max, window: Extent(5, 3), step: Extent(2, 3)))
                ])
        ),
        (
            "three stages",
            ExtractorShape(
                input: InputShape(size: Extent(60), preparation: .standard),
                stages: [
                    StageShape(table: .full(inputs: 1, outputs: 6), kernelSide: 5, poolingSide: 4, poolingStep: 2),
                    StageShape(
                        table: .full(inputs: 6, outputs: 10), kernel: Extent(3), rectification: .positive,
                        normalisation: nil, pooling: PoolingShape(.l2, window: Extent(3), step: Extent(2))),
                    StageShape(
                        table: .random(inputs: 10, outputs: 20, each: 3, seed: 4), kernel: Extent(3, 2),
                        rectification: .split, normalisation: GaussianWindow(side: 5, deviation: 1),
                        pooling: PoolingShape(.average, window: Extent(2), step: Extent(1))),
                ], finalPooling: PoolingShape(.l2, window: Extent(3), step: Extent(2)))
        ),
    ]

    static let everyNet: [(String, ExtractorShape)] =
        ExtractorShape.presets.map { ($0.name, $0.shape) } + others

    @Test("Every net agrees with the loops, from a colour picture on", arguments: everyNet)
    func nets(name: String, shape: ExtractorShape) throws {
        // The loops take long: of wide stages a few maps are enough to compare.
        let stages = shape.stages.enumerated().map { index, stage in
            index == 0 || stage.table.outputs < 256 ? stage : stage.withFewer(outputs: 40)
        }
        let fewer = ExtractorShape(input: shape.input, stages: stages, finalPooling: shape.finalPooling)
        let bank = try FilterBank.random(shape: fewer, seed: 3)
        let extractor = try Extractor(bank: bank, threads: 2)
        let (width, height) = (shape.input.size.columns, shape.input.size.rows - 2)
        let picture = TestPictures.picture(width, height, padding: 8, TestPictures.gratings)

        var maps = Maps(shape.input.channels, height, width)
        for y in 0..<height {
            for x in 0..<width {
                let (r, g, b) = TestPictures.gratings(x, y, width, height)
                let luminance = (0.299 * Double(r) + 0.587 * Double(g) + 0.114 * Double(b)) / 255
                let channels = [
                    luminance, 0.492 * (Double(b) / 255 - luminance), 0.877 * (Double(r) / 255 - luminance),
                ]
                for map in 0..<maps.count { maps[map, y, x] = channels[map] }
            }
        }
        maps = Naive.prepare(maps, shape.input, in: shape.sizes[0].extent)
        for (stage, filters) in zip(stages, bank.stages) { maps = Naive.stage(maps, stage, filters) }
        if let end = shape.finalPooling { maps = Naive.pool(maps, end) }

        let features = extractor.features(of: picture, PixelRectangle(x: 0, y: 0, width: width, height: height))
        let largest = maps.values.map { abs($0) }.max() ?? 0
        #expect(largest > 0.01)
        #expect(largestDifference(features.map { Double($0) }, maps.values) < 1e-4 * largest)
    }

    @Test("What a picture became can be looked at, stage by stage")
    func maps() throws {
        let extractor = try extractor(.mnist)
        let picture = TestPictures.picture(28, 28, TestPictures.gratings)
        let features = extractor.features(of: picture, PixelRectangle(x: 0, y: 0, width: 28, height: 28))
        extractor.withMaps(after: 0) { values, size in
            #expect(size == MapSize(1, Extent(28)))
            #expect((0.3...1).contains(values.max() ?? 0) && (values.min() ?? -1) >= 0)
        }
        extractor.withMaps(after: 1) { values, size in
            #expect(size == MapSize(32, Extent(12)) && values.count == 32 * 144)
        }
        extractor.withMaps(after: 2) { values, size in
            #expect(size == MapSize(64, Extent(4)) && Array(values) == features)
        }
    }

    @Test("A picture without content has features of zero, and no NaN")
    func constant() throws {
        let extractor = try extractor()
        for grey: Float in [0, 0.5, 1] {
            #expect(try extractor.features(of: Plane(rows: 20, columns: 30, repeating: grey)).allSatisfy { $0 == 0 })
        }
    }

    @Test("What is no picture is refused in a sentence, and the next picture is described as ever")
    func refusals() throws {
        for preset in ExtractorShape.presets where preset.name != "caltech101-wide" {
            let extractor = try extractor(preset.shape)
            let plane = Plane(rows: 20, columns: 30, values: (0..<600).map { Float($0 % 7) / 7 })
            let features = try extractor.features(of: plane)
            var broken = plane
            broken.values[317] = .nan
            var infinite = plane
            infinite.values[0] = .infinity
            let bad = [
                Plane(rows: 0, columns: 0), Plane(rows: 1, columns: 1, repeating: 0.5), broken, infinite,
                Plane(rows: 1, columns: 70_000),
            ]
            for bad in bad {
                let error = #expect(throws: FeaturesError.self) { try extractor.features(of: bad) }
                #expect(error?.description.hasSuffix(".") == true)
            }
            for (rows, columns) in [(1, 2), (1, 65_536), (65_536, 1)] {
                let values = (0..<rows * columns).map { Float($0 % 3) }
                let small = try extractor.features(of: Plane(rows: rows, columns: columns, values: values))
                #expect(small.allSatisfy { $0.isFinite }, "\(preset.name), \(rows) × \(columns)")
            }
            #expect(try extractor.features(of: plane) == features)
        }
    }

    @Test("Values of any finite size give features, none of them NaN")
    func extremes() throws {
        let extractor = try extractor()
        for scale: Float in [1e-30, 1e-3, 1e3, 1e18] {
            let plane = Plane(rows: 30, columns: 30, values: (0..<900).map { Float($0 * $0 % 17) * scale })
            #expect(try extractor.features(of: plane).allSatisfy { $0.isFinite })
        }
    }

    @Test("Every part of an extraction takes its time")
    func timings() throws {
        let extractor = try extractor()
        #expect(extractor.timings.total == 0)
        _ = try extractor.features(
            of: Plane(rows: 151, columns: 151, values: (0..<151 * 151).map { Float($0 % 7) / 7 }))
        let timings = extractor.timings
        let parts = [timings.resample, timings.preprocess, timings.firstStage, timings.laterStages]
        #expect(parts.allSatisfy { $0 > 0 })
        #expect(timings.total == parts.reduce(0, +))
    }
}

extension StageShape {
    /// The stage with only its first outputs.
    func withFewer(outputs: Int) -> StageShape {
        let rows = (0..<outputs).map { Array(table.inputs(of: $0)) }
        return StageShape(
            table: ConnectionTable(inputs: table.inputs, rows: rows), kernel: kernel, rectification: rectification,
            normalisation: normalisation, pooling: pooling)
    }
}
