// Experiments whose filters are refined: R⁺ and its like.

import Features
import Foundation
package import Refinement
import Workers

/// What an experiment with refinement says on its way: what it does, how much of it is done, how much there is, and how it
/// goes.
package typealias RefineProgress = (_ what: String, _ done: Int, _ all: Int, _ note: String?) -> Void

/// What decides a refinement beside the experiment.
package struct RefineSettings: Sendable {
    /// How.
    package var recipe: RefinementRecipe
    /// The penalty of a classifier without hidden layers, as in `LabClassifier.strengths`.
    ///
    /// Chosen on pictures held out. Penalties that suit fixed filters best are so weak that all pictures are soon known by
    /// heart, and filters have nothing left to learn from.
    package var strength = 0.3
    /// Where checkpoints are kept, and looked for; nil for nowhere.
    package var folder: String?

    /// Settings.
    package init(recipe: RefinementRecipe, folder: String?) { (self.recipe, self.folder) = (recipe, folder) }
}

extension RefinementRecipe {
    /// The recipe for Caltech-101, chosen on pictures held out.
    package static var caltech: RefinementRecipe {
        var recipe = RefinementRecipe()
        (recipe.rate, recipe.lastRate, recipe.batch, recipe.epochs) = (0.00003, 0.000003, 8, 8)
        recipe.stageShare = 300
        return recipe
    }

    /// The recipe for digits, chosen on digits held out.
    package static var digits: RefinementRecipe {
        var recipe = RefinementRecipe()
        (recipe.rate, recipe.lastRate) = (0.006, 0.0003)
        (recipe.stagePenalty, recipe.layerPenalty) = (0.002, 0.002)
        return recipe
    }
}

/// What an experiment with refinement is done on.
struct RefineData {
    let list: PictureList
    let labels: [Int]
    let categories: [String]
    /// Each split, and with some of what is learnt from held out.
    let splits: (_ usable: [Int]) throws(LabError) -> [(seed: UInt64, split: Split, held: Split)]
    let hidden: [Int]
    let last: RefineTrial.Last
    let setting: LabReport.Setting
    let published: Published?

    /// Does the experiment. Blocks.
    ///
    /// - Returns: the report, and the bank of the first split.
    func run(
        _ bank: FilterBank, _ settings: RefineSettings, threads: Int, progress: RefineProgress, say: (String) -> Void
    ) throws(LabError) -> (report: RefineReport, bank: FilterBank) {
        let begin = ContinuousClock.now
        if let folder = settings.folder {
            do {
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            } catch {
                throw .notWritten(reason: "The folder “\(folder)” cannot be made.")
            }
        }
        let pictures = try PreparedPictures(list, labels: labels, shape: bank.shape) {
            progress("pictures", $0, list.count, nil)
        }
        let usable = labels.indices.filter { pictures.broken[$0] == nil }
        let trial = RefineTrial(
            bank: bank, hidden: hidden, classes: categories.count, examples: pictures.examples, data: list.identity,
            recipe: settings.recipe, strength: settings.strength, last: last, isValidation: setting.isValidation,
            folder: settings.folder,
            team: Team(threads: threads))
        var (outcomes, nets) = ([RefineTrial.Outcome](), [RefinementNet]())
        for (seed, split, held) in try splits(usable) {
            let (outcome, net) = try trial.run(split, held: held, seed: seed, progress: progress, say: say)
            outcomes.append(outcome)
            nets.append(net)
        }
        let report = RefineReport(
            setting: setting, layers: hidden + [categories.count], recipe: settings.recipe, categories: categories,
            pictures: list.count, broken: pictures.broken.sorted { $0.key < $1.key }.map(\.value), outcomes: outcomes,
            result: Spread(
                outcomes.map {
                    setting.measure == .accuracy ? $0.confusion.meanClassAccuracy : 1 - $0.confusion.accuracy
                }), seconds: (ContinuousClock.now - begin) / .seconds(1), published: published)
        let origin = BankOrigin(
            recipe: "\(bank.origin.recipe); refined on \(setting.data), protocol \(setting.net.rawValue)",
            seed: bank.origin.seed, licence: bank.origin.licence, energy: bank.origin.energy)
        do {
            let refined = try nets.first?.bank(name: "\(bank.name), refined", origin: origin)
            return (report, refined ?? bank)
        } catch {
            throw .badInput(reason: error.description)
        }
    }
}
