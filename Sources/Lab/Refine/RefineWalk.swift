// The epochs of a split, each kept when it is done.

import Features
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
    mutating func firstPart(_ held: Split, _ progress: LabProgress, _ say: (String) -> Void) throws(LabError) {
        guard checkpoint.note.lastPart == nil else { return }
        let trainer = trainer()
        if checkpoint.note.curve.isEmpty {
            let tally = trainer.judge(held.test)
            let epoch = RefineEpoch(
                epoch: 0, isLastPart: false, rate: 0, learnt: nil, heldOut: tally, seconds: 0)
            checkpoint.note.curve.append(epoch)
            say(epoch.line)
        }
        while trainer.epoch < trial.recipe.epochs {
            let epoch = step(trainer, on: held.train, heldOut: held.test, progress)
            let most = checkpoint.note.curve.filter { !$0.isLastPart }.compactMap { $0.heldOut?.error }.min() ?? 1
            if let error = epoch.heldOut?.error, error < most {
                checkpoint.best = checkpoint.state.numbers
                checkpoint.note.bestEpoch = epoch.epoch
            }
            try keep(epoch, say)
        }
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
    mutating func lastPart(_ places: [Int], _ progress: LabProgress, _ say: (String) -> Void) throws(LabError) {
        let trainer = trainer()
        while trainer.epoch < checkpoint.note.lastPart ?? 0 {
            try keep(step(trainer, on: places, heldOut: nil, progress), say)
        }
    }

    /// A net with given numbers and the checkpoint's standardisation.
    func net(_ numbers: [Float]) -> RefinementNet {
        blank.standardised(offsets: checkpoint.offsets, scales: checkpoint.scales).with(numbers: numbers)
    }

    /// The last part that goes on from the first one stays at its last rate.
    private func trainer() -> RefinementTrainer {
        var recipe = trial.recipe
        if case .further = trial.last, checkpoint.note.lastPart != nil { recipe.rate = recipe.lastRate }
        return RefinementTrainer(
            net(checkpoint.state.numbers), recipe: recipe, examples: trial.examples, resuming: checkpoint.state,
            team: trial.team)
    }

    private mutating func step(
        _ trainer: RefinementTrainer, on places: [Int], heldOut: [Int]?, _ progress: LabProgress
    ) -> RefineEpoch {
        let begin = ContinuousClock.now
        let (number, isLastPart) = (trainer.epoch + 1, checkpoint.note.lastPart != nil)
        let name = "epoch \(number)\(isLastPart ? " of the last part" : "")"
        let rate = trainer.recipe.rate(of: trainer.epoch)
        let learnt = trainer.runEpoch(on: places) { done, _ in progress(name, done, places.count) }
        let tally = heldOut.map(trainer.judge)
        checkpoint.state = trainer.state
        return RefineEpoch(
            epoch: number, isLastPart: isLastPart, rate: rate, learnt: learnt, heldOut: tally,
            seconds: (ContinuousClock.now - begin) / .seconds(1))
    }

    private mutating func keep(_ epoch: RefineEpoch, _ say: (String) -> Void) throws(LabError) {
        checkpoint.note.curve.append(epoch)
        say(epoch.line)
        if let path { try checkpoint.write(to: path) }
    }
}
