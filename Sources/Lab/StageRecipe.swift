// How the filters of one stage are found.

import FilterLearning

/// How the filters of a stage are found, the stages before it given.
package enum StageRecipe: Sendable, Hashable {
    /// Predictive sparse decomposition of patches.
    case psd(PatchLearning)
    /// The same of whole crops.
    case convolutional(CropLearning)
    /// Uniform random numbers, as in banks of random filters.
    case random(seed: UInt64)
    /// Gabor functions: in the first stage, of 64 maps of one channel.
    case gabor

    /// The methods by their names in files.
    static let methods = ["psd", "convolutional", "random", "gabor"]

    /// The name of the method.
    package var method: String {
        switch self {
        case .psd: "psd"
        case .convolutional: "convolutional"
        case .random: "random"
        case .gabor: "gabor"
        }
    }

    /// What its random numbers begin with.
    var seed: UInt64? {
        switch self {
        case .psd(let learning): learning.learning.seed
        case .convolutional(let learning): learning.learning.seed
        case .random(let seed): seed
        case .gabor: nil
        }
    }
}
