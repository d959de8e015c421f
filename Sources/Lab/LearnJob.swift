// Filters of a first stage, learnt from pictures.

package import Features
import FilterLearning
import Imaging
import Linear
import Workers

/// Learns the filters of a first stage by predictive sparse decomposition.
package struct LearnJob {
    /// The pictures.
    package let files: [String]
    /// How.
    package let recipe: FilterRecipe
    /// Threads that learn; they do not change a bit of the result.
    package var threads = 1

    /// Learning from files of pictures.
    package init(files: [String], recipe: FilterRecipe) { (self.files, self.recipe) = (files, recipe) }

    /// What was learnt, and how it went.
    package struct Result: Sendable {
        /// The filters of a net of one stage.
        package let bank: FilterBank
        /// Why pictures were passed over.
        package let broken: [String]
        /// The energy per patch, the share of code values that are not 0, and dead atoms that were replaced: at first and at
        /// last.
        package let lines: [String]
    }

    /// Steps of learning from one report to the next.
    private static let reporting = 200

    /// Does it. Blocks.
    ///
    /// - Throws: `LabError.badInput` when the recipe does not fit, or the pictures teach nothing.
    package func run(progress: LabProgress) throws(LabError) -> Result {
        let shape = try recipe.shape()
        let (planes, broken) = try planes(progress)
        do {
            let patches = try recipe.patches.patches(of: planes)
            var trainer = try PSDTrainer(recipe.learning, inputs: patches.inputs.columns)
            var reports: [PSDProgress] = []
            let steps = recipe.learning.batches
            try trainer.train(on: patches.inputs, every: Self.reporting, team: Team(threads: threads)) { _, report in
                progress("learning", report.step, steps)
                reports.append(report)
                return true
            }
            let origin = BankOrigin(
                recipe:
                    "PSD of \(patches.inputs.rows) patches of \(planes.count) pictures, λ \(recipe.learning.sparsity), "
                    + "α \(recipe.learning.predictionWeight), \(steps) steps of \(recipe.learning.batchSize)",
                seed: recipe.learning.seed, licence: "CC0-1.0", energy: PSDRecipe.energy)
            let bank = try FilterBank(
                name: recipe.name, shape: shape, stages: [try trainer.encoder.stageFilters(scale: patches.scale)],
                origin: origin)
            let revived = reports.reduce(0) { $0 + $1.revived }
            let shown = [reports.first, reports.last].compactMap { $0 }
            return Result(
                bank: bank, broken: broken,
                lines: shown.map(Self.line) + ["\(revived) dead atoms were replaced in all"])
        } catch {
            throw .badInput(reason: "\(error)")
        }
    }

    private static func line(_ report: PSDProgress) -> String {
        func number(_ value: Double) -> String { "\((1000 * value).rounded() / 1000)" }
        return
            "step \(report.step): energy \(number(report.energy)) = \(number(report.reconstruction)) reconstruction + "
            + "\(number(report.sparsity)) sparsity + \(number(report.prediction)) prediction; "
            + "\(number(100 * report.density)) % of code values are not 0"
    }

    /// The luminance of the pictures that can be read, in the size that patches are cut from.
    private func planes(_ progress: LabProgress) throws(LabError) -> (planes: [Plane], broken: [String]) {
        let (list, size) = (PictureList(files: files), recipe.patches.input.size)
        guard (1...4096).contains(size.rows), (1...4096).contains(size.columns) else {
            throw .badInput(reason: "Pictures of \(size.rows) × \(size.columns) cannot be made.")
        }
        let shortest = min(recipe.patches.input.window.side, size.rows, size.columns)
        var resampler = Resampler(rows: size.rows, columns: size.columns, shortestSide: max(1, shortest))
        var (planes, broken) = ([Plane](), [String]())
        for index in 0..<list.count {
            do throws(LabError) {
                guard case .colours(let picture) = try list.read(index) else { continue }
                let whole = PixelRectangle(x: 0, y: 0, width: picture.width, height: picture.height)
                let (rows, columns) = resampler.size(width: picture.width, height: picture.height)
                var values = [Float](repeating: 0, count: size.rows * size.columns)
                values.withUnsafeMutableBufferPointer { values in
                    guard let start = values.baseAddress else { return }
                    _ = resampler.resample(picture, whole, into: start)
                }
                planes.append(Plane(rows: rows, columns: columns, values: Array(values.prefix(rows * columns))))
            } catch {
                broken.append(error.description)
            }
            progress("pictures", index + 1, list.count)
        }
        return (planes, broken)
    }
}
