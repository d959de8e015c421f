// Training LISTA and LCoD: what it promises beside its slopes.

import FilterLearning
import Foundation
import Linear
import Testing
import Workers

@Suite("Training of learned inference")
struct LearnedTrainerTests {
    /// Inputs, their exact codes, and the problem that they come from.
    private struct Lesson {
        let problem: SparseCoding
        let inputs, codes: Matrix

        init(count: Int) throws {
            var numbers = Numbers(seed: 31)
            let dictionary = numbers.dictionary(20, 12)
            problem = try SparseCoding(dictionary: dictionary, sparsity: 0.5)
            inputs = numbers.matrix(count, 12)
            codes = try BatchedFISTA(sparsity: 0.5, steps: 500).codes(
                of: inputs, by: dictionary, team: Team(threads: 1))
        }

        func error(_ model: some CodePredictor, from first: Int = 0) -> Double {
            zip(model.codes(of: inputs).values, codes.values).dropFirst(first * 20).reduce(0) {
                $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1))
            } / Double(inputs.rows - first)
        }
    }

    private func recipe(batches: Int = 400) -> LearnedRecipe {
        var recipe = LearnedRecipe()
        (recipe.batches, recipe.batchSize, recipe.rate) = (batches, 50, 0.05)
        return recipe
    }

    @Test("It comes nearer to the codes of inputs that it has not seen", arguments: LearnedInference.Kind.allCases)
    func learning(kind: LearnedInference.Kind) throws {
        let lesson = try Lesson(count: 4000)
        let model = try LearnedInference(kind, unrolling: lesson.problem, steps: kind == .lista ? 1 : 4)
        var trainer = try LearnedTrainer(recipe(), model: model)
        let seen = lesson.inputs.values.prefix(3500 * 12)
        let (inputs, codes) = (
            Matrix(rows: 3500, columns: 12, values: Array(seen)),
            Matrix(rows: 3500, columns: 20, values: Array(lesson.codes.values.prefix(3500 * 20)))
        )
        let first = try trainer.train(on: inputs, codes: codes, steps: 20, team: Team(threads: 2))
        let last = try trainer.train(on: inputs, codes: codes, steps: 1000, team: Team(threads: 2))
        #expect(trainer.isDone && trainer.step == 400)
        #expect(try #require(last) < #require(first))
        #expect(lesson.error(trainer.model, from: 3500) < 0.75 * lesson.error(model, from: 3500))
        #expect(try trainer.train(on: inputs, codes: codes, steps: 1, team: Team(threads: 1)) == nil)
    }

    @Test("Connections that were cut stay cut, and the others go on learning")
    func partial() throws {
        let lesson = try Lesson(count: 500)
        let whole = try LearnedInference(.lista, unrolling: lesson.problem, steps: 1)
        let model = whole.keeping(0.2)
        var trainer = try LearnedTrainer(recipe(batches: 100), model: model)
        try trainer.train(on: lesson.inputs, codes: lesson.codes, steps: 100, team: Team(threads: 1))
        #expect(trainer.model.connections == 80 && model.connections == 80)
        let pairs = zip(trainer.model.inhibition.values, model.inhibition.values)
        #expect(pairs.allSatisfy { ($0 == 0) == ($1 == 0) } && pairs.contains { $0 != $1 })
        #expect(lesson.error(trainer.model) < lesson.error(model))
    }

    @Test(
        "Stopped and resumed, on one thread, two or three: the same bits", arguments: LearnedInference.Kind.allCases)
    func reproducible(kind: LearnedInference.Kind) throws {
        let lesson = try Lesson(count: 300)
        var settings = recipe(batches: 30)
        settings.batchSize = 130
        let model = try LearnedInference(kind, unrolling: lesson.problem, steps: 3)
        var whole = try LearnedTrainer(settings, model: model)
        try whole.train(on: lesson.inputs, codes: lesson.codes, steps: 30, team: Team(threads: 1))
        #expect(whole.model != model)
        for threads in [1, 2, 3] {
            var parts = try LearnedTrainer(settings, model: model)
            for steps in [1, 17, 100] {
                parts = try LearnedTrainer(settings, model: parts.model, step: parts.step)
                try parts.train(on: lesson.inputs, codes: lesson.codes, steps: steps, team: Team(threads: threads))
            }
            #expect(parts == whole)
        }
        settings.seed = 2
        var other = try LearnedTrainer(settings, model: model)
        try other.train(on: lesson.inputs, codes: lesson.codes, steps: 30, team: Team(threads: 1))
        #expect(other.model != whole.model)
    }

    @Test("A step is no longer than it may be, falls as 1/t, and leaves thresholds above 0")
    func steps() throws {
        let lesson = try Lesson(count: 50)
        func length(_ change: (inout LearnedRecipe) -> Void, from step: Int = 0) throws -> Double {
            var settings = recipe()
            (settings.rate, settings.annealing) = (0.5, 10)
            change(&settings)
            let model = try LearnedInference(.lista, unrolling: lesson.problem, steps: 2)
            var trainer = try LearnedTrainer(settings, model: model, step: step)
            try trainer.train(on: lesson.inputs, codes: lesson.codes, steps: 1, team: Team(threads: 1))
            let after = trainer.model
            #expect(after.thresholds.allSatisfy { $0 >= 1e-4 })
            let changes =
                zip(after.filters.values, model.filters.values).map { Double($0 - $1) }
                + zip(after.inhibition.values, model.inhibition.values).map { Double($0 - $1) }
                + zip(after.thresholds, model.thresholds).map { Double($0 - $1) }
            return changes.reduce(0) { $0 + $1 * $1 }.squareRoot()
        }
        #expect(abs(try length { $0.longestGradient = 0.01 } - 0.005) < 1e-5)
        #expect(abs(try length({ $0.longestGradient = 0.01 }, from: 30) - 0.005 / 4) < 1e-5)
        #expect(try length { $0.longestGradient = 1000 } > 0.1)
        var settings = recipe(batches: 60)
        (settings.rate, settings.longestGradient) = (0.5, 1000)
        let silent = Matrix(rows: 50, columns: 20, values: lesson.codes.values.map { 30 * $0 })
        var trainer = try LearnedTrainer(
            settings, model: LearnedInference(.lista, unrolling: lesson.problem, steps: 0))
        try trainer.train(on: lesson.inputs, codes: silent, steps: 1, team: Team(threads: 1))
        #expect(trainer.model.thresholds.min() == 1e-4)
    }

    @Test("Rates that are too high end with a sentence; settings and inputs without sense are refused")
    func refusals() throws {
        let lesson = try Lesson(count: 50)
        let (model, team) = (try LearnedInference(.lista, unrolling: lesson.problem, steps: 5), Team(threads: 1))
        var settings = recipe(batches: 1000)
        #expect(try JSONDecoder().decode(LearnedRecipe.self, from: JSONEncoder().encode(settings)) == settings)
        (settings.rate, settings.longestGradient) = (1e6, .infinity)
        var trainer = try LearnedTrainer(settings, model: model)
        let before = trainer
        #expect(throws: LearningError.self) {
            try trainer.train(on: lesson.inputs, codes: lesson.codes, steps: 500, team: team)
        }
        #expect(trainer == before)
        for change in [
            { $0.batches = 0 }, { $0.batchSize = 0 }, { $0.rate = .nan }, { $0.annealing = 0 },
            { $0.longestGradient = -1 },
        ] as [(inout LearnedRecipe) -> Void] {
            var changed = settings
            change(&changed)
            #expect(throws: LearningError.self) { try LearnedTrainer(changed, model: model) }
        }
        #expect(throws: LearningError.self) { try LearnedTrainer(settings, model: model, step: -1) }
        let spoilt = Matrix(rows: 50, columns: 12, repeating: .nan)
        for (inputs, codes) in [
            (lesson.codes, lesson.codes), (lesson.inputs, lesson.inputs), (spoilt, lesson.codes),
            (Matrix(rows: 0, columns: 12), Matrix(rows: 0, columns: 20)),
        ] {
            #expect(throws: LearningError.self) { try trainer.train(on: inputs, codes: codes, steps: 1, team: team) }
        }
    }
}
