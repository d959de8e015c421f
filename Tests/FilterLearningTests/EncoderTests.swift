// Encoders against their formulas, their slopes against finite differences, and as filters of the extractor.

import Features
import FilterLearning
import Foundation
import Imaging
import Linear
import Testing

@Suite("Encoders")
struct EncoderTests {
    @Test("Slopes are those of finite differences", arguments: Encoder.Kind.allCases)
    func slopes(kind: Encoder.Kind) {
        let h = 1e-5
        func f(_ s: Double, _ b: Double, _ g: Double) -> Double { UnitResponse(kind, sum: s, bias: b, scale: g).value }
        for s in [-3, -0.7, -0.01, 0.02, 0.5, 1.1, 4] {
            for b in [0.05, 0.4, 1] {
                for g in [0.5, 2, 6] {
                    let response = UnitResponse(kind, sum: s, bias: b, scale: g)
                    #expect(abs(response.slope - (f(s + h, b, g) - f(s - h, b, g)) / (2 * h)) < 1e-8)
                    #expect(abs(response.biasSlope - (f(s, b + h, g) - f(s, b - h, g)) / (2 * h)) < 1e-8)
                    #expect(abs(response.scaleSlope - (f(s, b, g + h) - f(s, b, g - h)) / (2 * h)) < 1e-8)
                }
            }
        }
    }

    @Test("Values are those of the printed formulas")
    func values() {
        func f(_ kind: Encoder.Kind, _ s: Double, _ b: Double, _ g: Double) -> Double {
            UnitResponse(kind, sum: s, bias: b, scale: g).value
        }
        #expect(f(.linear, 0.5, 0.25, 7) == 0.75)
        #expect(abs(f(.tanh, 0.5, 0.25, 2) - 2 * tanh(0.75)) < 1e-15)
        #expect(abs(f(.tanhShrink, 0.5, 0.25, 2) - 2 * (0.75 - tanh(0.75))) < 1e-15)
        #expect(abs(f(.smoothShrink, -1.5, 0.5, 3) + log(exp(1.5) + exp(4.5) - 1) / 3 - 0.5) < 1e-14)
    }

    @Test("Smooth shrink is 0 at 0, odd, the soft threshold when sharp, and does not overflow")
    func smoothShrink() {
        func f(_ s: Double, _ g: Double) -> Double { UnitResponse(.smoothShrink, sum: s, bias: 0.5, scale: g).value }
        #expect(abs(f(0, 3)) < 1e-15)
        #expect(abs(f(0.8, 3) + f(-0.8, 3)) < 1e-15)
        for (s, shrunk) in [(2.0, 1.5), (-2, -1.5), (0.3, 0), (400, 399.5)] {
            #expect(abs(f(s, 1000) - shrunk) < 1e-3)
        }
    }

    @Test("The extractor's first stage computes what the encoder predicts for each patch")
    func filters() throws {
        var numbers = Numbers(seed: 8)
        let scale: Float = 0.4
        let encoder = try Encoder(
            kind: .tanh, kernels: numbers.matrix(5, 21), biases: numbers.matrix(1, 5).values,
            scales: numbers.matrix(1, 5).values)
        let shape = ExtractorShape(
            input: InputShape(size: Extent(40, 30), preparation: .contrast),
            stages: [
                StageShape(
                    table: .full(inputs: 1, outputs: 5), kernel: Extent(7, 3), rectification: .none,
                    normalisation: nil, pooling: .none)
            ])
        let bank = try FilterBank(
            name: "learnt", shape: shape, stages: [encoder.stageFilters(scale: scale)],
            origin: BankOrigin(recipe: "", seed: 1, licence: "", energy: PSDRecipe.energy))
        let picture = Plane(rows: 40, columns: 30, values: numbers.matrix(40, 30).values)
        let extractor = try Extractor(bank: bank)
        var features = [Float](repeating: 0, count: extractor.featureCount)
        try features.withUnsafeMutableBufferPointer { try extractor.extract(picture, into: $0) }

        let (rows, columns) = (26, 20)
        let prepared = extractor.withMaps(after: 0) { values, _ in Array(values) }
        let patches = (0..<rows * columns).flatMap { place in
            (0..<21).map { prepared[(place / columns + $0 / 3) * 22 + place % columns + $0 % 3] / scale }
        }
        let codes = encoder.codes(of: Matrix(rows: rows * columns, columns: 21, values: patches))
        for place in 0..<rows * columns {
            for map in 0..<5 { #expect(abs(features[map * rows * columns + place] - codes[place, map]) < 1e-4) }
        }
    }

    @Test("An encoder that the extractor cannot compute gives no filters, and one without sense is refused")
    func refusals() throws {
        let kernels = Matrix(rows: 2, columns: 3, repeating: 1)
        for kind in Encoder.Kind.allCases where kind != .tanh {
            let encoder = try Encoder(kind: kind, kernels: kernels, biases: [0, 0], scales: [1, 1])
            #expect(throws: LearningError.self) { try encoder.stageFilters() }
        }
        #expect(throws: LearningError.self) { try Encoder(kind: .tanh, kernels: kernels, biases: [0], scales: [1, 1]) }
        #expect(throws: LearningError.self) {
            try Encoder(kind: .tanh, kernels: kernels, biases: [0, .nan], scales: [1, 1])
        }
    }
}
