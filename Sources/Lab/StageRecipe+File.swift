// A stage's recipe as an object of JSON.

import Features
import FilterLearning
import Foundation

extension StageRecipe: Encodable {
    private static let methodName = "method"

    /// Reads a stage; what its file leaves out depends on whether it is the first.
    init(from decoder: any Decoder, isFirst: Bool) throws {
        let reader = try decoder.container(keyedBy: RecipeKey.self)
        let method = try reader.decode(String.self, forKey: RecipeKey(Self.methodName))
        func fields<Owner>(_ owner: Owner, _ fields: [RecipeField<Owner>]) throws -> Owner {
            var owner = owner
            try reader.read(&owner, fields, others: [Self.methodName], in: "a stage of the method “\(method)”")
            return owner
        }
        switch method {
        case "psd": self = .psd(try fields(isFirst ? .patches : .maps, PatchLearning.fields))
        case "random": self = .random(seed: try fields(1, [RecipeField("seed", \UInt64.self)]))
        case "gabor":
            _ = try fields(0, [RecipeField<Int>]())
            self = .gabor
        default:
            throw LabError.badInput(
                reason: "There is no method “\(method)”; there are \(Self.methods.joined(separator: ", ")).")
        }
    }

    package func encode(to encoder: any Swift.Encoder) throws {
        var writer = encoder.container(keyedBy: RecipeKey.self)
        try writer.encode(method, forKey: RecipeKey(Self.methodName))
        switch self {
        case .psd(let learning): for field in PatchLearning.fields { try field.write(learning, &writer) }
        case .random(let seed): try writer.encode(seed, forKey: RecipeKey("seed"))
        case .gabor: break
        }
    }
}

extension PatchLearning {
    /// What stands in files.
    fileprivate static var fields: [RecipeField<PatchLearning>] {
        [
            RecipeField("patches", \.patches), RecipeField("pictures", \.pictures),
            RecipeField("standardises", \.standardises), RecipeField("smallestDeviation", \.smallestDeviation),
            RecipeField("centres", \.centres), RecipeField("views", \.views),
            RecipeField("sparsity", \.learning.sparsity),
            RecipeField("predictionWeight", \.learning.predictionWeight),
            RecipeField("codeSteps", \.learning.codeSteps), RecipeField("batchSize", \.learning.batchSize),
            RecipeField("batches", \.learning.batches), RecipeField("dictionaryRate", \.learning.dictionaryRate),
            RecipeField("kernelRate", \.learning.kernelRate), RecipeField("scaleRate", \.learning.scaleRate),
            RecipeField("annealing", \.learning.annealing), RecipeField("patience", \.learning.patience),
            RecipeField("seed", \.learning.seed),
        ]
    }
}
