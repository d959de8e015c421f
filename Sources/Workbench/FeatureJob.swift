// Pictures in, an array of features out.

package import Features
import Formats

/// Describes pictures and writes what describes them into a `.npy` file.
package struct FeatureJob {
    /// The pictures.
    package let inputs: InputList
    /// The net.
    package let bank: FilterBank
    /// Where the features go: N × features, Float32.
    package let output: String
    /// Where the name of each row goes, a line each; nil for nowhere.
    package var names: String?
    /// Threads that work on a picture.
    package var threads = 1
    /// Look at the largest square in the middle, as the daemon does, instead of the whole.
    package var isSquare = false
    /// Append the chroma histogram.
    package var hasChroma = false
    /// Pass over pictures that cannot be used.
    package var skipsBroken = false
    /// The folder for pictures of the maps; nil for none.
    package var maps: String?
    /// Of so many pictures the maps are drawn.
    package var mapLimit = 20

    /// A job for pictures and a net.
    package init(inputs: InputList, bank: FilterBank, output: String) {
        self.inputs = inputs
        self.bank = bank
        self.output = output
    }

    /// What was done.
    package struct Summary: Sendable {
        /// Rows of the array.
        package fileprivate(set) var rows = 0
        /// Numbers in a row.
        package fileprivate(set) var features = 0
        /// Why pictures were passed over, a sentence each.
        package fileprivate(set) var broken: [String] = []
        /// Pictures of which the maps were drawn.
        package fileprivate(set) var drawn = 0
        /// How long it took, in seconds.
        package fileprivate(set) var seconds = 0.0
    }

    /// What was done, in a line for people.
    package func line(_ summary: Summary) -> String {
        func many(_ count: Int, _ one: String) -> String { "\(count.grouped) \(one)\(count == 1 ? "" : "s")" }
        let rate = (Double(summary.rows) / summary.seconds).rounded(places: 1)
        var line = "\(many(summary.rows, "picture")), \(many(summary.features, "feature")) each, in \(output) after "
        line += "\(summary.seconds.rounded(places: 1)) s (\(rate) a second)"
        if !summary.broken.isEmpty { line += "; passed over \(many(summary.broken.count, "broken picture"))" }
        if inputs.others > 0 { line += "; \(many(inputs.others, "other file")) in the folders" }
        if let maps { line += "; maps of \(summary.drawn.grouped) of them in \(maps)" }
        return line
    }

    /// Does it. Blocks.
    ///
    /// Nothing is at `output` or `names` before all is done, and files that were there stay as they were until then.
    ///
    /// - Parameters:
    ///   - progress: is told how many pictures are done.
    ///   - isInterrupted: is asked before every picture whether to stop.
    /// - Throws: `WorkbenchError`
    package func run(
        progress: (Int) -> Void = { _ in }, isInterrupted: () -> Bool = { false }
    ) throws(WorkbenchError) -> Summary {
        let begin = ContinuousClock.now
        try inputs.check(namesInLines: names != nil)
        try checkOutputs()
        let describer = try Describer(bank: bank, threads: threads, isSquare: isSquare, hasChroma: hasChroma)
        var summary = Summary(features: describer.count)
        var writer = try makeWriter(features: describer.count)
        var list = try makeList()
        var done = 0
        try inputs.forEach { name, read throws(WorkbenchError) in
            if isInterrupted() { throw .interrupted }
            do throws(WorkbenchError) {
                try describer.describe(try read(), name)
            } catch {
                guard skipsBroken else { throw error }
                summary.broken.append(error.description)
                done += 1
                return progress(done)
            }
            do throws(FormatError) {
                try writer.append(describer.features)
                try list?.write(Array("\(name)\n".utf8).span.bytes)
            } catch {
                throw .notWritten(reason: error.description)
            }
            if let maps, summary.drawn < mapLimit {
                try MapPictures.draw(describer.extractor, name: name, row: summary.rows, in: maps)
                summary.drawn += 1
            }
            summary.rows += 1
            done += 1
            progress(done)
        }
        guard summary.rows > 0 else {
            throw .badInput(reason: "None of the \(inputs.count.grouped) pictures can be used. \(summary.broken[0])")
        }
        do {
            try writer.finish()
            try list.take()?.finish()
        } catch {
            throw .notWritten(reason: error.description)
        }
        summary.seconds = (ContinuousClock.now - begin) / .seconds(1)
        return summary
    }
}
