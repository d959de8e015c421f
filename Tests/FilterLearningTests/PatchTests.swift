// Patches against the extractor's own pictures.

import Features
import FilterLearning
import Imaging
import Linear
import Testing

@Suite("Patches")
struct PatchTests {
    private func pictures() -> [Plane] {
        var numbers = Numbers(seed: 13)
        return [(60, 80), (90, 50), (41, 41)].map { rows, columns in
            var plane = Plane(rows: rows, columns: columns)
            for row in 0..<rows {
                for column in 0..<columns {
                    let square: Float = (row / 9 + column / 7) % 2 == 0 ? 0.6 : 0.4
                    plane[row, column] = square + 0.2 * Float(numbers.next())
                }
            }
            return plane
        }
    }

    @Test("Patches lie in the pictures that the extractor prepares, whole, and are scaled by one number")
    func asExtracted() throws {
        let input = InputShape(size: Extent(48, 64), preparation: .contrast)
        var recipe = PatchRecipe.asExtracted(by: input)
        (recipe.count, recipe.size) = (200, Extent(5, 3))
        let patches = try recipe.patches(of: pictures())
        #expect(patches.inputs.rows == 200 && patches.inputs.columns == 15)
        let meanSquare = patches.inputs.values.reduce(0) { $0 + $1 * $1 } / 3000
        #expect(abs(meanSquare - 1) < 1e-5)

        let table = ConnectionTable.full(inputs: 1, outputs: 1)
        let stage = StageShape(
            table: table, kernel: Extent(1), rectification: .none, normalisation: nil, pooling: .none)
        let extractor = try Extractor(bank: .random(shape: ExtractorShape(input: input, stages: [stage])))
        let size = Extent(40, 56)
        var found = [Int]()
        for picture in pictures() {
            var windows = Set<[Int32]>()
            var features = [Float](repeating: 0, count: extractor.featureCount)
            try features.withUnsafeMutableBufferPointer { try extractor.extract(picture, into: $0) }
            extractor.withMaps(after: 0) { values, _ in
                for row in 0..<size.rows - 4 {
                    for column in 0..<size.columns - 2 {
                        windows.insert((0..<15).map { rounded(values[(row + $0 / 3) * 56 + column + $0 % 3]) })
                    }
                }
            }
            let patches = (0..<200).map { patches.inputs.row($0).map { rounded($0 * patches.scale) } }
            found.append(patches.count { windows.contains($0) })
        }
        // Each lies in one of the three, which are drawn equally often.
        #expect(found.reduce(0, +) == 200)
        #expect(found.allSatisfy { (40...95).contains($0) })
    }

    /// Coarse enough that division by the scale and back changes nothing but by bad luck.
    private func rounded(_ value: Float) -> Int32 { Int32((value * 1024).rounded()) }

    @Test("Standardised patches have mean 0 and deviation 1")
    func standardised() throws {
        var recipe = PatchRecipe.standardised(side: 80)
        recipe.count = 50
        let patches = try recipe.patches(of: pictures())
        #expect(patches.scale == 1)
        for row in 0..<50 {
            let patch = patches.inputs.row(row)
            #expect(abs(patch.reduce(0, +)) < 1e-4)
            #expect(abs(patch.reduce(0) { $0 + $1 * $1 } - 81) < 1e-3)
        }
    }

    @Test("The seed decides, and flat patches are left out")
    func drawing() throws {
        var recipe = PatchRecipe.standardised(side: 80)
        recipe.count = 50
        let first = try recipe.patches(of: pictures())
        #expect(try recipe.patches(of: pictures()) == first)
        recipe.seed = 2
        #expect(try recipe.patches(of: pictures()) != first)

        // Half of the picture is almost flat; in `none` its values stay as they are.
        var half = Plane(rows: 40, columns: 80, repeating: 0.5)
        for row in 0..<40 {
            for column in 0..<80 {
                let contrast: Float = column < 40 ? 0.02 : 0.5
                half[row, column] += (row + column) % 2 == 0 ? contrast : -contrast
            }
        }
        recipe.input = InputShape(size: Extent(40, 80), preparation: .none)
        recipe.standardisesPatches = false
        let textured = try recipe.patches(of: [half])
        for row in 0..<50 {
            let values = Set(textured.inputs.row(row).map { $0 * textured.scale })
            #expect(values.contains { $0 > 0.9 })
        }
    }

    @Test("Pictures that give no patches are refused with a sentence")
    func refusals() throws {
        let recipe = PatchRecipe.standardised(side: 80)
        let grey = Plane(rows: 50, columns: 50, repeating: 0.5)
        var spoilt = grey
        spoilt[3, 3] = .nan
        for pictures in [[], [grey], [spoilt], [Plane(rows: 2, columns: 50, repeating: 1)]] {
            #expect(throws: LearningError.self) { try recipe.patches(of: pictures) }
        }
        var none = recipe
        none.count = 0
        #expect(throws: LearningError.self) { try none.patches(of: [grey]) }
    }
}
