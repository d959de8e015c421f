// Bits that change on the disk: SQLite does not notice them, the checksums do.

import Features
import Foundation
import GRDB
import Teaching
import Testing

@Suite("Bits that rot")
struct RottenStoreTests {
    /// Turns one bit of a sample's features over, in a store that nobody has open.
    private func rot(_ sample: Int64, in path: String) throws {
        let database = try DatabaseQueue(path: path)
        try database.write { database in
            let sql = "SELECT features FROM sample WHERE id = ?"
            var bytes = try #require(try Data.fetchOne(database, sql: sql, arguments: [sample]))
            bytes[bytes.count / 2] ^= 4
            try database.execute(sql: "UPDATE sample SET features = ? WHERE id = ?", arguments: [bytes, sample])
        }
        try database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
        try database.close()
    }

    /// Ends a learner, lets a sample of its journal rot, and begins anew.
    private func reopened(_ room: Classroom, rotting sample: Int64) async throws -> Classroom {
        try await room.learner.closeJournal()
        try rot(sample, in: "\(room.folder)/showtell.sqlite")
        return try await Classroom(folder: room.folder, shape: .norb)
    }

    /// Discs 1 and 2, crosses 3 and 4.
    private func taught() async throws -> Classroom {
        let room = try await Classroom(shape: .norb)
        for view in [0, 3] { try await room.send("disc", .disc, view: view) }
        for view in [0, 3] { try await room.send("cross", .cross, view: view) }
        return room
    }

    @Test
    func `a session with a bit that has changed is refused by name of the sample, whatever is done with it`()
        async throws
    {
        let room = try await taught()
        defer { room.clean() }
        try room.sessions.save(room.journal, as: "booth")
        let path = try room.sessions.existing("booth")
        try rot(3, in: path)
        let attempts: [() throws -> Void] = [
            { _ = try room.sessions.open("booth") }, { try room.sessions.adopt("booth") },
        ]
        for attempt in attempts {
            let error = #expect(throws: SessionError.self) { try attempt() }
            #expect(error?.kind == .unusable && error?.description.contains("sample 3 of “cross” is broken:") == true)
        }
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        let sent = #expect(throws: SessionError.self) {
            try room.sessions.add("sent") { try bytes.write(to: URL(fileURLWithPath: $0)) }
        }
        #expect(sent?.description.contains("sample 3") == true)
        try rot(4, in: path)
        let two = #expect(throws: SessionError.self) { try room.sessions.open("booth") }
        #expect(two?.description.contains("sample 3 of “cross” is broken, and so is another:") == true)
    }

    @Test
    func `a journal goes on without the sample, as if that had been removed, and says which it is`() async throws {
        let room = try await taught()
        defer { room.clean() }
        _ = try await room.learner.remove(samples: [2], author: "me", ifRevision: nil)
        let without = await room.state
        _ = try await room.learner.undo(1, of: nil, by: "me", ifRevision: nil)
        let again = try await reopened(room, rotting: 2)
        #expect(await again.state.formula == without.formula)
        #expect(await again.categories == ["disc": 1, "cross": 2])
        let broken = await again.learner.knowledge.broken
        #expect(broken.map(\.sample) == [2] && broken.first?.use == .category("disc"))
        #expect("\(broken)".contains("sample 2 of “disc” is left out"))
        #expect(await again.learner.takeNewlyBroken().isEmpty, "who listens later is told when they begin")
        let refused = await #expect(throws: TeachingError.self) {
            try await again.learner.move([2], to: "cross", author: "me", ifRevision: nil)
        }
        #expect(refused?.kind == .notFound)
        // Teaching goes on, and removing the sample ends the notice, also after a restart.
        try await again.send("disc", .disc, view: 5)
        #expect(try await again.learner.remove(samples: [2], author: "me", ifRevision: nil) == [2])
        #expect(await again.learner.knowledge.broken.isEmpty)
        try await again.learner.closeJournal()
        let third = try await Classroom(folder: room.folder, shape: .norb)
        #expect(await third.learner.knowledge.broken.isEmpty)
        #expect(await third.categories == ["disc": 2, "cross": 2])
    }

    @Test
    func `a sample that is not in use is found when it comes into use`() async throws {
        let room = try await taught()
        defer { room.clean() }
        try await room.send("late", .checks)
        _ = try await room.learner.undo(1, of: nil, by: "me", ifRevision: nil)
        let again = try await reopened(room, rotting: 5)
        #expect(await again.learner.knowledge.broken.isEmpty)
        _ = try await again.learner.redo(1, of: nil, by: "me", ifRevision: nil)
        #expect(await again.categories == ["disc": 2, "cross": 2, "late": 0])
        #expect(await again.learner.takeNewlyBroken().map(\.sample) == [5])
        #expect(await again.learner.takeNewlyBroken().isEmpty, "told once")
    }

    @Test
    func `what is saved from such a journal can be loaded, and replays to the same classifier`() async throws {
        let room = try await taught()
        defer { room.clean() }
        let again = try await reopened(room, rotting: 1)
        let before = await again.state
        try again.sessions.save(again.journal, as: "rest")
        let replay = try await Replay(again.sessions.open("rest"), bank: room.bank)
        #expect(replay.isSame && replay.fitted == before.formula.fingerprint)
        #expect(replay.lines.map(\.taught) == [1, 2] && replay.lines.map(\.judged) == [0, 1])
        let other = try await Classroom(shape: .norb)
        defer { other.clean() }
        let content = try SessionContent(of: again.sessions.open("rest"), name: "rest")
        let brought = try await other.learner.load(
            content, name: "rest", decode: { _ in throw CancellationError() }, author: "me", ifRevision: nil)
        #expect(brought == 3)
        #expect(await other.categories == ["disc": 1, "cross": 2])
        #expect(await other.learner.knowledge.broken.isEmpty)
        let table = try TaughtTable(of: again.journal)
        #expect(table.rows.map(\.id) == [2, 3, 4] && table.broken.map(\.sample) == [1])
    }

    @Test
    func `a sample that a load brought does not push the others into wrong categories`() async throws {
        let (room, other) = (try await taught(), try await Classroom(shape: .norb))
        defer { for one in [room, other] { one.clean() } }
        try room.sessions.save(room.journal, as: "booth")
        let content = try SessionContent(of: room.sessions.open("booth"), name: "booth")
        _ = try await other.learner.load(
            content, name: "booth", decode: { _ in throw CancellationError() }, author: "me", ifRevision: nil)
        let again = try await reopened(other, rotting: 1)
        #expect(await again.learner.knowledge.categories.map(\.samples) == [[2], [3, 4]])
    }

    @Test
    func `sessions of before get their checksums when the daemon starts, and others are left alone`() async throws {
        let room = try await taught()
        defer { room.clean() }
        try room.sessions.save(room.journal, as: "old")
        try Data("nonsense".utf8).write(to: URL(fileURLWithPath: "\(room.sessions.folder)/bad.showtell"))
        let database = try DatabaseQueue(path: try room.sessions.existing("old"))
        try await database.write { database in
            try database.execute(
                sql: """
                    ALTER TABLE sample DROP COLUMN checksum; ALTER TABLE sample DROP COLUMN mirrored;
                    DELETE FROM grdb_migrations WHERE identifier IN ('3', '4');
                    """)
        }
        try database.close()
        let before = #expect(throws: SessionError.self) { try room.sessions.open("old") }
        #expect(before?.description.contains("session.import makes it one") == true)
        room.sessions.bringUpToDate()
        #expect(try SessionSummary(of: room.sessions.open("old")).samples == 4)
        let files = try FileManager.default.contentsOfDirectory(atPath: room.sessions.folder).sorted()
        #expect(files == ["bad.showtell", "old.showtell"])
        let bad = URL(fileURLWithPath: "\(room.sessions.folder)/bad.showtell")
        #expect(try Data(contentsOf: bad) == Data("nonsense".utf8))
    }
}
