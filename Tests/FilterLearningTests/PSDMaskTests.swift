// Learning through connection tables against dense formulas with zeros.

import Features
import FilterLearning
import Foundation
import Linear
import Testing
import Workers

@Suite("Masked predictive sparse decomposition")
struct PSDMaskTests {
    /// A table in which maps are seen by none, by one and by several.
    private static let uneven = ConnectionTable(
        inputs: 5, rows: [[0, 3], [0, 1], [0, 3], [1, 3], [0, 1], [3, 4], [0, 3]])

    private static func recipe(_ table: ConnectionTable, batch: Int = 17) -> PSDRecipe {
        var recipe = PSDRecipe()
        (recipe.atoms, recipe.batchSize, recipe.batches, recipe.seed) = (table.outputs, batch, 60, 3)
        (recipe.sparsity, recipe.kernelRate, recipe.annealing) = (0.4, 0.02, 3)
        return recipe
    }

    private func trainer(_ table: ConnectionTable, taps: Int, change: (inout PSDRecipe) -> Void = { _ in }) throws
        -> PSDTrainer
    {
        var recipe = Self.recipe(table)
        change(&recipe)
        return try PSDTrainer(recipe, table: table, taps: taps)
    }

    @Test(
        "Three steps do what the dense formulas do with zeros that stay zeros",
        arguments: [
            (uneven, 7), (.random(inputs: 6, outputs: 9, each: 4, seed: 1), 1),
            (.grouped(inputs: 8, outputs: 12, each: 3, groups: 4, seed: 2), 11), (.full(inputs: 3, outputs: 33), 5),
        ])
    func formulas(table: ConnectionTable, taps: Int) throws {
        var numbers = Numbers(seed: 21)
        let inputs = numbers.matrix(17, table.inputs * taps)
        var trainer = try trainer(table, taps: taps) { $0.codeSteps = 300 }
        var twin = Twin(trainer)
        let progress = try trainer.train(on: inputs, steps: 3, team: Team(threads: 1))
        var energy = 0.0
        for step in 0..<3 { energy += twin.step(inputs, rate: 1 / (1 + Double(step) / 3)) / 3 }
        func difference(_ a: [[Double]], _ matrix: Matrix) -> Double {
            largestDifference(a.flatMap { $0 }, Twin.dense(matrix, of: trainer).flatMap { $0 })
        }
        #expect(difference(twin.atoms, trainer.dictionary) < 1e-5)
        #expect(difference(twin.kernels, trainer.encoder.kernels) < 1e-5)
        #expect(largestDifference(twin.biases, trainer.encoder.biases.map(Double.init)) < 1e-5)
        #expect(largestDifference(twin.scales, trainer.encoder.scales.map(Double.init)) < 1e-5)
        #expect(abs(progress.energy - energy) < 1e-4 * energy)
    }

    @Test("The steps of kernels, biases and gains go down the slope of the energy, by finite differences")
    func slopes() throws {
        let (table, taps) = (Self.uneven, 3)
        var numbers = Numbers(seed: 22)
        let inputs = numbers.matrix(17, table.inputs * taps)
        // Small steps, and all of them on codes that are found to the end.
        var learner = try trainer(table, taps: taps) {
            ($0.codeSteps, $0.kernelRate, $0.scaleRate, $0.dictionaryRate) = (2000, 1e-2, 1e-2, 0)
        }
        let before = Twin(learner)
        _ = try learner.train(on: inputs, steps: 1, team: Team(threads: 1))
        let after = Twin(learner)
        // E of the least codes depends on the encoder through α‖z − f‖² alone, wherever z* does not jump.
        func energy(_ change: (inout Twin) -> Void) -> Double {
            var twin = before
            change(&twin)
            return twin.step(inputs, rate: 0)
        }
        let tiny = 1e-4
        for (unit, map) in [(0, 0), (1, 1), (5, 4), (6, 3)] {
            let place = map * taps + unit % taps
            let slope =
                (energy { $0.kernels[unit][place] += tiny } - energy { $0.kernels[unit][place] -= tiny }) / (2 * tiny)
            let move = (after.kernels[unit][place] - before.kernels[unit][place]) / 1e-2
            #expect(abs(move + slope) < 0.02 * abs(slope) + 1e-3, "kernel \(unit), \(place): \(move), \(slope)")
            let biasSlope = (energy { $0.biases[unit] += tiny } - energy { $0.biases[unit] -= tiny }) / (2 * tiny)
            #expect(abs((after.biases[unit] - before.biases[unit]) / 1e-2 + biasSlope) < 0.02 * abs(biasSlope) + 1e-3)
            let gainSlope = (energy { $0.scales[unit] += tiny } - energy { $0.scales[unit] -= tiny }) / (2 * tiny)
            #expect(abs((after.scales[unit] - before.scales[unit]) / 1e-2 + gainSlope) < 0.02 * abs(gainSlope) + 1e-3)
        }
    }

    @Test("Stopped and resumed, on one thread, two or three: the same bits")
    func reproducible() throws {
        let table = ConnectionTable.random(inputs: 9, outputs: 40, each: 4, seed: 5)
        var numbers = Numbers(seed: 23)
        let inputs = numbers.matrix(300, 9 * 13)
        var whole = try trainer(table, taps: 13)
        _ = try whole.train(on: inputs, steps: 60, team: Team(threads: 1))
        for threads in [1, 2, 3] {
            let team = Team(threads: threads)
            var parts = try trainer(table, taps: 13)
            for steps in [1, 17, 100] {
                parts = try PSDTrainer(
                    resuming: parts.recipe, table: table, dictionary: parts.dictionary, encoder: parts.encoder,
                    step: parts.step, idle: parts.idle)
                _ = try parts.train(on: inputs, steps: steps, team: team)
            }
            #expect(parts == whole)
        }
        #expect(throws: LearningError.self) {
            try PSDTrainer(
                resuming: whole.recipe, table: .full(inputs: 1, outputs: 39), dictionary: whole.dictionary,
                encoder: whole.encoder, step: 0, idle: whole.idle)
        }
        #expect(throws: LearningError.self) {
            try whole.train(on: Matrix(rows: 2, columns: 9), steps: 1, team: Team(threads: 1))
        }
    }

    @Test("A whole atom has unit length, and a dead one becomes what it sees of an input")
    func deadAtoms() throws {
        let (table, taps) = (Self.uneven, 4)
        var numbers = Numbers(seed: 24)
        var inputs = numbers.matrix(170, table.inputs * taps)
        for row in 0..<170 { inputs[row, 4 * taps] = 0 }
        let born = try trainer(table, taps: taps) { $0.patience = 4 * 17 }
        var (dictionary, kernels) = (born.dictionary, born.encoder.kernels)
        // The atom of maps 3 and 4 that answers only to what never occurs.
        for column in 0..<2 * taps {
            dictionary[5, column] = column == taps ? 1 : 0
            kernels[5, column] = 0
        }
        let encoder = try Encoder(
            kind: .tanh, kernels: kernels, biases: born.encoder.biases, scales: born.encoder.scales)
        var trainer = try PSDTrainer(
            resuming: born.recipe, table: table, dictionary: dictionary, encoder: encoder, step: 0, idle: born.idle)
        let team = Team(threads: 1)
        #expect(try trainer.train(on: inputs, steps: 3, team: team).revived == 0)
        #expect(try trainer.train(on: inputs, steps: 1, team: team).revived == 1)
        let atom = Array(trainer.dictionary.row(5))
        let likeness = (0..<170).map { row in
            let seen = Array(inputs.row(row).suffix(2 * taps))
            return dot(atom, seen) / dot(seen, seen).squareRoot()
        }
        #expect(likeness.contains { $0 > 0.99999 })
        for atom in 0..<7 { #expect(abs(trainer.dictionary.row(atom).reduce(0) { $0 + $1 * $1 } - 1) < 1e-5) }
    }
}
