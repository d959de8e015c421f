// What experiments with refinement are asked beside the others.

public import ArgumentParser
import Exchange
import Features
import Foundation
import Lab
public import Refinement

extension RefinementRecipe.Method: ExpressibleByArgument {}

struct RefineOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Refinement: the first rate (default: the experiment's own).", valueName: "number"))
    var rate: Double?

    @Option(help: ArgumentHelp("Refinement: the last rate.", valueName: "number"))
    var lastRate: Double?

    @Option(help: ArgumentHelp("Refinement: epochs at most.", valueName: "count"))
    var epochs: Int?

    @Option(help: ArgumentHelp("Refinement: how much the squares of the weights count.", valueName: "number"))
    var penalty: Double?

    @Option(help: ArgumentHelp("Refinement: pictures from step to step.", valueName: "count"))
    var batch: Int?

    @Option(help: ArgumentHelp("Refinement: momentum, or the diagonal method of Levenberg and Marquardt."))
    var method: RefinementRecipe.Method?

    @Option(help: ArgumentHelp("Refinement: the share of the rate that the filters have.", valueName: "number"))
    var stageShare: Double?

    @Option(
        help: ArgumentHelp(
            "Refinement: the penalty of logistic regression (default: 0.3).", valueName: "number"))
    var strength: Double?

    func validate() throws {
        guard epochs.map({ (1...10_000).contains($0) }) ?? true, batch.map({ (1...10_000).contains($0) }) ?? true else {
            throw ValidationError("epochs and pictures from step to step are from 1 to 10,000")
        }
        guard [rate, lastRate, stageShare, strength].allSatisfy({ $0.map { $0 > 0 && $0.isFinite } ?? true }),
            penalty.map({ $0 >= 0 && $0.isFinite }) ?? true
        else { throw ValidationError("rates are greater than 0, penalties not less") }
    }

    /// A recipe with what was asked for.
    func recipe(_ usual: RefinementRecipe, seed: UInt64) -> RefinementRecipe {
        var recipe = usual
        recipe.rate = rate ?? usual.rate
        recipe.lastRate = lastRate ?? (rate == nil ? usual.lastRate : recipe.rate / 10)
        recipe.epochs = epochs ?? usual.epochs
        recipe.stagePenalty = penalty ?? usual.stagePenalty
        recipe.layerPenalty = penalty ?? usual.layerPenalty
        recipe.batch = batch ?? usual.batch
        recipe.method = method ?? usual.method
        recipe.stageShare = stageShare ?? usual.stageShare
        recipe.seed = seed
        return recipe
    }
}

extension LabOptions {
    /// Does an experiment with refinement and says what came of it.
    func refine(
        _ recipe: RefinementRecipe, strength: Double? = nil,
        _ experiment: (RefineSettings, RefineProgress, (String) -> Void) throws(LabError) -> (
            report: RefineReport, bank: FilterBank
        )
    ) throws {
        try Self.saying { () throws(LabError) in
            let bars = Bars()
            defer { bars.clear() }
            var settings = RefineSettings(recipe: recipe, folder: results.out)
            settings.strength = strength ?? settings.strength
            let (report, bank) = try experiment(settings, bars.show) { line in
                bars.clear()
                print(line)
                fflush(nil)
            }
            bars.clear()
            try results.put(report) { folder throws(LabError) in
                do throws(BankError) {
                    try bank.write(to: "\(folder)/refined.safetensors")
                } catch {
                    throw .notWritten(reason: error.description)
                }
            }
        }
    }
}
