// Convolutional learning against finite differences, and what a value that can be stopped promises.

import Features
import FilterLearning
import Foundation
import Linear
import Testing
import Workers

@Suite("Convolutional predictive sparse decomposition")
struct ConvolutionalTrainerTests {
    private typealias Sample = ConvolutionalSample
    private let team = Team(threads: 1)

    @Test("Curvatures stay within the recipe's limits, and are measured when it says")
    func limits() throws {
        var recipe = Sample.recipe(batch: 3)
        (recipe.curvatureInterval, recipe.curvatureSamples) = (9, 4)
        (recipe.smallestCurvature, recipe.largestCurvature) = (1e-9, 1e9)
        let crops = Sample.crops(20, Sample.plain)
        var trainer = try ConvolutionalTrainer(recipe, shape: Sample.plain)
        _ = try trainer.train(on: crops, steps: 1, team: team)
        let free = trainer.state.curvatures.kernels.values
        let ordered = free.sorted()
        let (least, most) = (ordered[10], ordered[30])

        (recipe.smallestCurvature, recipe.largestCurvature) = (least, most)
        trainer = try ConvolutionalTrainer(recipe, shape: Sample.plain)
        _ = try trainer.train(on: crops, steps: 1, team: team)
        let first = trainer.state.curvatures
        #expect(first.kernels.values == free.map { min(max($0, least), most) })
        #expect((first.atoms + first.biases + first.scales).allSatisfy { (least...most).contains($0) })
        _ = try trainer.train(on: crops, steps: 2, team: team)
        #expect(trainer.state.curvatures == first)
        _ = try trainer.train(on: crops, steps: 1, team: team)
        #expect(trainer.state.curvatures != first)
    }

    @Test(
        "Stopped and resumed, on one thread, two or three: the same bits",
        arguments: [Sample.plain, Sample.grouped, Sample.free])
    func reproducible(shape: ConvolutionalShape) throws {
        var recipe = Sample.recipe(batch: 5)
        (recipe.curvatureInterval, recipe.curvatureSamples) = (30, 7)
        let crops = Sample.crops(33, shape)
        var whole = try ConvolutionalTrainer(recipe, shape: shape)
        try whole.train(on: crops, every: 100, team: team) { _, _ in true }
        #expect(whole.isDone)
        for threads in [1, 2, 3] {
            let team = Team(threads: threads)
            var parts = try ConvolutionalTrainer(recipe, shape: shape)
            for steps in [1, 12, 100] {
                parts = try ConvolutionalTrainer(resuming: recipe, shape: shape, state: parts.state)
                _ = try parts.train(on: crops, steps: steps, team: team)
            }
            #expect(parts == whole)
        }
    }

    @Test("The energy falls, atoms keep unit length, and reports can stop it")
    func progress() throws {
        // Sums of three of four hidden atoms, each at a place of its own.
        let shape = ConvolutionalShape(table: .full(inputs: 1, outputs: 4), kernel: Extent(4), crop: Extent(12))
        var numbers = Numbers(seed: 33)
        let (hidden, twin) = (numbers.atoms(shape), ConvolutionalTwin(shape: shape))
        let crops = Matrix(
            rows: 200, columns: 144,
            values: (0..<200).flatMap { _ in
                var codes = [Double](repeating: 0, count: shape.codeCount)
                for _ in 0..<3 { codes[Int((numbers.next() + 1) / 2 * Double(shape.codeCount))] = 4 }
                return twin.spread(codes, hidden).map { Float($0) }
            })
        var recipe = Sample.recipe(batch: 8)
        (recipe.batches, recipe.sparsity, recipe.curvatureInterval) = (1000, 0.1, 1000)
        (recipe.curvatureSamples, recipe.dictionaryRate, recipe.kernelRate) = (100, 0.1, 0.05)
        var trainer = try ConvolutionalTrainer(recipe, shape: shape)
        var reports: [PSDProgress] = []
        try trainer.train(on: crops, every: 100, team: team) { trainer, progress in
            #expect(trainer.step == progress.step)
            reports.append(progress)
            return reports.count < 4
        }
        #expect(reports.map(\.step) == [100, 200, 300, 400])
        #expect(trainer.step == 400)
        #expect(reports[3].energy < 0.9 * reports[0].energy)
        #expect(reports[3].reconstruction < reports[0].reconstruction)
        for atom in 0..<4 {
            #expect(abs(trainer.dictionary.row(atom).reduce(0) { $0 + $1 * $1 } - 1) < 1e-5)
        }
    }

    @Test("An atom that nothing uses becomes what is left over where a crop is explained worst")
    func deadAtoms() throws {
        let shape = Sample.grouped
        var recipe = Sample.recipe(batch: 4)
        recipe.patience = 12
        let born = try ConvolutionalTrainer(recipe, shape: shape)
        var crops = Sample.crops(20, shape)
        // Of the maps that atom 5 sees, only a pixel that it does not use says anything.
        for input in shape.table.inputs(of: 5) {
            for row in 0..<20 { for pixel in 0..<56 { crops[row, input * 56 + pixel] = pixel == 27 ? 6 : 0 } }
        }
        var (dictionary, kernels) = (born.dictionary, born.encoder.kernels)
        for atom in 3..<6 {
            for column in 0..<12 {
                dictionary[atom, column] = column % 6 == 0 ? (column == 0 ? 1 : -1) / Float(2).squareRoot() : 0
                kernels[atom, column] = 0
            }
        }
        let encoder = try Encoder(
            kind: .tanh, kernels: kernels, biases: born.encoder.biases, scales: born.encoder.scales)
        let state = ConvolutionalState(
            dictionary: dictionary, encoder: encoder, curvatures: born.state.curvatures, eigenvalue: 1, step: 0,
            idle: born.state.idle)
        var trainer = try ConvolutionalTrainer(resuming: recipe, shape: shape, state: state)
        #expect(try trainer.train(on: crops, steps: 2, team: team).revived == 0)
        #expect(trainer.state.idle[3...] == [8, 8, 8])
        #expect(largestDifference(Array(trainer.dictionary.row(5)), Array(dictionary.row(5))) < 1e-6)
        #expect(try trainer.train(on: crops, steps: 1, team: team).revived == 3)
        #expect(trainer.state.idle[3...] == [0, 0, 0])
        // Both maps have the same pixel, which no other atom explains.
        for atom in 3..<6 {
            let squares = trainer.dictionary.row(atom).map { $0 * $0 }
            #expect(squares.filter { $0 > 0.49 }.count == 2)
        }
        #expect(
            largestDifference(
                Array(trainer.encoder.kernels.row(5)), trainer.dictionary.row(5).map { $0 / 10 }) < 1e-6)
    }

    @Test("Rates that are too high end with a sentence, and leave the trainer as it was")
    func divergence() throws {
        var settings = Sample.recipe(.linear)
        (settings.kernelRate, settings.batches) = (50, 1000)
        var trainer = try ConvolutionalTrainer(settings, shape: Sample.plain)
        let before = trainer
        let crops = Sample.crops(10, Sample.plain)
        #expect(throws: LearningError.self) { try trainer.train(on: crops, steps: 500, team: team) }
        #expect(trainer == before)
    }

    @Test("Recipes and shapes survive JSON; settings, crops and states without sense are refused")
    func refusals() throws {
        let settings = Sample.recipe()
        #expect(try JSONDecoder().decode(ConvolutionalRecipe.self, from: JSONEncoder().encode(settings)) == settings)
        let shape = Sample.grouped
        #expect(try JSONDecoder().decode(ConvolutionalShape.self, from: JSONEncoder().encode(shape)) == shape)
        for change in [
            { $0.sparsity = .nan }, { $0.annealing = 0 }, { $0.kernelRate = -1 }, { $0.batchSize = 0 },
            { $0.patience = 0 }, { $0.curvatureInterval = -1 }, { $0.smallestCurvature = 0 },
            { $0.largestCurvature = 0.01 },
        ] as [(inout ConvolutionalRecipe) -> Void] {
            var changed = settings
            change(&changed)
            #expect(throws: LearningError.self) { try ConvolutionalTrainer(changed, shape: shape) }
        }
        let small = ConvolutionalShape(table: shape.table, kernel: Extent(3), crop: Extent(2, 9))
        #expect(throws: LearningError.self) { try ConvolutionalTrainer(settings, shape: small) }
        var trainer = try ConvolutionalTrainer(settings, shape: shape)
        for crops in [
            Matrix(rows: 0, columns: shape.inputCount), Matrix(rows: 1, columns: 3),
            Matrix(rows: 1, columns: shape.inputCount, repeating: .nan),
        ] {
            #expect(throws: LearningError.self) { try trainer.train(on: crops, steps: 1, team: team) }
        }
        #expect(throws: LearningError.self) {
            try ConvolutionalTrainer(resuming: settings, shape: Sample.plain, state: trainer.state)
        }
    }
}
