// Figures on pictures that the tests draw: that they are made, and that their numbers are what they say.

import Foundation
import Lab
import Linear
import Testing

@Suite("Figures")
struct FigureTests {
    /// A folder of small pictures with structure.
    private func pictures(_ scratch: Scratch) throws -> String {
        for seed in 0..<4 { try scratch.stripes("in/all/\(seed).png", isUpright: seed % 2 == 0, seed: seed) }
        return "\(scratch.path)/in"
    }

    private func isPicture(_ path: String) throws -> Bool {
        try Data(contentsOf: URL(fileURLWithPath: path)).starts(with: [0x89, 0x50, 0x4E, 0x47])
    }

    @Test func `Trained searches are nearer to converged codes than untrained ones, and named in steps of theirs`()
        throws
    {
        let scratch = try Scratch()
        var figure = LearnedFigure(data: try pictures(scratch))
        (figure.atoms, figure.steps, figure.changes, figure.shares) = ([20], [0, 1], [3], [0.2])
        (figure.patches, figure.unseen, figure.dictionarySteps, figure.batches) = (600, 100, 100, 300)
        let report = try figure.run { _, _, _ in }
        let section = try #require(report.sections.first)
        #expect(section.rows.map(\.steps) == [0, 1, 1, 3] && section.gap < 5e-4)
        #expect(section.rows.allSatisfy { $0.after.square < $0.before.square })
        #expect(section.rows[1].multiplications == 100 * 20 + 400 && section.rows[2].multiplications == 100 * 20 + 80)
        for row in section.rows.prefix(3) {
            let worth = try #require(row.worth)
            let reached = try #require(section.fista[worth])
            let before = try #require(section.fista[worth - 1])
            #expect(reached.square <= row.after.square && before.square > row.after.square)
        }
        // No step leaves all at 0; many leave nothing of the error.
        #expect(abs((section.fista[0]?.square ?? 0) / section.codeSquare - 1) < 1e-6)
        #expect((section.fista[100]?.square ?? 1) < 0.01 * section.codeSquare)
        figure.threads = 2
        let again = try figure.run { _, _, _ in }
        #expect(again.sections.map { $0.rows.map(\.after) } == report.sections.map { $0.rows.map(\.after) })

        try report.write(into: "\(scratch.path)/out")
        let json = try JSONDecoder().decode(
            LearnedReport.self, from: Data(contentsOf: URL(fileURLWithPath: "\(scratch.path)/out/lista.json")))
        #expect(json.sections.first?.rows.map(\.after) == section.rows.map(\.after))
        #expect(try isPicture("\(scratch.path)/out/lista-20.png"))
        #expect(report.lines.contains { $0.hasPrefix("| LISTA T = 1 | 100 %") })
    }

    @Test func `Predictions are held against exact codes, and their states against those of a film`() throws {
        let scratch = try Scratch()
        var figure = PredictorFigure(data: try pictures(scratch))
        (figure.fidelities, figure.speeds, figure.steps, figure.batches) = ([1], [0.6], [1], 200)
        (figure.patches, figure.unseen, figure.searchBatches) = (500, 60, 100)
        let report = try figure.run { _, _, _ in }
        #expect(report.steadiness == nil)
        let (fidelity, speed) = (try #require(report.fidelity.first), try #require(report.speed.first))
        #expect(fidelity.optimalByPredicted > fidelity.exactByPredicted)
        #expect((0.01..<0.9).contains(fidelity.density) && fidelity.exactBySearch.keys.sorted() == [1])
        #expect(speed.ratio > 0 && speed.prediction < speed.search)
        try report.write(into: "\(scratch.path)/out")
        #expect(try isPicture("\(scratch.path)/out/psd-speed.png"))
        #expect(report.lines.contains { $0.hasPrefix("| paper | 8.6") })
        figure.film = "\(scratch.path)/no film"
        let error = try #require(throws: LabError.self) { try figure.run { _, _, _ in } }
        #expect(error.description.contains("no film"))
    }

    @Test func `A folder without pictures is refused`() throws {
        let scratch = try Scratch()
        _ = try scratch.file("in/all/1.png", Data("no picture".utf8))
        #expect(throws: LabError.self) { try LearnedFigure(data: "\(scratch.path)/in").run { _, _, _ in } }
        #expect(throws: LabError.self) { try PredictorFigure(data: "\(scratch.path)/none").run { _, _, _ in } }
    }
}
