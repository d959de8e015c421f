// Learning against its formulas, and what a value that can be stopped promises.

import FilterLearning
import Foundation
import Linear
import Testing
import Workers

@Suite("Predictive sparse decomposition")
struct PSDTrainerTests {
    private let team = Team(threads: 1)

    private func recipe(_ kind: Encoder.Kind = .tanh, atoms: Int = 13, batches: Int = 40) -> PSDRecipe {
        var recipe = PSDRecipe()
        (recipe.encoder, recipe.atoms, recipe.batches, recipe.batchSize) = (kind, atoms, batches, 33)
        (recipe.sparsity, recipe.seed, recipe.kernelRate) = (0.5, 7, 0.02)
        return recipe
    }

    @Test("Three steps do what the printed formulas say", arguments: Encoder.Kind.allCases)
    func formulas(kind: Encoder.Kind) throws {
        var settings = recipe(kind)
        (settings.codeSteps, settings.predictionWeight, settings.annealing) = (300, 0.8, 2)
        var numbers = Numbers(seed: 9)
        let inputs = numbers.matrix(33, 20)
        var trainer = try PSDTrainer(settings, inputs: 20)
        var twin = Twin(trainer)
        let progress = try trainer.train(on: inputs, steps: 3, team: team)
        var energy = 0.0
        for step in 0..<3 { energy += twin.step(inputs, rate: 1 / (1 + Double(step) / 2)) / 3 }
        #expect(largestDifference(twin.atoms.flatMap { $0 }, trainer.dictionary.values.map(Double.init)) < 1e-5)
        #expect(largestDifference(twin.kernels.flatMap { $0 }, trainer.encoder.kernels.values.map(Double.init)) < 1e-5)
        #expect(largestDifference(twin.biases, trainer.encoder.biases.map(Double.init)) < 1e-5)
        #expect(largestDifference(twin.scales, trainer.encoder.scales.map(Double.init)) < 1e-5)
        #expect(abs(progress.energy - energy) < 1e-4)
        #expect(progress.step == 3)
        let untaught = try PSDTrainer(settings, inputs: 20)
        #expect(largestDifference(untaught.encoder.kernels.values, trainer.encoder.kernels.values) > 1e-3)
        #expect(largestDifference(untaught.dictionary.values, trainer.dictionary.values) > 1e-3)
    }

    @Test("Stopped and resumed, on one thread, two or three: the same bits", arguments: Encoder.Kind.allCases)
    func reproducible(kind: Encoder.Kind) throws {
        var numbers = Numbers(seed: 10)
        let inputs = numbers.matrix(500, 20)
        var whole = try PSDTrainer(recipe(kind, atoms: 40), inputs: 20)
        _ = try whole.train(on: inputs, steps: 40, team: team)
        #expect(whole.isDone)
        for threads in [1, 2, 3] {
            let team = Team(threads: threads)
            var parts = try PSDTrainer(recipe(kind, atoms: 40), inputs: 20)
            for steps in [1, 17, 100] {
                parts = try PSDTrainer(
                    resuming: parts.recipe, dictionary: parts.dictionary, encoder: parts.encoder, step: parts.step,
                    idle: parts.idle)
                _ = try parts.train(on: inputs, steps: steps, team: team)
            }
            #expect(parts == whole)
        }
        var other = recipe(kind, atoms: 40)
        other.seed = 8
        #expect(
            try PSDTrainer(other, inputs: 20).dictionary != PSDTrainer(recipe(kind, atoms: 40), inputs: 20).dictionary)
    }

    @Test("The energy falls, atoms keep unit length, and reports can stop it", arguments: Encoder.Kind.allCases)
    func progress(kind: Encoder.Kind) throws {
        var numbers = Numbers(seed: 11)
        // Sums of three of 13 hidden atoms.
        let hidden = numbers.dictionary(13, 20)
        var amounts = Matrix(rows: 2000, columns: 13)
        for row in 0..<2000 {
            for atom in 0..<3 { amounts[row, (row * 5 + atom * (row % 4 + 1)) % 13] = Float(numbers.bell() * 3) }
        }
        var settings = recipe(kind, batches: 2000)
        (settings.annealing, settings.sparsity) = (4000, 0.2)
        var trainer = try PSDTrainer(settings, inputs: 20)
        var reports: [PSDProgress] = []
        try trainer.train(on: amounts.times(hidden), every: 500, team: team) { trainer, progress in
            #expect(trainer.step == progress.step)
            reports.append(progress)
            return reports.count < 3
        }
        #expect(reports.map(\.step) == [500, 1000, 1500])
        #expect(trainer.step == 1500)
        #expect(reports[2].energy < 0.97 * reports[0].energy)
        #expect(reports[2].prediction < reports[0].prediction)
        #expect((0.05..<0.9).contains(reports[2].density))
        for atom in 0..<13 {
            #expect(abs(trainer.dictionary.row(atom).reduce(0) { $0 + $1 * $1 } - 1) < 1e-5)
        }
    }

    @Test("An atom that nothing uses becomes the input that is explained worst")
    func deadAtoms() throws {
        var numbers = Numbers(seed: 12)
        var inputs = numbers.matrix(330, 20)
        for row in 0..<330 { inputs[row, 19] = 0 }
        var settings = recipe()
        settings.patience = 4 * 33
        let born = try PSDTrainer(settings, inputs: 20)
        var (dictionary, kernels) = (born.dictionary, born.encoder.kernels)
        for atom in 0..<13 { dictionary[atom, 19] = 0 }
        for column in 0..<20 {
            dictionary[5, column] = column == 19 ? 1 : 0
            kernels[5, column] = 0
        }
        let encoder = try Encoder(
            kind: .tanh, kernels: kernels, biases: born.encoder.biases, scales: born.encoder.scales)
        var trainer = try PSDTrainer(
            resuming: settings, dictionary: dictionary, encoder: encoder, step: 0, idle: born.idle)
        #expect(try trainer.train(on: inputs, steps: 3, team: team).revived == 0)
        #expect(trainer.idle[5] == 99)
        #expect(trainer.dictionary.row(5) == dictionary.row(5))
        #expect(try trainer.train(on: inputs, steps: 1, team: team).revived == 1)
        #expect(trainer.idle[5] == 0)
        let atom = Array(trainer.dictionary.row(5))
        let likeness = (0..<330).map { row in
            let input = Array(inputs.row(row))
            return dot(atom, input) / dot(input, input).squareRoot()
        }
        #expect(likeness.contains { $0 > 0.99999 })
        #expect(largestDifference(Array(trainer.encoder.kernels.row(5)), atom.map { $0 / 10 }) < 1e-6)
        #expect(try trainer.train(on: inputs, steps: 30, team: team).revived == 0)
    }

    @Test("Rates that are too high end with a sentence, and leave the trainer as it was")
    func divergence() throws {
        var settings = recipe(.linear, batches: 1000)
        settings.kernelRate = 50
        var numbers = Numbers(seed: 14)
        let inputs = numbers.matrix(100, 20)
        var trainer = try PSDTrainer(settings, inputs: 20)
        let before = trainer
        #expect(throws: LearningError.self) { try trainer.train(on: inputs, steps: 500, team: team) }
        #expect(trainer == before)
    }

    @Test("Recipes survive JSON; settings, inputs and states without sense are refused")
    func refusals() throws {
        let settings = recipe()
        #expect(try JSONDecoder().decode(PSDRecipe.self, from: JSONEncoder().encode(settings)) == settings)
        for change in [
            { $0.atoms = 0 }, { $0.sparsity = .nan }, { $0.annealing = 0 }, { $0.kernelRate = -1 },
            { $0.batchSize = 0 }, { $0.patience = 0 },
        ] as [(inout PSDRecipe) -> Void] {
            var changed = settings
            change(&changed)
            #expect(throws: LearningError.self) { try PSDTrainer(changed, inputs: 4) }
        }
        #expect(throws: LearningError.self) { try PSDTrainer(settings, inputs: 0) }
        var trainer = try PSDTrainer(settings, inputs: 4)
        for inputs in [
            Matrix(rows: 0, columns: 4), Matrix(rows: 1, columns: 3), Matrix(rows: 1, columns: 4, repeating: .nan),
        ] {
            #expect(throws: LearningError.self) { try trainer.train(on: inputs, steps: 1, team: team) }
        }
        #expect(throws: LearningError.self) {
            try PSDTrainer(
                resuming: settings, dictionary: Matrix(rows: 13, columns: 5), encoder: trainer.encoder, step: 0,
                idle: trainer.idle)
        }
    }
}
