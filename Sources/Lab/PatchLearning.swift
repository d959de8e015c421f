// The recipes of stages that are learnt.

import Features
package import FilterLearning

/// A way to learn a stage.
protocol StageLearning {
    /// What is learnt from.
    var sampling: StageSampling { get set }
}

/// Predictive sparse decomposition of patches.
package struct PatchLearning: StageLearning, Sendable, Hashable {
    /// What is learnt from.
    package var sampling = StageSampling(count: 100_000)
    /// How filters are learnt; the number of atoms is the stage's.
    package var learning = PSDRecipe()

    /// For patches of prepared pictures.
    static let first = PatchLearning()

    /// For patches of maps, of about a thousand numbers an atom.
    static var later: PatchLearning {
        var later = PatchLearning()
        (later.learning.sparsity, later.learning.kernelRate) = (2, 0.0001)
        (later.learning.batches, later.learning.annealing) = (3000, 2000)
        return later
    }

    /// How a stage of so many maps is learnt.
    func learning(atoms: Int) -> PSDRecipe {
        var recipe = learning
        recipe.atoms = atoms
        return recipe
    }

    /// What was done, in a line.
    var about: String {
        "PSD of \(sampling.count) patches, λ \(learning.sparsity), α \(learning.predictionWeight), "
            + "\(learning.batches) steps of \(learning.batchSize)"
    }
}

/// Predictive sparse decomposition of whole crops.
package struct CropLearning: StageLearning, Sendable, Hashable {
    /// What is learnt from.
    package var sampling = StageSampling(count: 2000)
    /// Rows and columns of a crop.
    package var side = 25
    /// How filters are learnt.
    package var learning = ConvolutionalRecipe()

    /// For crops of prepared pictures.
    static let first = CropLearning()

    /// For crops of maps.
    static var later: CropLearning {
        var later = CropLearning()
        (later.sampling.count, later.side) = (1000, 17)
        return later
    }

    /// What was done, in a line.
    var about: String {
        "convolutional PSD of \(sampling.count) crops of \(side) × \(side), λ \(learning.sparsity), α "
            + "\(learning.predictionWeight), \(learning.batches) steps of \(learning.batchSize)"
    }
}
