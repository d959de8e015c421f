// Refinement as a whole: it agrees with the extractor, learns, and gives the same bits however it is run.

import Features
import Imaging
import Refinement
import Testing
import Workers

/// Pictures of stripes: the class says which way they go, and how wide they are.
enum Stripes {
    static let shape = ExtractorShape(
        input: InputShape(size: Extent(14), preparation: .none),
        stages: [
            StageShape(table: .full(inputs: 1, outputs: 6), kernelSide: 3, poolingSide: 2, poolingStep: 2),
            StageShape(
                table: .random(inputs: 6, outputs: 8, each: 3, seed: 1), kernelSide: 3, poolingSide: 2, poolingStep: 1),
        ])

    static func examples(_ count: Int, noise: Float) -> RefinementExamples {
        var generator = SplitMix64(seed: 41)
        var (values, labels) = ([Float](), [Int32]())
        for index in 0..<count {
            let (label, phase) = (index % 4, Int(generator.next() % 6))
            for row in 0..<14 {
                for column in 0..<14 {
                    let place = (label % 2 == 0 ? row : column) + phase
                    let isLight = label < 2 ? place % 4 < 2 : place % 6 < 3
                    values.append((isLight ? 1 : 0) + noise * generator.nextSigned())
                }
            }
            labels.append(Int32(label))
        }
        return RefinementExamples(size: MapSize(1, Extent(14)), values: values, labels: labels)
    }

    static func net() throws -> RefinementNet {
        try RefinementNet(try FilterBank.random(shape: shape, seed: 2), layers: [12, 4], seed: 3)
    }

    static var recipe: RefinementRecipe {
        var recipe = RefinementRecipe()
        (recipe.rate, recipe.lastRate, recipe.epochs, recipe.stagePenalty) = (0.02, 0.01, 8, 1e-4)
        return recipe
    }
}

@Suite("Refinement")
struct TrainingTests {
    @Test(
        arguments: ExtractorShape.presets.filter { $0.name != "caltech101-wide" }.map(\.name))
    func `Features are those of the extractor, for every net that has a name`(name: String) throws {
        let shape = try #require(ExtractorShape.presets.first { $0.name == name }?.shape)
        let bank = try FilterBank.random(shape: shape, seed: 5)
        let extractor = try Extractor(bank: bank)
        var generator = SplitMix64(seed: 6)
        let extent = shape.input.size
        let plane = Plane(
            rows: extent.rows, columns: extent.columns,
            values: (0..<extent.rows * extent.columns).map { _ in 0.5 + 0.5 * generator.nextSigned() })
        var wanted = [Float](repeating: 0, count: extractor.featureCount)
        try wanted.withUnsafeMutableBufferPointer { try extractor.extract(plane, into: $0) }
        let values = extractor.withMaps(after: 0) { planes, _ in Array(planes) }
        let net = try RefinementNet(bank, layers: [2])
        let back = Backpropagation(net, picturesPerPass: 1, team: Team(threads: 1))
        let found = back.features(
            of: RefinementExamples(size: shape.sizes[0], values: values, labels: [0]), at: [0])
        let most = zip(wanted, found).reduce(0) { max($0, abs($1.0 - $1.1)) }
        #expect(most < 1e-5, "\(most)")
        #expect((wanted.max() ?? 0) > 0.01)
    }

    @Test func `A refined net's bank describes pictures as the net does`() throws {
        let examples = Stripes.examples(32, noise: 0.5)
        let trainer = RefinementTrainer(
            try Stripes.net(), recipe: Stripes.recipe, examples: examples, team: Team(threads: 1))
        _ = trainer.runEpoch(on: Array(0..<32))
        let bank = try trainer.refined.bank(
            name: "refined", origin: BankOrigin(recipe: "", seed: 0, licence: "", energy: "none"))
        #expect(bank.stages != (try FilterBank.random(shape: Stripes.shape, seed: 2)).stages)
        let extractor = try Extractor(bank: bank)
        var wanted = [Float](repeating: 0, count: extractor.featureCount)
        let plane = Plane(rows: 14, columns: 14, values: Array(examples.values[..<196]))
        try wanted.withUnsafeMutableBufferPointer { try extractor.extract(plane, into: $0) }
        let found = Backpropagation(trainer.refined, team: Team(threads: 1)).features(of: examples, at: [0])
        #expect(zip(wanted, found).allSatisfy { abs($0 - $1) < 1e-5 })
    }

    @Test(arguments: RefinementRecipe.Method.allCases)
    func `A small problem is learnt, and the loss falls`(method: RefinementRecipe.Method) throws {
        let examples = Stripes.examples(200, noise: 1)
        var recipe = Stripes.recipe
        recipe.method = method
        if method == .diagonal { (recipe.rate, recipe.lastRate, recipe.momentum) = (0.005, 0.001, 0.5) }
        let trainer = RefinementTrainer(try Stripes.net(), recipe: recipe, examples: examples, team: Team(threads: 1))
        let (learnt, held) = (Array(0..<160), Array(160..<200))
        let before = trainer.judge(held)
        let tallies = (0..<recipe.epochs).map { _ in trainer.runEpoch(on: learnt) }
        let after = trainer.judge(held)
        #expect(before.error > 0.5 && after.error < 0.1, "\(before.error), then \(after.error)")
        #expect(tallies[recipe.epochs - 1].loss < tallies[0].loss / 3)
    }

    @Test func `Two threads and four give the bits of one`() throws {
        let examples = Stripes.examples(50, noise: 1)
        let states = try [1, 2, 4].map { threads in
            let trainer = RefinementTrainer(
                try Stripes.net(), recipe: Stripes.recipe, examples: examples, team: Team(threads: threads))
            for _ in 0..<2 { _ = trainer.runEpoch(on: Array(0..<50)) }
            return trainer.state
        }
        #expect(states[0] == states[1] && states[0] == states[2])
    }

    @Test(arguments: RefinementRecipe.Method.allCases)
    func `What was stopped and resumed has the bits of what was not`(method: RefinementRecipe.Method) throws {
        let examples = Stripes.examples(50, noise: 1)
        var recipe = Stripes.recipe
        recipe.method = method
        let net = try Stripes.net()
        let whole = RefinementTrainer(net, recipe: recipe, examples: examples, team: Team(threads: 1))
        for _ in 0..<4 { _ = whole.runEpoch(on: Array(0..<50)) }
        var state: RefinementState?
        for _ in 0..<4 {
            let part = RefinementTrainer(
                net, recipe: recipe, examples: examples, resuming: state, team: Team(threads: 1))
            _ = part.runEpoch(on: Array(0..<50))
            state = part.state
        }
        #expect(state == whole.state && whole.epoch == 4)
        #expect(state?.numbers != net.numbers)
    }

    @Test func `The rate falls by equal factors and then stays`() {
        var recipe = RefinementRecipe()
        (recipe.rate, recipe.lastRate, recipe.epochs) = (0.1, 0.001, 3)
        let rates = (0..<4).map(recipe.rate(of:))
        for (rate, wanted) in zip(rates, [0.1, 0.01, 0.001, 0.001]) { #expect(abs(rate - wanted) < 1e-12) }
    }

    @Test func `A penalty shrinks weights and leaves gains and biases alone`() throws {
        // Without pictures' slopes there is only the penalty: what is shown is a batch that is classified with certainty.
        let examples = Stripes.examples(8, noise: 0)
        let plain = try RefinementNet(try FilterBank.random(shape: Stripes.shape, seed: 2), layers: [4], seed: 3)
        var numbers = plain.numbers
        numbers.replaceSubrange((numbers.count - 4)..., with: [90, 0, 0, 0])
        var recipe = Stripes.recipe
        (recipe.stagePenalty, recipe.layerPenalty, recipe.rate, recipe.batch) = (0.5, 0.25, 0.1, 8)
        let trainer = RefinementTrainer(
            plain.with(numbers: numbers), recipe: recipe, examples: examples, team: Team(threads: 1))
        _ = trainer.runEpoch(on: [0, 4])
        let after = trainer.refined.numbers
        let kernels = 6 * 9
        #expect(zip(after[..<kernels], numbers).allSatisfy { abs($0 - 0.95 * $1) < 1e-6 })
        #expect(zip(after[kernels..<kernels + 12], numbers[kernels...]).allSatisfy { abs($0 - $1) < 1e-6 })
        let layer = plain.stageNumbers..<numbers.count - 4
        #expect(zip(after[layer], numbers[layer]).allSatisfy { abs($0 - 0.975 * $1) < 1e-6 })
    }
}
