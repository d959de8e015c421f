// `showtell-lab live` from outside, also on real things.

import Foundation
import Lab
import Testing

@Suite("Live teaching: the built laboratory")
struct LiveProgramTests {
    @Test func `A table is said, numbers and a plot are written, and wrong usage is refused`() throws {
        let scratch = try Scratch()
        try scratch.things("in", kinds: 3, views: 5)
        let words = [
            "live", "--data", "\(scratch.path)/in", "--bank", "mnist", "--counts", "1,2", "--seeds", "2", "--cache",
            "\(scratch.path)/cache", "--out", "\(scratch.path)/out", "--json", "\(scratch.path)/numbers.json",
        ]
        let (code, said) = try ExperimentProgramTests.run(words)
        #expect(code == 0 && said.contains("| 2 | 3 | dual-ridge | ") && said.contains("3 classes, 15 views"))
        let numbers = try Data(contentsOf: URL(fileURLWithPath: "\(scratch.path)/numbers.json"))
        #expect(numbers == (try Data(contentsOf: URL(fileURLWithPath: "\(scratch.path)/out/report.json"))))
        #expect(FileManager.default.fileExists(atPath: "\(scratch.path)/out/live.svg"))
        for wrong in [
            ["--counts", "1,x"], ["--counts", "2,2"], ["--counts", "0"], ["--teach", "backwards"],
            ["--validation", "--held-out"], ["--classifier", "oracle"], ["--seeds", "0"],
        ] {
            #expect(try ExperimentProgramTests.run(words + wrong).code == 64, "\(wrong)")
        }
        #expect(try ExperimentProgramTests.run(["live", "--data", "\(scratch.path)/none"]).code == 65)
        #expect(try ExperimentProgramTests.run(words + ["--dump", "\(scratch.path)/in/thing0/0.png/x"]).code == 74)
    }

    /// A folder of the data that tests may look at.
    private static func folder(_ name: String) -> String? {
        guard let data = ProcessInfo.processInfo.environment["SHOWTELL_DATA"] else { return nil }
        let path = "\(data)/\(name)"
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }

    private static func report(_ folder: String, _ words: String...) throws -> LiveReport {
        let scratch = try Scratch()
        let json = "\(scratch.path)/numbers.json"
        let (code, _) = try ExperimentProgramTests.run(
            ["live", "--data", folder, "--cache", "\(scratch.path)/cache", "--json", json, "--seeds", "2"] + words
                + ["--classifier", "streaming-lda"])
        #expect(code == 0)
        return try JSONDecoder().decode(LiveReport.self, from: Data(contentsOf: URL(fileURLWithPath: json)))
    }

    @Test(.enabled(if: folder("coil100") != nil, "SHOWTELL_DATA has no coil100"))
    func `Real things that turn are told apart, better from five views than from one`() throws {
        let report = try Self.report(
            try #require(Self.folder("coil100")), "--counts", "1,5", "--validation", "--threads", "2")
        #expect(report.setting.layout == .objects && report.rows.map(\.count) == [1, 5])
        #expect(report.rows[0].accuracy.mean > 0.6 && report.rows[1].accuracy.mean > 0.85)
        #expect(report.rows[1].accuracy.mean > report.rows[0].accuracy.mean && report.rows[1].areaUnderCurve.mean > 0.7)
    }

    @Test(.enabled(if: folder("streams/webcam_hands") != nil, "SHOWTELL_DATA has no streams/webcam_hands"))
    func `Real hands have all their sessions and boxes`() throws {
        let report = try Self.report(try #require(Self.folder("streams/webcam_hands")), "--counts", "3")
        #expect(report.setting.layout == .sessions && report.categories.count == 6 && report.views == 161)
        // Six signs in one session and five in the other: chance is below 0.2.
        #expect(report.broken.isEmpty && report.rows.map(\.classes) == [11] && report.rows[0].accuracy.mean > 0.3)
    }

    @Test(.enabled(if: folder("streams/otb_coke") != nil, "SHOWTELL_DATA has no streams/otb_coke"))
    func `A real can is told from what is around it`() throws {
        let report = try Self.report(try #require(Self.folder("streams/otb_coke")), "--counts", "10")
        #expect(report.setting.layout == .film && report.views == 300 && report.broken.isEmpty)
        #expect(report.rows[0].accuracy.mean > 0.85 && report.rows[0].areaUnderCurve.mean > 0.85)
    }
}
