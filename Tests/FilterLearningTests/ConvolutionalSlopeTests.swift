// Steps of convolutional learning against finite differences.

import Features
import FilterLearning
import Linear
import Testing
import Workers

@Suite("Slopes and curvatures of convolutional learning")
struct ConvolutionalSlopeTests {
    private typealias Sample = ConvolutionalSample
    private let team = Team(threads: 1)

    /// The code that a trainer finds.
    private func code(_ trainer: ConvolutionalTrainer, _ crop: [Double]) throws -> [Double] {
        let (recipe, twin) = (trainer.recipe, ConvolutionalTwin(shape: trainer.shape))
        let predicted = twin.responses(trainer.encoder, crop).map { Float($0.value) }
        let problem = try ConvolutionalCoding(
            trainer.shape, dictionary: trainer.dictionary, sparsity: recipe.sparsity,
            predictionWeight: recipe.predictionWeight)
        return try problem.code(
            crop.map { Float($0) }, from: predicted, by: ConvolutionalFISTA(steps: recipe.codeSteps)
        ).values.map(Double.init)
    }

    /// The slope, or with `isCurvature` the curvature, of a function of Float parameters in one of them.
    private func difference(
        _ values: [Float], _ place: Int, isCurvature: Bool = false, _ energy: ([Float]) throws -> Double
    ) rethrows -> Double {
        var (more, less) = (values, values)
        more[place] += 1 / 64
        less[place] -= 1 / 64
        let (up, down) = (try energy(more), try energy(less))
        return isCurvature ? (up + down - 2 * (try energy(values))) * 64 * 64 : (up - down) * 32
    }

    @Test(
        "A plain step goes down the slopes that finite differences find", arguments: Encoder.Kind.allCases,
        [Sample.plain, Sample.grouped, Sample.free])
    func slopes(kind: Encoder.Kind, shape: ConvolutionalShape) throws {
        let recipe = Sample.recipe(kind)
        let crops = Sample.crops(1, shape)
        let before = try ConvolutionalTrainer(recipe, shape: shape)
        var after = before
        let progress = try after.train(on: crops, steps: 1, team: team)
        let (twin, crop) = (ConvolutionalTwin(shape: shape), crops.values.map(Double.init))
        let (codes, encoder) = (try code(before, crop), before.encoder)
        func energy(_ dictionary: Matrix, _ encoder: Encoder) -> Double {
            twin.energy(crop, codes, dictionary, encoder, recipe)
        }
        #expect(abs(progress.energy - energy(before.dictionary, encoder)) < 1e-3)

        func matrix(_ values: [Float]) -> Matrix { Matrix(rows: shape.atoms, columns: shape.atomCount, values: values) }
        func encoded(_ kernels: [Float], _ biases: [Float], _ scales: [Float]) throws -> Encoder {
            try Encoder(kind: kind, kernels: matrix(kernels), biases: biases, scales: scales)
        }
        let (k, b, g) = (encoder.kernels.values, encoder.biases, encoder.scales)
        // Central differences of a step of 1/64 are good to some 1e-4 of third derivatives.
        let tolerance = 0.03 * Double(recipe.kernelRate)
        for place in stride(from: 0, to: k.count, by: 5) {
            let slope = try difference(k, place) { energy(before.dictionary, try encoded($0, b, g)) }
            let moved = Double(after.encoder.kernels.values[place] - k[place])
            #expect(abs(moved + Double(recipe.kernelRate) * slope) < tolerance * max(1, abs(slope)))
        }
        for unit in 0..<shape.atoms {
            let bias = try difference(b, unit) { energy(before.dictionary, try encoded(k, $0, g)) }
            #expect(
                abs(Double(after.encoder.biases[unit] - b[unit]) + Double(recipe.kernelRate) * bias)
                    < tolerance * max(1, abs(bias)))
            let scale = try difference(g, unit) { energy(before.dictionary, try encoded(k, b, $0)) }
            #expect(
                abs(Double(after.encoder.scales[unit] - g[unit]) + Double(recipe.scaleRate) * scale)
                    < tolerance * max(1, abs(scale)))
            let moved = (0..<shape.atomCount).map { column in
                let place = unit * shape.atomCount + column
                let slope = difference(before.dictionary.values, place) { energy(matrix($0), encoder) }
                return Double(before.dictionary.values[place]) - Double(recipe.dictionaryRate) * slope
            }
            let length = moved.reduce(0) { $0 + $1 * $1 }.squareRoot()
            #expect(
                largestDifference(moved.map { $0 / length }, after.dictionary.row(unit).map(Double.init)) < 1e-4)
        }
        #expect(largestDifference(k, after.encoder.kernels.values) > 1e-4)
        #expect(largestDifference(before.dictionary.values, after.dictionary.values) > 1e-3)
    }

    @Test(
        "Curvatures are second differences, and slopes are divided by them", arguments: Encoder.Kind.allCases,
        [Sample.plain, Sample.grouped, Sample.free])
    func curvatures(kind: Encoder.Kind, shape: ConvolutionalShape) throws {
        var recipe = Sample.recipe(kind)
        (recipe.curvatureInterval, recipe.curvatureSamples) = (1000, 1)
        (recipe.smallestCurvature, recipe.largestCurvature) = (1e-6, 1e9)
        let crops = Sample.crops(1, shape)
        let before = try ConvolutionalTrainer(recipe, shape: shape)
        var after = before
        _ = try after.train(on: crops, steps: 1, team: team)
        let measured = after.state.curvatures
        let (twin, crop) = (ConvolutionalTwin(shape: shape), crops.values.map(Double.init))
        let codes = try code(before, crop)
        let (dictionary, encoder) = (before.dictionary, before.encoder)
        // Where codes are what is predicted the second derivatives are those of Gauss and Newton.
        let predicted = twin.responses(encoder, crop).map(\.value)
        func energy(_ kernels: [Float], _ biases: [Float], _ scales: [Float]) throws -> Double {
            let changed = try Encoder(
                kind: kind, kernels: Matrix(rows: shape.atoms, columns: shape.atomCount, values: kernels),
                biases: biases, scales: scales)
            return twin.energy(crop, predicted, dictionary, changed, recipe)
        }
        let (k, b, g) = (encoder.kernels.values, encoder.biases, encoder.scales)
        func isNear(_ measured: Float, _ second: Double) -> Bool {
            abs(Double(measured) - second) < 0.02 * second + 2e-3
        }
        for place in stride(from: 0, to: k.count, by: 7) {
            let second = try difference(k, place, isCurvature: true) { try energy($0, b, g) }
            #expect(isNear(measured.kernels.values[place], second))
        }
        for unit in 0..<shape.atoms {
            let bias = try difference(b, unit, isCurvature: true) { try energy(k, $0, g) }
            #expect(isNear(measured.biases[unit], bias))
            let scale = try difference(g, unit, isCurvature: true) { try energy(k, b, $0) }
            #expect(isNear(measured.scales[unit], scale))
            let atom = difference(dictionary.values, unit * shape.atomCount + 1, isCurvature: true) {
                twin.energy(
                    crop, codes, Matrix(rows: shape.atoms, columns: shape.atomCount, values: $0), encoder, recipe)
            }
            #expect(isNear(measured.atoms[unit], atom))
        }

        var flat = recipe
        flat.curvatureInterval = 0
        var plainly = try ConvolutionalTrainer(flat, shape: shape)
        _ = try plainly.train(on: crops, steps: 1, team: team)
        let step = zip(after.encoder.kernels.values, k).map { $0 - $1 }
        let divided = zip(zip(plainly.encoder.kernels.values, k), measured.kernels.values).map { ($0.0 - $0.1) / $1 }
        let most = step.map(abs).max() ?? 0
        #expect(most > 1e-6)
        #expect(largestDifference(step, divided) < 1e-3 * Double(most) + 1e-6)
    }
}
