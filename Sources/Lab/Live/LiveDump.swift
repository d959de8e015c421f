// The trials as files, so that other programs can be taught and asked the same.

import Classifier
import Formats
import Linear

/// Features, trials and answers, for other programs.
struct LiveDump {
    let data: LiveData
    let features: LiveFeatures
    let trials: [LiveTrial]
    let outcomes: [(name: String, answers: [[LiveAnswer]])]

    private static let readme = """
        What `showtell-lab live --dump` was taught and asked. Arrays are Float32, a row a view; the order of rows is that of
        `labels` in trials.json.

        - raw.npy: the features as the descriptor makes them, all `blocks` in a row.
        - mirrored.npy: the same of the views' mirror images, which ours are taught with.
        - generic.npy: the same of the generic counter-examples, which the daemon's classifiers always have.
        - features.npy: for rivals. Each block less the mean of generic.npy, divided by its length and times
          √(weight / sum of the weights): a row has the length 1, and the inner product of two rows is the cosine that the
          daemon's classifiers compare pictures by.
        - trials.json: `classes` (names), `labels` (a class for each row), `paths`, `blocks` (first, count, weight) and
          `trials`. A trial has `count`, `seed`, `scene`, `purpose` (all; unknown: a third of the classes is never taught;
          imbalance), `taught` (classes), `train` and `test` (rows), and for each classifier `answers` (the best class for each
          of `test`; -1 for none), `likeness` (how much it looks like something taught) and `verdicts`.

        """

    private struct Note: Encodable {
        struct Block: Encodable { let first, count: Int, weight: Double }
        struct Trial: Encodable {
            let count: Int, seed: UInt64, scene: String, purpose: LiveTrial.Purpose
            let taught, train, test: [Int]
            var answers: [String: [Int]] = [:]
            var likeness: [String: [Double]] = [:]
            var verdicts: [String: [String]] = [:]
        }
        let classes: [String], labels: [Int], paths: [String], blocks: [Block], trials: [Trial]
    }

    /// Writes all into a folder, which is made if there is none.
    ///
    /// - Throws: `LabError.notWritten`
    func write(into path: String) throws(LabError) {
        let folder = try ReportFolder(path)
        let table = features.table
        let rows = (0..<table.rows).map { Array(table.row($0)) }
        let generic = features.generic.map(\.features)
        try write(rows, to: "\(path)/raw.npy")
        try write((0..<table.rows).map { Array(features.mirrored.row($0)) }, to: "\(path)/mirrored.npy")
        try write(generic, to: "\(path)/generic.npy")
        try write(directions(rows, from: generic), to: "\(path)/features.npy")
        try folder.write(Self.readme, as: "README.md")
        let note = Note(
            classes: data.classes, labels: data.labels, paths: data.views.map(\.path),
            blocks: features.blocks.map { .init(first: $0.range.lowerBound, count: $0.range.count, weight: $0.weight) },
            trials: trials.enumerated().map { place, trial in
                var note = Note.Trial(
                    count: trial.count, seed: trial.seed, scene: data.scenes[trial.scene].name, purpose: trial.purpose,
                    taught: trial.taught, train: trial.train, test: trial.test)
                for outcome in outcomes {
                    note.answers[outcome.name] = outcome.answers[place].map { $0.category ?? -1 }
                    note.likeness[outcome.name] = outcome.answers[place].map(\.likeness)
                    note.verdicts[outcome.name] = outcome.answers[place].map(\.verdict.rawValue)
                }
                return note
            })
        try folder.write(note, as: "trials.json")
    }

    /// Each block from the mean of the generic pictures, at the length that it counts.
    private func directions(_ rows: [[Float]], from generic: [[Float]]) -> [[Float]] {
        let total = features.blocks.reduce(0) { $0 + $1.weight }
        var result = rows
        for block in features.blocks {
            let centre = block.range.map { column in
                generic.reduce(0.0) { $0 + Double($1[column]) } / Double(max(generic.count, 1))
            }
            let length = (block.weight / total).squareRoot()
            for row in rows.indices {
                let centred = zip(rows[row][block.range], centre).map { Double($0) - $1 }
                let own = centred.reduce(0) { $0 + $1 * $1 }.squareRoot()
                result[row].replaceSubrange(
                    block.range, with: centred.map { own > 0 ? Float($0 / own * length) : 0 })
            }
        }
        return result
    }

    private func write(_ rows: [[Float]], to path: String) throws(LabError) {
        do {
            var writer = try NumpyWriter(
                path: path, rowShape: [features.table.columns], expectedRows: rows.count)
            for row in rows { try writer.append(row) }
            try writer.finish()
        } catch {
            throw .notWritten(reason: "“\(path)” cannot be written: \(error)")
        }
    }
}
