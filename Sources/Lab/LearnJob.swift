// Filters of a net, learnt from pictures stage by stage.

package import Features
import FilterLearning
import Foundation
import Workers

/// Makes the filters of a net by a recipe: each stage from what those before it make of the pictures.
///
/// What is done so far is written into a file now and then; whoever resumes gets the same bank bit for bit.
package struct LearnJob {
    /// The pictures.
    package let pictures: PictureList
    /// How.
    package let recipe: FilterRecipe
    /// Threads that learn; they do not change a bit of the result.
    package var threads = 1
    /// Where unfinished learning is kept; nil for nowhere. The file goes when all is done.
    package var checkpoint: String?
    /// Time from one checkpoint to the next.
    package var interval = Duration.seconds(30)
    /// Whether to go on from the checkpoint, if there is one.
    package var resumes = false

    /// Learning from pictures.
    package init(pictures: PictureList, recipe: FilterRecipe) { (self.pictures, self.recipe) = (pictures, recipe) }

    /// What was learnt, and how it went.
    package struct Result: Sendable {
        /// The filters.
        package let bank: FilterBank
        /// Why pictures were passed over.
        package let broken: [String]
        /// How learning went, stage by stage.
        package let lines: [String]
    }

    /// Whoever looks on.
    package struct Watch {
        /// Is told what is done, how much of it, of how much in all, and how it goes.
        package var progress: (_ what: String, _ done: Int, _ all: Int, _ note: String?) -> Void = { _, _, _, _ in }
        /// Is shown the bank as it stands, if it calls what it is given.
        package var filters: (() -> FilterBank?) -> Void = { _ in }
        /// Says when to stop.
        package var isStopped: () -> Bool = { false }

        /// Nobody.
        package init() {}
    }

    /// Does it. Blocks.
    ///
    /// - Returns: what was learnt, or nil when it was stopped; the checkpoint then holds all of it.
    /// - Throws: `LabError.badInput` when the recipe does not fit, or the pictures teach nothing, and
    ///   `LabError.notWritten` when the checkpoint cannot be.
    package func run(_ watch: Watch = Watch()) throws(LabError) -> Result? {
        let shape = try recipe.shape()
        var done = try begin()
        var source = LearnPictures(list: pictures, threads: threads, watch: watch)
        while done.stages.count < recipe.stages.count {
            let number = done.stages.count + 1
            do {
                guard try learn(shape, &done, &source, watch) else { return nil }
            } catch is LearnPictures.Stopped {
                return nil
            } catch let error as LabError {
                guard case .badInput(let reason) = error else { throw error }
                throw .badInput(reason: "Stage \(number): \(reason)")
            } catch {
                throw .badInput(reason: "Stage \(number): \(error)")
            }
        }
        let lines = done.records.enumerated().map { "stage \($0 + 1): \($1.recipe)" + ($1.end.map { "; \($0)" } ?? "") }
        let bank = try bank(shape, done.stages, done.records.map(\.recipe), done.records.compactMap(\.energy))
        return Result(bank: bank, broken: source.broken, lines: lines)
    }

    /// Takes the checkpoint away: the bank is written.
    package func finish() {
        if let checkpoint { try? FileManager.default.removeItem(atPath: checkpoint) }
    }

    private func begin() throws(LabError) -> LearnCheckpoint {
        let identity = Fingerprint.of(pictures.identity.utf8)
        if let checkpoint, FileManager.default.fileExists(atPath: checkpoint) {
            guard resumes else {
                throw .badInput(
                    reason:
                        "“\(checkpoint)” holds learning that was not finished: go on with --resume, or take the file "
                        + "away.")
            }
            return try LearnCheckpoint(path: checkpoint, recipe: recipe, pictures: identity)
        }
        return LearnCheckpoint(recipe: recipe, pictures: identity)
    }

    /// Makes the next stage; false when it was stopped.
    private func learn(
        _ shape: ExtractorShape, _ done: inout LearnCheckpoint, _ source: inout LearnPictures, _ watch: Watch
    ) throws -> Bool {
        let index = done.stages.count
        let form = shape.stages[index]
        switch recipe.stages[index] {
        case .random(let seed):
            done.stages.append(try FilterBank.random(shape: shape, seed: seed).stages[index])
            done.records.append(.init(recipe: "random, seed \(seed)", energy: nil, end: nil))
        case .gabor:
            let gabor = try FilterBank.gabor(shape: ExtractorShape(input: shape.input, stages: [form]))
            done.stages.append(gabor.stages[0])
            done.records.append(.init(recipe: "Gabor functions", energy: nil, end: nil))
        case .psd(let learning):
            let inputs = try source.inputs(
                learning.sampling, form.kernel, seed: learning.learning.seed, shape, done.stages)
            let settings = learning.learning(atoms: form.table.outputs)
            let learner = try PatchLearner(settings, form: form, inputs: inputs, resuming: done.learner)
            return try finish(learner, learning.about, PSDRecipe.energy, shape, &done, watch)
        case .convolutional(let learning):
            let inputs = try source.inputs(
                learning.sampling, Extent(learning.side), seed: learning.learning.seed, shape, done.stages)
            let learner = try CropLearner(learning, form: form, inputs: inputs, resuming: done.learner)
            return try finish(learner, learning.about, ConvolutionalRecipe.energy, shape, &done, watch)
        }
        return true
    }

    /// Takes all steps of a stage that are left, and adds it to those that are done; false when it was stopped.
    private func finish(
        _ learner: some StageLearner, _ about: String, _ energy: String, _ shape: ExtractorShape,
        _ done: inout LearnCheckpoint, _ watch: Watch
    ) throws -> Bool {
        var learner = learner
        guard let end = try advance(&learner, shape, &done, watch) else { return false }
        done.stages.append(try learner.filters())
        done.records.append(.init(recipe: about, energy: energy, end: end))
        done.learner = nil
        if let checkpoint { try done.write(to: checkpoint) }
        return true
    }

    /// Takes all steps of a stage, and says how they ended; nil when they did not.
    private func advance(
        _ learner: inout some StageLearner, _ shape: ExtractorShape, _ done: inout LearnCheckpoint, _ watch: Watch
    ) throws -> String? {
        let (team, name) = (Team(threads: threads), "stage \(done.stages.count + 1)")
        var (kept, revived, note) = (ContinuousClock.now, 0, "")
        while learner.step < learner.steps {
            let report = try learner.advance(team)
            revived += report.revived
            note = Self.note(report, revived: revived)
            watch.progress(name, learner.step, learner.steps, note)
            let (now, steps) = (learner, "\(name), step \(learner.step) of \(learner.steps): \(note)")
            watch.filters {
                (try? now.filters()).flatMap { filters in try? bank(shape, done.stages + [filters], [steps], []) }
            }
            let isStopped = watch.isStopped()
            guard let checkpoint, isStopped || ContinuousClock.now - kept >= interval else {
                if isStopped { return nil }
                continue
            }
            done.learner = learner.state
            try done.write(to: checkpoint)
            if isStopped { return nil }
            kept = .now
        }
        return note
    }

    private static func note(_ report: PSDProgress, revived: Int) -> String {
        let percent = String(format: "%.1f", 100 * report.density)
        let dead = "\(revived) dead \(revived == 1 ? "atom" : "atoms") replaced"
        return "energy \(String(format: "%.4g", report.energy)), \(percent) % of the codes not 0, \(dead)"
    }

    /// The bank of the stages that there are.
    private func bank(
        _ shape: ExtractorShape, _ stages: [StageFilters], _ about: [String], _ energies: [String]
    ) throws(LabError) -> FilterBank {
        let text =
            about.count == 1 ? about[0] : about.enumerated().map { "stage \($0 + 1): \($1)" }.joined(separator: "; ")
        var distinct: [String] = []
        for energy in energies where !distinct.contains(energy) { distinct.append(energy) }
        let origin = BankOrigin(
            recipe: text, seed: recipe.stages.compactMap(\.seed).first ?? 0, licence: "CC0-1.0",
            energy: distinct.isEmpty ? "none" : distinct.joined(separator: "; "))
        let isWhole = stages.count == shape.stages.count
        do {
            return try FilterBank(
                name: recipe.name,
                shape: ExtractorShape(
                    input: shape.input, stages: Array(shape.stages.prefix(stages.count)),
                    finalPooling: isWhole ? shape.finalPooling : nil),
                stages: stages, origin: origin)
        } catch {
            throw .badInput(reason: "\(error)")
        }
    }
}
