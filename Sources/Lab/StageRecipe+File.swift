// A stage's recipe as an object of JSON.

import Features
import FilterLearning
import Foundation

extension StageRecipe {
    private static let methodName = "method"

    /// Reads a stage; what its file leaves out depends on whether it is the first.
    init(from decoder: any Decoder, isFirst: Bool) throws {
        let reader = try decoder.container(keyedBy: RecipeKey.self)
        let method = try reader.decode(String.self, forKey: RecipeKey(Self.methodName))
        func fields<Owner>(_ owner: Owner, _ fields: [RecipeField<Owner>]) throws -> Owner {
            var owner = owner
            try reader.read(
                &owner, fields, others: [Self.methodName],
                in: "\(isFirst ? "the first" : "a later") stage by “\(method)”")
            return owner
        }
        switch method {
        case "psd": self = .psd(try fields(isFirst ? .first : .later, PatchLearning.fields(isFirst)))
        case "convolutional": self = .convolutional(try fields(isFirst ? .first : .later, CropLearning.fields(isFirst)))
        case "random": self = .random(seed: try fields(1, [RecipeField("seed", \UInt64.self)]))
        case "gabor":
            _ = try fields(0, [RecipeField<Int>]())
            self = .gabor
        default:
            throw LabError.badInput(
                reason: "There is no method “\(method)”; there are \(Self.methods.joined(separator: ", ")).")
        }
    }

    /// Writes a stage.
    func write(to encoder: any Swift.Encoder, isFirst: Bool) throws {
        var writer = encoder.container(keyedBy: RecipeKey.self)
        try writer.encode(method, forKey: RecipeKey(Self.methodName))
        switch self {
        case .psd(let learning): for field in PatchLearning.fields(isFirst) { try field.write(learning, &writer) }
        case .convolutional(let learning):
            for field in CropLearning.fields(isFirst) { try field.write(learning, &writer) }
        case .random(let seed): try writer.encode(seed, forKey: RecipeKey("seed"))
        case .gabor: break
        }
    }
}

extension StageLearning {
    /// What stands in files of how patches are drawn, but for their number.
    fileprivate static func samplingFields(_ isFirst: Bool) -> [RecipeField<Self>] {
        let own: [RecipeField<Self>] =
            isFirst
            ? [RecipeField("smallestDeviation", \.sampling.smallestDeviation)]
            : [RecipeField("centres", \.sampling.centres), RecipeField("views", \.sampling.views)]
        return [RecipeField("pictures", \.sampling.pictures)] + own
    }
}

extension PatchLearning {
    /// What stands in files.
    fileprivate static func fields(_ isFirst: Bool) -> [RecipeField<PatchLearning>] {
        let sampling =
            [RecipeField("patches", \.sampling.count)] + samplingFields(isFirst)
            + (isFirst ? [RecipeField("standardises", \.sampling.standardises)] : [])
        return sampling + [
            RecipeField("sparsity", \.learning.sparsity), RecipeField("predictionWeight", \.learning.predictionWeight),
            RecipeField("codeSteps", \.learning.codeSteps), RecipeField("batchSize", \.learning.batchSize),
            RecipeField("batches", \.learning.batches), RecipeField("dictionaryRate", \.learning.dictionaryRate),
            RecipeField("kernelRate", \.learning.kernelRate), RecipeField("scaleRate", \.learning.scaleRate),
            RecipeField("annealing", \.learning.annealing), RecipeField("patience", \.learning.patience),
            RecipeField("seed", \.learning.seed),
        ]
    }
}

extension CropLearning {
    /// What stands in files.
    fileprivate static func fields(_ isFirst: Bool) -> [RecipeField<CropLearning>] {
        let sampling = [RecipeField("crops", \.sampling.count)] + samplingFields(isFirst)
        return sampling + [
            RecipeField("side", \.side),
            RecipeField("sparsity", \.learning.sparsity), RecipeField("predictionWeight", \.learning.predictionWeight),
            RecipeField("codeSteps", \.learning.codeSteps), RecipeField("batchSize", \.learning.batchSize),
            RecipeField("batches", \.learning.batches), RecipeField("dictionaryRate", \.learning.dictionaryRate),
            RecipeField("kernelRate", \.learning.kernelRate), RecipeField("scaleRate", \.learning.scaleRate),
            RecipeField("annealing", \.learning.annealing),
            RecipeField("curvatureInterval", \.learning.curvatureInterval),
            RecipeField("curvatureSamples", \.learning.curvatureSamples),
            RecipeField("smallestCurvature", \.learning.smallestCurvature),
            RecipeField("largestCurvature", \.learning.largestCurvature),
            RecipeField("patience", \.learning.patience), RecipeField("seed", \.learning.seed),
        ]
    }
}
