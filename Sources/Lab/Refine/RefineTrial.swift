// One split: refine on a part until what is held out says when to stop, then on all of it, then ask.

import Features
import Foundation
import Refinement
import Workers

/// What is done with every split of a data set.
package struct RefineTrial {
    /// What follows once it is known how long to refine.
    package enum Last: Sendable, Equatable {
        /// From the beginning on all pictures, for as many epochs as were best (Caltech-101).
        case again
        /// So many epochs more on all pictures, from the best epoch's numbers on (MNIST).
        case further(Int)
    }

    /// The filters to begin with.
    let bank: FilterBank
    /// Outputs of hidden layers; none for logistic regression.
    let hidden: [Int]
    let classes: Int
    let examples: RefinementExamples
    /// What changes when any picture does.
    let data: String
    /// How.
    let recipe: RefinementRecipe
    /// The penalty of a classifier without hidden layers, as in `LabClassifier.strengths`.
    let strength: Double
    let last: Last
    let isValidation: Bool
    /// Where checkpoints are kept; nil for nowhere.
    let folder: String?
    let team: Team

    /// What came of a split.
    package struct Outcome: Sendable, Codable {
        /// What it was drawn by.
        package let seed: UInt64
        /// Pictures that were learnt from, held out for a time, and asked.
        package let train: Int
        package let heldOut: Int
        package let test: Int
        /// The penalty of the classifier that was refined, where there are no hidden layers.
        package let strength: Double?
        /// What was seen, epoch by epoch.
        package let curve: [RefineEpoch]
        /// The epoch with the fewest mistakes among the held out; 0 is the net before refinement.
        package let bestEpoch: Int
        /// The classifier that was fitted to the refined features in the end, where there are no hidden layers.
        package let anew: Trial.Outcome?
        /// What was taken for what.
        package let confusion: Confusion
    }

    /// Does it with one split. Blocks.
    ///
    /// - Parameters:
    ///   - held: what is learnt from and what is held out while it is not known how long to refine.
    ///   - say: is given a line for each epoch.
    /// - Throws: `LabError`
    func run(
        _ split: Split, held: Split, seed: UInt64, progress: RefineProgress, say: (String) -> Void
    ) throws(LabError) -> (outcome: Outcome, net: RefinementNet) {
        let layers = hidden + [classes]
        let path = folder.map { "\($0)/checkpoint-\(seed).safetensors" }
        let identity = try identity(split, held, seed)
        let blank: RefinementNet
        do { blank = try RefinementNet(bank, layers: layers, seed: seed) } catch {
            throw .badInput(reason: error.description)
        }
        func start(_ places: [Int]) throws(LabError) -> RefineStart {
            try RefineStart(
                bank, layers: layers, examples: examples, places: places, strength: strength, seed: seed, team: team)
        }
        let checkpoint: RefineCheckpoint
        if let path, let kept = try RefineCheckpoint.read(path, identity: identity, net: blank) {
            checkpoint = kept
        } else {
            progress("classifier", 0, 1, nil)
            let first = try start(held.train)
            progress("classifier", 1, 1, nil)
            checkpoint = RefineCheckpoint(
                note: RefineCheckpoint.Note(identity: identity, strength: first.strength),
                state: RefinementState(first.net), best: first.net.numbers, offsets: first.net.offsets,
                scales: first.net.scales)
        }

        var walk = RefineWalk(self, from: checkpoint, blank: blank, path: path)
        try walk.firstPart(held, progress, say)
        if !isValidation {
            if walk.checkpoint.note.lastPart == nil {
                switch last {
                case .further(let epochs): walk.goOn(epochs)
                case .again:
                    let again = try start(split.train)
                    walk.beginAgain(again.net)
                }
            }
            try walk.lastPart(split.train, progress, say)
        }
        let asked = isValidation ? held : split
        let net = walk.net(isValidation ? walk.checkpoint.best : walk.checkpoint.state.numbers)
        let anew =
            hidden.isEmpty ? try fitAnew(walk, split, held: held, seed: seed, progress: progress) : nil
        let note = walk.checkpoint.note
        let outcome = Outcome(
            seed: seed, train: asked.train.count, heldOut: held.test.count, test: asked.test.count,
            strength: note.strength, curve: note.curve, bestEpoch: note.bestEpoch, anew: anew,
            confusion: anew?.confusion ?? answers(of: net, at: asked.test))
        return (outcome, net)
    }

    /// What a net takes pictures for.
    private func answers(of net: RefinementNet, at places: [Int]) -> Confusion {
        let scores = RefinementTrainer(net, recipe: recipe, examples: examples, team: team).scores(of: places)
        let answers = places.indices.map { index in
            (0..<classes).max { scores[index * classes + $0] < scores[index * classes + $1] } ?? 0
        }
        return Confusion(labels: places.map { Int(examples.labels[$0]) }, answers: answers, classes: classes)
    }

    /// What changes when anything does that the result depends on.
    private func identity(_ split: Split, _ held: Split, _ seed: UInt64) throws(LabError) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let settings: Data
        do { settings = try encoder.encode(recipe) } catch { throw .badInput(reason: "\(error)") }
        let texts = [
            bank.fingerprint, "\(hidden) \(classes) \(last) \(isValidation) \(seed) \(strength)",
            String(decoding: settings, as: UTF8.self), data, "\(split)", "\(held)",
        ]
        return Fingerprint.of(texts.joined(separator: "\n").utf8)
    }
}
