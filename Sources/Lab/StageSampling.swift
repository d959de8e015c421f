// What a stage is learnt from, out of all that pictures offer.

import Features
import FilterLearning

/// Patches or crops that are drawn at random: of prepared pictures for the first stage, of the maps of the stage before for
/// all others.
package struct StageSampling: Sendable, Hashable {
    /// Number of patches.
    package var count: Int
    /// Pictures that are looked at, at most; nil for all.
    package var pictures: Int?
    /// First stage: whether each patch is given mean 0 and deviation 1.
    package var standardises = false
    /// First stage: patches that deviate less are left out.
    package var smallestDeviation: Float = 0.2
    /// Later stages: whether each map loses its mean.
    package var centres = true
    /// Later stages: random parts that are looked at of each picture, beside the largest in its middle.
    package var views = 4

    /// The defaults.
    init(count: Int) { self.count = count }

    /// How patches of prepared pictures are cut, for a first stage.
    func cutting(_ size: Extent, seed: UInt64, input: InputShape) -> PatchRecipe {
        var recipe = PatchRecipe.asExtracted(by: input)
        (recipe.size, recipe.count, recipe.seed) = (size, count, seed)
        (recipe.standardisesPatches, recipe.smallestDeviation) = (standardises, smallestDeviation)
        return recipe
    }

    /// - Throws: `LabError.badInput` when nothing can be drawn so.
    func check() throws(LabError) {
        guard (1...1 << 24).contains(count), (0...1000).contains(views), pictures.map({ $0 > 0 }) ?? true else {
            let few = pictures.map { "of \($0) pictures" } ?? "of each picture"
            throw .badInput(reason: "\(count) patches of \(views) random views \(few) cannot be drawn.")
        }
        guard smallestDeviation >= 0 else {
            throw .badInput(reason: "“smallestDeviation” is \(smallestDeviation), and no patch deviates less than 0.")
        }
    }
}
