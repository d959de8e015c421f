// Following as an experiment, on things that the tests draw.

import Foundation
import Lab
import Testing

@Suite("Following: experiments")
struct FollowJobTests {
    private func run(_ scratch: Scratch, _ folder: String, threads: Int = 1) throws -> FollowReport {
        var job = FollowJob(data: "\(scratch.path)/\(folder)", bank: try SmallNet.bank())
        (job.frames, job.seeds, job.threads) = (6, 3, threads)
        return try job.run(FeatureCache(folder: "\(scratch.path)/cache")) { _, _, _ in }
    }

    @Test func `of things that turn, following learns no more than all that is shown and no less than one view`() throws
    {
        let scratch = try Scratch()
        try scratch.things("in", kinds: 5, views: 11)
        let report = try run(scratch, "in")
        #expect(report.rows.map(\.manner) == [.one, .followed, .spread, .every])
        let samples = report.rows.map(\.samples.mean)
        #expect(samples[0] == 1 && samples[1] == samples[2], "\(samples)")
        #expect(samples[1] >= 1 && samples[3] >= samples[1] && samples[3] <= 7, "\(samples)")
        #expect(report.rows.allSatisfy { $0.wrong.mean == 0 }, "where things turn the whole picture is the box")
        #expect(report.rows[3].accuracy.mean > 0.9)
        #expect(try run(scratch, "in", threads: 3).rows == report.rows, "as many threads as one likes")
        try report.write(into: "\(scratch.path)/out")
        let json = try JSONDecoder().decode(
            FollowReport.self, from: Data(contentsOf: URL(fileURLWithPath: "\(scratch.path)/out/report.json")))
        #expect(json.rows == report.rows)
        #expect(report.lines.contains { $0.hasPrefix("| followed | ") })
    }

    @Test func `in a film the tracker follows the thing, and says how well`() throws {
        let scratch = try Scratch()
        try scratch.film("film", frames: 24)
        let report = try run(scratch, "film")
        #expect(report.notes.contains { $0.hasPrefix("tracked: ") })
        #expect(report.rows.map(\.samples.mean)[0] == 1)
        #expect(report.rows[3].samples.mean > 1)
    }

    @Test func `what shows one thing after another cannot be followed, nor can too few views`() throws {
        let scratch = try Scratch()
        try scratch.session("hands/session_a", kinds: [0, 1], views: 4)
        #expect(throws: LabError.self) { try run(scratch, "hands") }
        try scratch.things("few", kinds: 3, views: 5)
        #expect(throws: LabError.self) { try run(scratch, "few") }
    }
}
