// Convolutional learning from photographs: what it is for.

import Features
import FilterLearning
import Linear
import Testing
import Workers

@Suite("Convolutional filters of natural images")
struct ConvolutionalImageTests {
    @Test(
        "Codes of neighbouring places have less in common than those of filters learnt from patches",
        .enabled(if: Photographs.folder != nil, "SHOWTELL_DATA has no natural_images/bsds500_train"))
    func redundancy() throws {
        let pictures = try Photographs.first(20)
        let team = Team(threads: 2)
        var cut = PatchRecipe.asExtracted(by: InputShape(size: Extent(151), preparation: .contrast))
        cut.count = 50_000
        let patches = try cut.patches(of: pictures)
        var alone = PSDRecipe()
        alone.batches = 3000
        var patchTrainer = try PSDTrainer(alone, inputs: 81)
        _ = try patchTrainer.train(on: patches.inputs, steps: alone.batches, team: team)

        (cut.size, cut.count) = (Extent(25), 1500)
        let crops = try cut.patches(of: pictures)
        let shape = ConvolutionalShape(table: .full(inputs: 1, outputs: 64), kernel: Extent(9), crop: Extent(25))
        var recipe = ConvolutionalRecipe()
        recipe.batches = 150
        var trainer = try ConvolutionalTrainer(recipe, shape: shape)
        let progress = try trainer.train(on: crops.inputs, steps: recipe.batches, team: team)
        #expect(progress.revived == 0)

        (cut.count, cut.seed) = (12, 2)
        let unseen = try cut.patches(of: pictures)
        func likeness(_ encoder: Encoder, _ scale: Float) -> Double {
            (0..<12).map { row in
                let crop = unseen.inputs.row(row).map { Double($0 * unseen.scale / scale) }
                let codes = ConvolutionalTwin(shape: shape).responses(encoder, crop).map(\.value)
                return Self.neighbours(codes, maps: 64, side: 17)
            }.reduce(0, +) / 12
        }
        let (learnt, fromPatches) = (
            likeness(trainer.encoder, crops.scale), likeness(patchTrainer.encoder, patches.scale)
        )
        #expect((0.3..<0.55).contains(learnt))
        #expect(learnt < 0.9 * fromPatches)
    }

    /// The mean of the absolute correlations of each place's values in all maps with those of the place to its right.
    private static func neighbours(_ codes: [Double], maps: Int, side: Int) -> Double {
        let all = (0..<side * side).map { place in
            let values = (0..<maps).map { codes[$0 * side * side + place] }
            let mean = values.reduce(0, +) / Double(maps)
            let length = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }.squareRoot()
            return values.map { ($0 - mean) / length }
        }
        let pairs = (0..<side * side).filter { $0 % side + 1 < side }
        return pairs.reduce(0) { sum, place in
            sum + abs(zip(all[place], all[place + 1]).reduce(0) { $0 + $1.0 * $1.1 })
        } / Double(pairs.count)
    }
}
