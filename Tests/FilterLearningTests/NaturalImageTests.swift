// Learning from photographs: how well an encoder predicts, as the papers measure it.

import FilterLearning
import Linear
import Testing
import Workers

@Suite("Filters of natural images")
struct NaturalImageTests {
    @Test(
        "The encoder predicts codes as well as published, and nine atoms in ten are Gabor functions",
        .enabled(if: Photographs.folder != nil, "SHOWTELL_DATA has no natural_images/bsds500_train"))
    func signalToNoise() throws {
        let pictures = try Photographs.first(20)
        var patches = PatchRecipe.standardised(side: 481)
        let inputs = try patches.patches(of: pictures).inputs
        let team = Team(threads: 2)
        var trainer = try PSDTrainer(PSDRecipe(), inputs: 81)
        let progress = try trainer.train(on: inputs, steps: 12_000, team: team)
        #expect(progress.revived == 0)

        (patches.seed, patches.count) = (2, 1000)
        let unseen = try patches.patches(of: pictures).inputs
        let predicted = trainer.encoder.codes(of: unseen)
        let optimal = try BatchedFISTA(sparsity: 1, predictionWeight: 1, steps: 20)
            .codes(of: unseen, by: trainer.dictionary, from: predicted, team: team)
        let problem = try SparseCoding(dictionary: trainer.dictionary, sparsity: 1)
        let exact = Matrix(
            rows: 1000, columns: 64,
            values: try (0..<1000).flatMap { row in
                try problem.code(unseen.row(row).map(Double.init), by: FeatureSign()).values.map { Float($0) }
            })
        // Measured before with another program on another photograph; Kavukcuoglu et al. 2008 print 8.6, 5.2 and 3.1.
        #expect(abs(optimal.signalToNoise(ofApproximation: predicted) - 8.5) < 1.5)
        #expect(abs(exact.signalToNoise(ofApproximation: optimal) - 3.6) < 1.5)
        #expect(abs(exact.signalToNoise(ofApproximation: predicted) - 2.2) < 1.5)
        let density = Double(exact.values.count { $0 != 0 }) / 64_000
        #expect((0.12..<0.22).contains(density))

        let fits = (0..<64).map { GaborFit.best(of: Array(trainer.dictionary.row($0)), side: 9) }
        #expect(fits.count { $0 > 0.5 } >= 58)
    }
}
