// Shapes, connection tables and banks: sizes, balance, and what is refused.

import Features
import Foundation
import Testing

@Suite("Shapes and banks")
struct ShapeTests {
    /// Sides on the way of a net of squares: the picture, its prepared form, each stage filtered and pooled.
    private func sides(_ shape: ExtractorShape) -> [Int] {
        [shape.input.size.rows] + shape.sizes.map(\.extent.rows)
    }

    @Test("The nets of the literature have the sizes of the literature")
    func sizes() {
        #expect(sides(.caltech101) == [151, 143, 135, 26, 18, 4])
        #expect(sides(.wide) == [151, 143, 135, 26, 18, 4])
        #expect(sides(.mnist) == [28, 28, 24, 12, 8, 4])
        #expect(sides(.norb) == [96, 96, 92, 23, 18, 6])
        #expect(sides(.onlineLearner) == [64, 64, 58, 29, 23, 11])
        let lagr = ExtractorShape.lagr.sizes.map { [$0.maps, $0.extent.rows, $0.extent.columns] }
        #expect(lagr == [[3, 12, 25], [20, 6, 20], [20, 6, 5], [100, 1, 1], [100, 1, 1]])
        let band = ExtractorShape.lagr.sizes(from: Extent(36, 505)).map(\.extent)
        #expect(band == [Extent(36, 505), Extent(30, 500), Extent(30, 125), Extent(25, 121), Extent(25, 121)])

        let counts = ExtractorShape.presets.map(\.shape.featureCount)
        #expect(counts == [4096, 16384, 4096, 1024, 864, 32, 100])
        let shape = ExtractorShape.caltech101
        #expect(shape.multiplyAdds == 64 * 135 * 135 * 81 + 256 * 16 * 18 * 18 * 81)
        #expect(
            "\(shape)" == "151×151 → 143×143 → 64×135×135 → 64×26×26 → 256×18×18 → 256×4×4 (4096 features)")
    }

    @Test("The two-stage net and its classifier have 755,174 parameters, and the others theirs")
    func parameters() {
        let maps = 64 + 256
        let classifier = 4096 * 102 + 102
        #expect(ExtractorShape.caltech101.weightCount + maps + classifier == 755_174)
        #expect(ExtractorShape.free.weightCount == ExtractorShape.caltech101.weightCount)
        #expect(ExtractorShape.mnist.weightCount == 32 * 25 + 1024 * 25)
        #expect(ExtractorShape.norb.weightCount == 8 * 25 + 96 * 36)
        #expect(ExtractorShape.onlineLearner.weightCount == 32 * 49 + 128 * 49)
        #expect(ExtractorShape.lagr.weightCount == 20 * 42 + 300 * 30)
    }

    @Test("In the robot's net Y, U and V never meet")
    func apart() {
        let (first, second) = (ExtractorShape.lagr.stages[0].table, ExtractorShape.lagr.stages[1].table)
        for output in 0..<second.outputs {
            let channels = Set(second.inputs(of: output).flatMap { Array(first.inputs(of: $0)) })
            #expect(channels == [output < 40 ? 0 : output < 70 ? 1 : 2])
        }
    }

    @Test("A shape survives being written down, and what is no table is refused")
    func coding() throws {
        for preset in ExtractorShape.presets {
            let data = try JSONEncoder().encode(preset.shape)
            #expect(try JSONDecoder().decode(ExtractorShape.self, from: data) == preset.shape)
        }
        let flaws = [
            #"{"inputs":4,"outputs":[]}"#, #"{"inputs":4,"outputs":[[]]}"#, #"{"inputs":4,"outputs":[[0],[1,2]]}"#,
            #"{"inputs":4,"outputs":[[4]]}"#, #"{"inputs":4,"outputs":[[-1]]}"#, #"{"inputs":4,"outputs":[[1,1]]}"#,
            #"{"inputs":0,"outputs":[[0]]}"#, #"{"inputs":1e99,"outputs":[[0]]}"#,
        ]
        for flaw in flaws {
            #expect(throws: (any Error).self) { try JSONDecoder().decode(ConnectionTable.self, from: Data(flaw.utf8)) }
        }
    }

    @Test("A balanced table uses every input equally often, and an output never twice the same")
    func balance() {
        let tables: [ConnectionTable] = [
            .random(inputs: 64, outputs: 256, each: 16, seed: 3),
            .grouped(inputs: 64, outputs: 256, each: 16, groups: 16, seed: 3),
        ]
        for table in tables {
            let uses = Dictionary(grouping: table.indices) { $0 }.mapValues(\.count)
            #expect(uses.count == 64 && uses.values.allSatisfy { $0 == 64 })
            for output in 0..<table.outputs {
                let inputs = Array(table.inputs(of: output))
                #expect(inputs == Set(inputs).sorted() && inputs.count == 16)
            }
        }
        #expect((0..<16).allSatisfy { tables[1].inputs(of: $0).elementsEqual(tables[1].inputs(of: 0)) })
        #expect(!tables[1].inputs(of: 16).elementsEqual(tables[1].inputs(of: 0)))
    }

    @Test("A table whose inputs do not divide evenly still draws distinct ones")
    func uneven() {
        let table = ConnectionTable.random(inputs: 7, outputs: 11, each: 3, seed: 1)
        #expect((0..<11).allSatisfy { Set(table.inputs(of: $0)).count == 3 })
        #expect(table.indices.allSatisfy { (0..<7).contains($0) })
    }

    @Test("A seed decides tables and banks, and another seed makes others")
    func seeds() throws {
        let (five, six) = (
            try FilterBank.random(shape: .mnist, seed: 5), try FilterBank.random(shape: .mnist, seed: 6)
        )
        #expect(try FilterBank.random(shape: .mnist, seed: 5) == five)
        #expect(five.stages[0].kernels != six.stages[0].kernels)
        let table = ConnectionTable.random(inputs: 64, outputs: 9, each: 16, seed: 1)
        #expect(table == .random(inputs: 64, outputs: 9, each: 16, seed: 1))
        #expect(table != .random(inputs: 64, outputs: 9, each: 16, seed: 2))
    }

    /// How strongly a kernel of 9 × 9 answers a grating, in whatever phase.
    private func response(_ kernel: [Double], orientation: Double, wavelength: Double) -> Double {
        var (even, odd) = (0.0, 0.0)
        for tap in kernel.indices {
            let (x, y) = (Double(tap % 9) - 4, Double(tap / 9) - 4)
            let turns = (x * cos(orientation) + y * sin(orientation)) / wavelength
            even += kernel[tap] * cos(2 * Double.pi * turns)
            odd += kernel[tap] * sin(2 * Double.pi * turns)
        }
        return even * even + odd * odd
    }

    @Test("Gabor filters are waves: no mean, one length, and each answers its own orientation most")
    func gabor() throws {
        let bank = try FilterBank.gabor(shape: .caltech101)
        let (kernels, random) = (bank.stages[0].kernels, try FilterBank.random(shape: .caltech101))
        #expect(bank.stages[1] == random.stages[1])
        #expect(kernels.count == 64 * 81)
        for map in 0..<64 {
            let kernel = kernels[map * 81..<(map + 1) * 81].map { Double($0) }
            #expect(abs(kernel.reduce(0, +)) < 1e-6)
            #expect(abs(kernel.reduce(0) { $0 + $1 * $1 } - 1.0 / 3) < 1e-6)
            let wavelength = [3.0, 4, 6, 8][map / 2 % 4]
            let answers = (0..<8).map { turn in
                response(kernel, orientation: Double(turn) * .pi / 8, wavelength: wavelength)
            }
            let best = answers.indices.max { answers[$0] < answers[$1] }
            #expect(best == map / 8, "map \(map)")
        }
        #expect(throws: FeaturesError.self) { try FilterBank.gabor(shape: .mnist) }
    }

    @Test("A fingerprint tells banks apart by any weight, gain, connection or module")
    func fingerprints() throws {
        let bank = try FilterBank.random(shape: .norb)
        let first = bank.stages[0]
        func variant(_ kernels: [Float], _ gains: [Float], _ shape: ExtractorShape = .norb) throws -> String {
            let stages = [StageFilters(kernels: kernels, gains: gains, biases: first.biases), bank.stages[1]]
            return try FilterBank(name: "other", shape: shape, stages: stages, origin: bank.origin).fingerprint
        }
        var (kernels, gains) = (first.kernels, first.gains)
        let same = try variant(kernels, gains)
        kernels[3] = kernels[3].nextUp
        gains[7] = -1
        let one = ExtractorShape.norb.stages[0]
        let max = PoolingShape(.max, window: one.pooling.window, step: one.pooling.step)
        let stage = StageShape(
            table: one.table, kernel: one.kernel, rectification: one.rectification, normalisation: one.normalisation,
            pooling: max)
        let pooled = ExtractorShape(input: ExtractorShape.norb.input, stages: [stage, ExtractorShape.norb.stages[1]])
        let others = [
            try variant(kernels, first.gains), try variant(first.kernels, gains),
            try variant(first.kernels, first.gains, pooled),
        ]
        #expect(same == bank.fingerprint && same.count == 16)
        #expect(Set(others + [same]).count == 4)
    }

    @Test("SplitMix64 gives the published numbers")
    func generator() {
        var generator = SplitMix64(seed: 1_234_567)
        let numbers = (0..<3).map { _ in generator.next() }
        #expect(numbers == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423])
    }

    @Test("A bank for another shape is refused with both in a sentence")
    func mismatch() throws {
        let bank = try FilterBank.random(shape: .mnist)
        let error = #expect(throws: FeaturesError.self) {
            try FilterBank(name: "digits", shape: .norb, stages: bank.stages, origin: bank.origin)
        }
        #expect(
            error?.description
                == "The filter bank “digits” does not fit the shape \(ExtractorShape.norb): its stage 1 has 800 weights, "
                + "the shape's 8 maps of 1 kernels 5×5, that is 200.")
        #expect(throws: FeaturesError.self) {
            try FilterBank(name: "half", shape: .mnist, stages: [bank.stages[0]], origin: bank.origin)
        }
        var kernels = bank.stages[0].kernels
        kernels[1] = .nan
        let broken = StageFilters(kernels: kernels, gains: bank.stages[0].gains, biases: bank.stages[0].biases)
        #expect(throws: FeaturesError.self) {
            try FilterBank(name: "NaN", shape: .mnist, stages: [broken, bank.stages[1]], origin: bank.origin)
        }

        #expect(throws: Never.self) { try bank.require(.mnist) }
        let wanted = #expect(throws: FeaturesError.self) { try bank.require(.norb) }
        #expect(wanted?.description.contains("\(ExtractorShape.mnist)".dropLast()) == true)
        #expect(wanted?.description.contains("\(ExtractorShape.norb)".dropLast()) == true)
    }

    @Test("A shape that leaves nothing, or far too much, is refused")
    func impossible() throws {
        let stage = StageShape(table: .full(inputs: 1, outputs: 4), kernelSide: 9, poolingSide: 10, poolingStep: 5)
        func shape(_ size: Extent, _ stages: [StageShape], window: GaussianWindow = .jarrett) -> ExtractorShape {
            ExtractorShape(input: InputShape(size: size, preparation: .contrast, window: window), stages: stages)
        }
        func altered(
            kernel: Extent = Extent(3), window: GaussianWindow? = .jarrett, pooling: Extent = Extent(2),
            step: Extent = Extent(2)
        ) -> StageShape {
            StageShape(
                table: .full(inputs: 1, outputs: 2), kernel: kernel, rectification: .none, normalisation: window,
                pooling: PoolingShape(.average, window: pooling, step: step))
        }
        let shapes = [
            shape(Extent(8), [stage]), shape(Extent(151), []), shape(Extent(25), [stage]),
            shape(Extent(151), [stage, stage]), shape(Extent(0), [stage]), shape(Extent(-5, 151), [stage]),
            shape(Extent(.max), [stage]), shape(Extent(.min), [stage]), shape(Extent(151, .max), [stage]),
            shape(Extent(151), [stage], window: GaussianWindow(side: 4, deviation: 1)),
            shape(Extent(151), [stage], window: GaussianWindow(side: 9, deviation: 0)),
            shape(Extent(151), [stage], window: GaussianWindow(side: 9, deviation: .nan)),
            shape(Extent(151), [altered(kernel: Extent(0))]), shape(Extent(151), [altered(kernel: Extent(.max))]),
            shape(Extent(151), [altered(window: GaussianWindow(side: .max, deviation: 1))]),
            shape(Extent(151), [altered(pooling: Extent(0))]), shape(Extent(151), [altered(step: Extent(0, 1))]),
            shape(Extent(151), [altered(pooling: Extent(.max))]), shape(Extent(151), [altered(step: Extent(.min))]),
            shape(
                Extent(4096),
                [
                    StageShape(
                        table: .full(inputs: 1, outputs: 60_000), kernelSide: 3, poolingSide: 2, poolingStep: 2)
                ]),
            // Each stage's maps take a gibibyte.
            shape(
                Extent(4096),
                [1, 16, 16].map {
                    StageShape(
                        table: .full(inputs: $0, outputs: 16), kernel: Extent(1), rectification: .none,
                        normalisation: nil, pooling: PoolingShape(.max, window: Extent(1), step: Extent(1)))
                }),
        ]
        for shape in shapes {
            let error = #expect(throws: FeaturesError.self) { try FilterBank.random(shape: shape) }
            #expect(error?.description.hasSuffix(".") == true)
        }
        let least = shape(Extent(26), [stage])
        #expect(throws: Never.self) { try Extractor(bank: .random(shape: least)) }
    }
}
