// Whatever is done can be undone: random acts of every kind, with fixed seeds.

import Features
import Foundation
import Teaching
import Testing

@Suite("Undoing anything")
struct UndoPropertyTests {
    /// A session of another journal with the same net.
    private func session() async throws -> SessionContent {
        let other = try await Classroom(shape: .norb)
        defer { other.clean() }
        for (name, thing) in [("mug", Thing.disc), ("fork", .cross), ("mug", .checks)] {
            try await other.send(name, thing, view: 4)
        }
        _ = try await other.learner.remove("fork", author: "eve", ifRevision: nil)
        try other.sessions.save(other.journal, as: "other")
        return try SessionContent(of: other.sessions.open("other"), name: "other")
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func `undoing any acts gives the classifier of before to the last bit, and redoing them that of after`(
        seed: UInt64
    ) async throws {
        let room = try await Classroom(shape: .norb)
        defer { room.clean() }
        let learner = room.learner
        let empty = await room.state
        var acts = RandomActs(seed: seed, room: room, session: try await session())
        for round in 0..<14 {
            let before = await room.state
            let count = 1 + acts.number(below: 6)
            var authors: [String] = []
            for _ in 0..<count { authors.append(try await acts.act()) }
            let after = await room.state
            if round % 2 == 0 {
                _ = try await learner.undo(count, of: nil, by: "eve", ifRevision: nil)
            } else {
                // One after the other instead of in order: each what is theirs.
                for author in Set(authors).sorted() {
                    let own = authors.count { $0 == author }
                    let undone = try await learner.undo(own, of: author, by: author, ifRevision: nil)
                    #expect(undone.count == own && undone.allSatisfy { $0.author == author })
                }
            }
            #expect(await room.state == before, "seed \(seed), round \(round)")
            let redone = try await learner.redo(count, of: nil, by: "eve", ifRevision: nil)
            #expect(redone.count == count)
            #expect(await room.state == after, "seed \(seed), round \(round)")
        }
        // Read again from the disk it is the same; and all of it can be taken back.
        let last = await room.state
        try await learner.closeJournal()
        let again = try await Classroom(folder: room.folder, shape: .norb)
        #expect(await again.state == last)
        #expect(await again.learner.revision == learner.revision)
        _ = try await again.learner.undo(10_000, of: nil, by: "eve", ifRevision: nil)
        #expect(await again.state == empty)
        _ = try await again.learner.redo(10_000, of: nil, by: "eve", ifRevision: nil)
        #expect(await again.state == last)
    }

    @Test
    func `the random acts are of every kind`() async throws {
        let room = try await Classroom(shape: .norb)
        defer { room.clean() }
        var acts = RandomActs(seed: 7, room: room, session: try await session())
        for _ in 0..<200 { _ = try await acts.act() }
        let kinds = [
            "background", "follow", "forget", "load", "merge", "move", "reject", "remove", "rename", "reset", "teach",
        ]
        #expect(acts.done.keys.sorted() == kinds)
        let replay = try await Replay(room.journal, bank: room.bank)
        #expect(replay.isSame && replay.rebuilt == replay.fitted)
        let live = await room.state
        #expect(live.formula.fingerprint == replay.rebuilt, "what was taught live is what a replay rebuilds")
    }
}
