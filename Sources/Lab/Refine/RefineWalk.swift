// The epochs of a split, each kept when it is done.

import Features
import Foundation
import Refinement

/// Goes through the epochs of both parts, from wherever the checkpoint is.
struct RefineWalk {
    let trial: RefineTrial
    let blank: RefinementNet
    /// The file of the checkpoint; nil for none.
    let path: String?
    /// Where it is.
    private(set) var checkpoint: RefineCheckpoint

    init(_ trial: RefineTrial, from checkpoint: RefineCheckpoint, blank: RefinementNet, path: String?) {
        (self.trial, self.checkpoint, self.blank, self.path) = (trial, checkpoint, blank, path)
    }

    /// Refines on what is not held out, and remembers the epoch with the fewest mistakes among what is.
    mutating func firstPart(_ held: Split, _ progress: RefineProgress, _ say: (String) -> Void) throws(LabError) {
        guard checkpoint.note.lastPart == nil else { return }
        let trainer = trainer(held.train.count)
        if checkpoint.note.curve.isEmpty {
            let tally = trainer.judge(held.test)
            let epoch = RefineEpoch(
                epoch: 0, isLastPart: false, rate: 0, learnt: nil, heldOut: tally, seconds: 0)
            checkpoint.note.curve.append(epoch)
            say(epoch.line)
        }
        var best = checkpoint.note.curve.first { $0.epoch == checkpoint.note.bestEpoch }?.heldOut
        while trainer.epoch < trial.recipe.epochs {
            let epoch = step(trainer, on: held.train, heldOut: held.test, progress)
            if let tally = epoch.heldOut, best.map({ Self.isBetter(tally, $0) }) ?? true {
                best = tally
                checkpoint.best = checkpoint.state.numbers
                checkpoint.note.bestEpoch = epoch.epoch
            }
            try keep(epoch, say)
        }
    }

    /// Fewer mistakes are better, and of as many the smaller loss.
    private static func isBetter(_ tally: RefinementTally, _ other: RefinementTally) -> Bool {
        (tally.error, tally.loss) < (other.error, other.loss)
    }

    /// Begins the last part with the numbers of the best epoch.
    mutating func goOn(_ epochs: Int) {
        checkpoint.note.lastPart = epochs
        checkpoint.state = RefinementState(blank.with(numbers: checkpoint.best))
    }

    /// Begins the last part with another net, for as many epochs as were best.
    mutating func beginAgain(_ net: RefinementNet) {
        var note = checkpoint.note
        note.lastPart = note.bestEpoch
        checkpoint = RefineCheckpoint(
            note: note, state: RefinementState(net), best: checkpoint.best, offsets: net.offsets, scales: net.scales)
    }

    /// Refines on all that there is to learn from.
    mutating func lastPart(_ places: [Int], _ progress: RefineProgress, _ say: (String) -> Void) throws(LabError) {
        let trainer = trainer(places.count)
        while trainer.epoch < checkpoint.note.lastPart ?? 0 {
            try keep(step(trainer, on: places, heldOut: nil, progress), say)
        }
    }

    /// A net with given numbers and the checkpoint's standardisation.
    func net(_ numbers: [Float]) -> RefinementNet {
        blank.standardised(offsets: checkpoint.offsets, scales: checkpoint.scales).with(numbers: numbers)
    }

    /// The classifier keeps the penalty that it was fitted with. A last part that goes on from the first one stays at its last
    /// rate.
    ///
    /// - Parameter pictures: how many are learnt from.
    private func trainer(_ pictures: Int) -> RefinementTrainer {
        var recipe = trial.recipe
        if let strength = checkpoint.note.strength {
            // The classifier was fitted to features of length 1, and is now given features of deviation 1.
            recipe.layerPenalty = strength * Double(blank.offsets.count) / Double(pictures)
        }
        if case .further = trial.last, checkpoint.note.lastPart != nil { recipe.rate = recipe.lastRate }
        return RefinementTrainer(
            net(checkpoint.state.numbers), recipe: recipe, examples: trial.examples, resuming: checkpoint.state,
            team: trial.team)
    }

    private mutating func step(
        _ trainer: RefinementTrainer, on places: [Int], heldOut: [Int]?, _ progress: RefineProgress
    ) -> RefineEpoch {
        let begin = ContinuousClock.now
        let (number, isLastPart) = (trainer.epoch + 1, checkpoint.note.lastPart != nil)
        let name = "epoch \(number)\(isLastPart ? " of the last part" : "")"
        let rate = trainer.recipe.rate(of: trainer.epoch)
        let last =
            checkpoint.note.curve.last?.heldOut.map { String(format: ", held out %.2f %%", 100 * $0.error) } ?? ""
        let learnt = trainer.runEpoch(on: places) { done, loss in
            progress(name, done, places.count, String(format: "loss %.4f", loss) + last)
        }
        let tally = heldOut.map(trainer.judge)
        checkpoint.state = trainer.state
        return RefineEpoch(
            epoch: number, isLastPart: isLastPart, rate: rate, learnt: learnt, heldOut: tally,
            seconds: (ContinuousClock.now - begin) / .seconds(1))
    }

    private mutating func keep(_ epoch: RefineEpoch, _ say: (String) -> Void) throws(LabError) {
        checkpoint.note.curve.append(epoch)
        if let path { try checkpoint.write(to: path) }
        say(epoch.line)
    }
}
