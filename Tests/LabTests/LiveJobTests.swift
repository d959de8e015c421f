// Live teaching as a whole, on things that the tests draw.

import Formats
import Foundation
import Lab
import Testing

@Suite("Live teaching: experiments")
struct LiveJobTests {
    private static func job(_ folder: String) throws -> LiveJob {
        var job = LiveJob(data: folder, bank: try SmallNet.bank())
        (job.counts, job.seeds, job.contestants) = ([1, 4], 3, Array(LiveContestant.all.prefix(1)))
        return job
    }

    @Test func `Things are learnt, more from more views, and the same seeds give the same numbers`() throws {
        let scratch = try Scratch()
        try scratch.things("in", kinds: 5, views: 11)
        let broken = try scratch.file("in/thing3/4.png", Data("no picture".utf8))
        var job = try Self.job("\(scratch.path)/in")
        job.isImbalanced = true
        let cache = FeatureCache(folder: "\(scratch.path)/cache")
        var said: [String: Int] = [:]
        let report = try job.run(cache) { what, done, _ in said[what] = done }
        #expect(report.categories == (0..<5).map { "thing\($0)" } && report.views == 55 && report.leftOut.isEmpty)
        #expect(report.broken.count == 1 && report.broken[0].contains(broken))
        #expect(report.setting.layout == .objects && report.setting.order == .random && report.setting.generic == 48)
        #expect(report.rows.map(\.count) == [1, 4] && report.rows.allSatisfy { $0.classes == 5 })
        #expect(report.rows[1].accuracy.mean > 0.9 && report.rows[1].areaUnderCurve.mean > 0.6)
        #expect(report.rows.allSatisfy { $0.accuracy.deviation != nil && $0.imbalanced != nil })
        #expect(said["trials"] == 2 * 3 * 3)
        // As many threads as one likes.
        job.threads = 3
        let again = try job.run(cache) { _, _, _ in }
        #expect(again.rows == report.rows && again.featureSeconds == nil && report.featureSeconds != nil)
        job.seed = 9
        #expect(try job.run(cache) { _, _, _ in }.rows != report.rows)

        try report.write(into: "\(scratch.path)/out")
        let json = try JSONDecoder().decode(
            LiveReport.self, from: Data(contentsOf: URL(fileURLWithPath: "\(scratch.path)/out/report.json")))
        #expect(json.rows == report.rows && json.setting.seeds == [1, 2, 3])
        let plot = try String(contentsOfFile: "\(scratch.path)/out/live.svg", encoding: .utf8)
        #expect(plot.components(separatedBy: "<polyline").count == 3 && plot.contains("prefers-color-scheme: dark"))
        #expect(try XMLCheck.isWellFormed(plot))
        #expect(report.lines.contains { $0.hasPrefix("| 4 | 5 | streaming-lda | ") })
        #expect(report.lines.contains { $0.contains("passed over") && $0.contains(broken) })
    }

    @Test func `Classes with too few views are left out where they have too few, and that is said`() throws {
        let scratch = try Scratch()
        try scratch.things("in", kinds: 3, views: 6)
        try scratch.thing("in/rare/1.png", kind: 3, view: 0)
        try scratch.thing("in/rare/2.png", kind: 3, view: 1)
        var job = try Self.job("\(scratch.path)/in")
        let cache = FeatureCache(folder: "\(scratch.path)/cache")
        let report = try job.run(cache) { _, _, _ in }
        #expect(report.rows.map(\.classes) == [4, 3] && report.leftOut == ["too few views to teach 4: rare"])
        job.counts = [4, 20]
        #expect(try job.run(cache) { _, _, _ in }.rows.map(\.count) == [4])
        job.counts = [20]
        #expect(throws: LabError.self) { try job.run(cache) { _, _, _ in } }
    }

    @Test func `Halves of the classes have none in common`() throws {
        let scratch = try Scratch()
        try scratch.things("in", kinds: 5, views: 4)
        var job = try Self.job("\(scratch.path)/in")
        job.counts = [1]
        let cache = FeatureCache(folder: "\(scratch.path)/cache")
        job.part = .validation
        #expect(try job.run(cache) { _, _, _ in }.categories == ["thing0", "thing2", "thing4"])
        job.part = .heldOut
        #expect(try job.run(cache) { _, _, _ in }.categories == ["thing1", "thing3"])
        try scratch.things("few", kinds: 3, views: 4)
        let few = LiveJob(data: "\(scratch.path)/few", bank: try SmallNet.bank())
        var half = few
        half.part = .heldOut
        #expect(throws: LabError.self) { try half.run(cache) { _, _, _ in } }
    }

    @Test func `Sessions and films are taught in the order of time and in no other`() throws {
        let scratch = try Scratch()
        try scratch.session("hands/session_1", kinds: [0, 1, 2], views: 8)
        try scratch.session("hands/session_2", kinds: [1, 2, 3], views: 8)
        try scratch.film("film", frames: 14)
        let cache = FeatureCache(folder: "\(scratch.path)/cache")
        let hands = try Self.job("\(scratch.path)/hands")
        let report = try hands.run(cache) { _, _, _ in }
        #expect(report.setting.order == .time && report.rows.map(\.classes) == [6, 6] && report.views == 48)
        #expect(report.rows[1].accuracy.mean > 0.9)
        let film = try Self.job("\(scratch.path)/film").run(cache) { _, _, _ in }
        #expect(film.setting.layout == .film && film.views == 28 && film.rows[1].accuracy.mean > 0.9)
        #expect(film.rows[1].areaUnderCurve.mean > 0.8)
        var wrong = hands
        wrong.order = .random
        #expect(throws: LabError.self) { try wrong.run(cache) { _, _, _ in } }
    }

    /// What a dump says.
    private struct Note: Decodable {
        struct Trial: Decodable {
            let count: Int, seed: UInt64, purpose: String
            let taught, train, test: [Int], answers: [String: [Int]]
            let likeness: [String: [Double]], verdicts: [String: [String]]
        }
        let classes: [String], labels: [Int], paths: [String], trials: [Trial]
    }

    @Test func `A dump holds what was taught, asked and answered, and features of length one`() throws {
        let scratch = try Scratch()
        try scratch.things("in", kinds: 3, views: 7)
        var job = try Self.job("\(scratch.path)/in")
        job.dump = "\(scratch.path)/dump"
        let report = try job.run(FeatureCache(folder: "\(scratch.path)/cache")) { _, _, _ in }
        let note = try JSONDecoder().decode(
            Note.self, from: Data(contentsOf: URL(fileURLWithPath: "\(scratch.path)/dump/trials.json")))
        #expect(note.classes == report.categories && note.labels.count == 21 && note.paths.count == 21)
        #expect(note.trials.count == 2 * 3 * 2)
        for (place, row) in report.rows.enumerated() {
            let own = note.trials.filter { $0.purpose == "all" && $0.count == [1, 4][place] }
            let shares = own.map { trial in
                let answers = zip(trial.test, trial.answers["streaming-lda"] ?? []).map { (note.labels[$0], $1) }
                return (0..<3).reduce(0.0) { sum, label in
                    let mine = answers.filter { $0.0 == label }
                    return sum + Double(mine.count { $0.0 == $0.1 }) / Double(mine.count) / 3
                }
            }
            #expect(own.count == 3 && abs(shares.reduce(0, +) / 3 - row.accuracy.mean) < 1e-12)
        }
        for trial in note.trials {
            #expect(trial.likeness["streaming-lda"]?.count == trial.test.count)
            #expect(trial.verdicts["streaming-lda"]?.count == trial.test.count)
        }
        let raw = try NumpyReader(path: "\(scratch.path)/dump/raw.npy")
        let features = try NumpyReader(path: "\(scratch.path)/dump/features.npy")
        let generic = try NumpyReader(path: "\(scratch.path)/dump/generic.npy")
        #expect(raw.shape == features.shape && generic.shape == [48, raw.rowLength] && raw.rows == 21)
        for row in 0..<21 { #expect(abs(try features.row(row).reduce(0) { $0 + $1 * $1 } - 1) < 1e-4) }
        #expect(FileManager.default.fileExists(atPath: "\(scratch.path)/dump/README.md"))
    }
}

/// Whether text is XML whose elements are closed.
private enum XMLCheck {
    static func isWellFormed(_ text: String) throws -> Bool {
        let tags = try Regex("<(/?)([a-z]+)[^>]*?(/?)>")
        var open: [Substring] = []
        for match in text.matches(of: tags) {
            guard let name = match.output[2].substring else { return false }
            if match.output[3].substring == "/" { continue }
            if match.output[1].substring == "/" {
                guard open.popLast() == name else { return false }
            } else {
                open.append(name)
            }
        }
        return open.isEmpty
    }
}
