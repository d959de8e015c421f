// Going through a journal once more.

import Features
import Foundation
import Teaching
import Testing

@Suite("Replay")
struct ReplayTests {
    @Test
    func `a replay rebuilds the live classifier bit for bit and says how well each sample was known before`()
        async throws
    {
        let room = try await Classroom()
        defer { room.clean() }
        _ = try await room.teach("disc", .disc, views: [0, 3, 5])
        _ = try await room.teach("cross", .cross, views: [0, 3])
        await room.show(.stripes, frame: 40, time: 3)
        _ = try await room.learner.reject("cross", author: "me", ifRevision: nil)
        // A mistake: what is shown is a disc.
        try await room.send("cross", .disc, view: 6)
        _ = try await room.learner.move([7], to: "disc", author: "me", ifRevision: nil)
        _ = try await room.learner.rename("disc", to: "plate", author: "me", ifRevision: nil)
        try await room.send("late", .checks)
        _ = try await room.learner.undo(1, of: nil, by: "me", ifRevision: nil)
        try room.sessions.save(room.journal, as: "monday")

        let replay = try await Replay(room.sessions.open("monday"), bank: room.bank)
        let live = await room.learner.scoreFormula.formula.fingerprint
        #expect(replay.isSame && replay.rebuilt == live && replay.fitted == live)
        #expect(replay.lines.map(\.category) == ["disc", "cross", "late"])
        #expect(replay.lines.map(\.taught) == [3, 3, 1])
        #expect(replay.lines.map(\.judged) == [2, 2, 0], "nothing could know a first sample")
        // Of two crosses the second was known; the disc that was called a cross was not.
        #expect(replay.lines.map(\.right) == [2, 1, 0])
        #expect(replay.judged == 4 && replay.right == 3 && replay.acts == 8)
    }

    @Test
    func `an empty journal and one of another bank are no trouble`() async throws {
        let room = try await Classroom(shape: .norb)
        defer { room.clean() }
        let empty = try await Replay(room.journal, bank: room.bank)
        #expect(empty.isSame && empty.lines.isEmpty && empty.judged == 0)
        let other = try await Classroom(shape: .norb, seed: 2)
        defer { other.clean() }
        let error = await #expect(throws: JournalError.self) { try await Replay(room.journal, bank: other.bank) }
        #expect(error?.description.contains("was taught with \(room.bank.name) ") == true)
    }
}
