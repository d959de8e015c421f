// What was taught, read from its folder by somebody who only wants the numbers.

import Classifier
import Features
import Foundation
import Logging
import Teaching
import Testing

@Suite("Reading what was taught")
struct ExportTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("export-\(UUID().uuidString)")
        .path

    private func learner(_ bank: FilterBank) async throws -> Learner {
        let journal = try Journal(folder: folder, features: Journal.features(of: bank))
        let learner = try Learner(journal: journal, bank: bank, folder: folder, logger: Logger(label: "test"))
        try await learner.prepare()
        return learner
    }

    private func teach(_ learner: Learner, _ name: String, _ thing: Thing) async throws {
        _ = try await learner.teach(
            name, picture: thing.picture(view: 0), region: nil, author: "me", ifRevision: nil)
    }

    @Test func `Who decides is who was chosen`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let bank = try FilterBank.random(shape: .norb)
        let learner = try await learner(bank)
        for thing in [Thing.disc, .cross] { try await teach(learner, "\(thing)", thing) }
        let standard = await learner.scoreFormula.formula.rule
        _ = try await learner.setClassifier(kind: .nearestMean, threshold: nil)
        let chosen = await learner.scoreFormula.formula.rule
        #expect(chosen != standard)
        try await learner.closeJournal()
        #expect(try await Learner.taught(in: folder, bank: bank)?.formula.rule == chosen)
    }

    @Test func `The formula of a folder is that of the learner who was taught`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let bank = try FilterBank.random(shape: .norb)
        let learner = try await learner(bank)
        for (name, thing) in [("later “one”", Thing.disc), ("cross", .cross), ("stripes", .stripes)] {
            try await teach(learner, name, thing)
        }
        _ = try await learner.rename("later “one”", to: "disc", author: "me", ifRevision: nil)
        let expected = await learner.scoreFormula
        try await learner.closeJournal()

        let found = try #require(try await Learner.taught(in: folder, bank: bank))
        #expect(found.formula == expected.formula && !found.formula.groups.isEmpty)
        #expect(found.categories.map(\.name) == ["disc", "cross", "stripes"])
        // The folder is free again.
        #expect(try await Learner.taught(in: folder, bank: bank) != nil)
    }

    @Test func `Where nothing was taught there is no formula, and no folder comes of asking`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let bank = try FilterBank.random(shape: .norb)
        #expect(try await Learner.taught(in: folder, bank: bank) == nil)
        #expect(!FileManager.default.fileExists(atPath: folder))
        try await learner(bank).closeJournal()
        #expect(try await Learner.taught(in: folder, bank: bank) == nil)
    }

    @Test func `A folder that a daemon uses, or that another bank was taught in, is refused`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let bank = try FilterBank.random(shape: .norb)
        let learner = try await learner(bank)
        let used = await #expect(throws: JournalError.self) { try await Learner.taught(in: folder, bank: bank) }
        #expect(used?.description.contains("in use by a running daemon") == true)
        try await learner.closeJournal()
        let other = try FilterBank.random(shape: .norb, seed: 2)
        let foreign = await #expect(throws: JournalError.self) { try await Learner.taught(in: folder, bank: other) }
        #expect(foreign?.description.contains("was taught with \(bank.name) ") == true)
    }

    @Test func `A folder says by its fingerprint which bank it was taught with`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(Journal.fingerprint(in: folder) == nil && !FileManager.default.fileExists(atPath: folder))
        let bank = try FilterBank.random(shape: .norb, seed: 3)
        let learner = try await learner(bank)
        #expect(Journal.fingerprint(in: folder) == nil, "a daemon is at work there")
        try await learner.closeJournal()
        #expect(Journal.fingerprint(in: folder) == bank.fingerprint)
    }
}
