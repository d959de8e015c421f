// Shapes, connection tables and banks: sizes, balance, and what is refused.

import Features
import Testing

@Suite("Shapes and banks")
struct ShapeTests {
    @Test("The two-stage net goes from 151 pixels to 4096 features")
    func sides() {
        let shape = ExtractorShape.caltech101
        #expect(shape.sides == [151, 143, 135, 26, 18, 4])
        #expect(shape.featureCount == 4096)
        #expect(shape.multiplyAdds == 64 * 135 * 135 * 81 + 256 * 16 * 18 * 18 * 81)
        #expect("\(shape)" == "151 → 143 → 64×135 → 64×26 → 256×18 → 256×4 (4096 features)")
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
    func seeds() {
        let shape = ExtractorShape.caltech101
        #expect(FilterBank.random(shape: shape, seed: 5) == FilterBank.random(shape: shape, seed: 5))
        #expect(
            FilterBank.random(shape: shape, seed: 5).stages[0].kernels
                != FilterBank.random(shape: shape, seed: 6).stages[0].kernels)
        #expect(
            ConnectionTable.random(inputs: 64, outputs: 9, each: 16, seed: 1)
                == .random(inputs: 64, outputs: 9, each: 16, seed: 1))
        #expect(
            ConnectionTable.random(inputs: 64, outputs: 9, each: 16, seed: 1)
                != .random(inputs: 64, outputs: 9, each: 16, seed: 2))
    }

    @Test("SplitMix64 gives the published numbers")
    func generator() {
        var generator = SplitMix64(seed: 1_234_567)
        let numbers = (0..<3).map { _ in generator.next() }
        #expect(numbers == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423])
    }

    @Test("A bank for another shape is refused with both sizes in a sentence")
    func mismatch() throws {
        let shape = ExtractorShape.caltech101
        let small = ExtractorShape(
            inputSide: 151, window: shape.window,
            stages: [
                shape.stages[0],
                StageShape(
                    table: .random(inputs: 64, outputs: 32, each: 4, seed: 1), kernelSide: 7, poolingSide: 6,
                    poolingStep: 4),
            ])
        let error = #expect(throws: FeaturesError.self) {
            try Extractor(shape: shape, bank: .random(shape: small))
        }
        #expect(
            error?.description
                == "The filter bank “random-1” does not fit the shape \(shape): its stage 2 has 32 maps of 4 kernels "
                + "7×7, the shape's 256 maps of 16 kernels 9×9.")

        let single = FilterBank(name: "half", stages: Array(FilterBank.random(shape: shape).stages.prefix(1)))
        #expect(throws: FeaturesError.self) { try Extractor(shape: shape, bank: single) }
    }

    @Test("A shape that leaves nothing is refused")
    func impossible() {
        let window = GaussianWindow(side: 9, deviation: 1.591)
        let stage = StageShape(table: .full(inputs: 1, outputs: 4), kernelSide: 9, poolingSide: 10, poolingStep: 5)
        let shapes = [
            ExtractorShape(inputSide: 8, window: window, stages: [stage]),
            ExtractorShape(inputSide: 151, window: window, stages: []),
            ExtractorShape(inputSide: 25, window: window, stages: [stage]),
            ExtractorShape(inputSide: 151, window: window, stages: [stage, stage]),
        ]
        for shape in shapes {
            let error = #expect(throws: FeaturesError.self) {
                try Extractor(shape: shape, bank: .random(shape: shape))
            }
            #expect(error?.description.hasSuffix(".") == true)
        }
        let least = ExtractorShape(inputSide: 26, window: window, stages: [stage])
        #expect(throws: Never.self) { try Extractor(shape: least, bank: .random(shape: least)) }
    }
}
