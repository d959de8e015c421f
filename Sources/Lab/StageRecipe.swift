// How the filters of one stage are found.

import Features
package import FilterLearning

/// How the filters of a stage are found, the stages before it given.
package enum StageRecipe: Sendable, Hashable {
    /// Predictive sparse decomposition of patches.
    case psd(PatchLearning)
    /// Uniform random numbers, as in banks of random filters.
    case random(seed: UInt64)
    /// Gabor functions: in the first stage, of 64 maps of one channel.
    case gabor

    /// The methods by their names in files.
    static let methods = ["psd", "random", "gabor"]

    /// The name of the method.
    package var method: String {
        switch self {
        case .psd: "psd"
        case .random: "random"
        case .gabor: "gabor"
        }
    }

    /// What its random numbers begin with.
    var seed: UInt64? {
        switch self {
        case .psd(let learning): learning.learning.seed
        case .random(let seed): seed
        case .gabor: nil
        }
    }
}

/// Predictive sparse decomposition of patches: of prepared pictures for the first stage, of the maps of the stage before for
/// all others.
package struct PatchLearning: Sendable, Hashable {
    /// Number of patches.
    package var patches = 100_000
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
    /// How filters are learnt; the number of atoms is the stage's.
    package var learning = PSDRecipe()

    /// The defaults: those for patches of pictures.
    package init() {}

    /// For patches of prepared pictures.
    package static let patches = PatchLearning()

    /// For patches of the maps of a first stage, of 16 × 81 numbers an atom.
    package static var maps: PatchLearning {
        var maps = PatchLearning()
        (maps.learning.sparsity, maps.learning.kernelRate) = (5, 0.0001)
        (maps.learning.batches, maps.learning.annealing) = (3000, 2000)
        return maps
    }

    /// How patches of prepared pictures are cut, for a first stage.
    func cutting(_ kernel: Extent, input: InputShape) -> PatchRecipe {
        var recipe = PatchRecipe.asExtracted(by: input)
        (recipe.size, recipe.count, recipe.seed) = (kernel, patches, learning.seed)
        (recipe.standardisesPatches, recipe.smallestDeviation) = (standardises, smallestDeviation)
        return recipe
    }

    /// How a stage of so many maps is learnt.
    func learning(atoms: Int) -> PSDRecipe {
        var recipe = learning
        recipe.atoms = atoms
        return recipe
    }

    /// What was done, in a line.
    func about(inputs: Int) -> String {
        "PSD of \(inputs) patches, λ \(learning.sparsity), α \(learning.predictionWeight), \(learning.batches) steps of "
            + "\(learning.batchSize)"
    }

    /// - Throws: `LabError.badInput` when nothing can be learnt by these settings.
    func check(stage: Int) throws(LabError) {
        guard patches > 0, patches <= 1 << 24, views >= 0, views <= 1000, pictures.map({ $0 > 0 }) ?? true,
            smallestDeviation >= 0
        else {
            throw .badInput(
                reason: "Stage \(stage) cannot be learnt from \(patches) patches of \(views) views of pictures.")
        }
        do {
            try learning.check()
        } catch {
            throw .badInput(reason: "Stage \(stage): \(error)")
        }
    }
}
