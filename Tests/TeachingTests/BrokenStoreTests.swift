// Files that are not what they should be: broken, of another program, of another version.

import Features
import Foundation
import GRDB
import Teaching
import Testing

@Suite("Broken and foreign files")
struct BrokenStoreTests {
    /// A saved session of two samples, as a file.
    private func session(_ room: Classroom) async throws -> URL {
        try await room.send("disc", .disc)
        try await room.send("cross", .cross)
        try room.sessions.save(room.journal, as: "good")
        return URL(fileURLWithPath: try room.sessions.existing("good"))
    }

    private func refusal(_ bytes: Data, _ room: Classroom) throws -> String {
        let file = URL(fileURLWithPath: "\(room.sessions.folder)/bad.showtell")
        try bytes.write(to: file)
        let attempts: [() throws -> Void] = [
            { _ = try room.sessions.open("bad") }, { try room.sessions.adopt("bad") },
            { try room.sessions.add("sent") { try bytes.write(to: URL(fileURLWithPath: $0)) } },
        ]
        for attempt in attempts {
            let error = #expect(throws: SessionError.self) { try attempt() }
            #expect(error?.kind == .unusable)
            #expect(try Data(contentsOf: file) == bytes, "it is left as it is")
        }
        let files = try FileManager.default.contentsOfDirectory(atPath: room.sessions.folder).sorted()
        #expect(files == ["bad.showtell", "good.showtell"], "nothing is left over")
        let error = #expect(throws: SessionError.self) { try room.sessions.open("bad") }
        return error?.description ?? ""
    }

    @Test
    func `a truncated, overwritten or foreign file is refused with a sentence, and nothing is lost`() async throws {
        let room = try await Classroom(shape: .norb)
        defer { room.clean() }
        let good = try Data(contentsOf: try await session(room))
        let before = await room.state
        for length in [0, 1, 99, 4096, good.count / 2, good.count - 1, good.count - 4096] {
            #expect(try refusal(good.prefix(length), room).hasPrefix("“bad.showtell” is no session"), "\(length) bytes")
        }
        #expect(try refusal(Data("this is no database at all".utf8), room).contains("not a database"))
        var scratched = good
        scratched.replaceSubrange(8192..<12_288, with: Data(repeating: 0xA5, count: 4096))
        #expect(try refusal(scratched, room).contains("“bad.showtell” is no session"))
        #expect(await room.state == before)
        #expect(try room.sessions.open("good").session == room.journal.session)
    }

    @Test(arguments: [
        "CREATE TABLE cats (name TEXT)",
        "CREATE TABLE act (id INTEGER PRIMARY KEY); CREATE TABLE sample (id INTEGER PRIMARY KEY)",
    ])
    func `a database of another program is refused`(sql: String) async throws {
        let room = try await Classroom(shape: .norb)
        defer { room.clean() }
        _ = try await session(room)
        let other = FileManager.default.temporaryDirectory.appendingPathComponent("other-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: other) }
        let database = try DatabaseQueue(path: other.path)
        try await database.write { try $0.execute(sql: sql) }
        try database.close()
        _ = try refusal(try Data(contentsOf: other), room)
    }

    @Test(arguments: [
        "CREATE TRIGGER t AFTER INSERT ON sample BEGIN DELETE FROM act; END",
        "CREATE VIEW v AS SELECT * FROM act", "ALTER TABLE act ADD COLUMN more TEXT",
        "DELETE FROM meta WHERE key = 'features'",
    ])
    func `a session with more or less than a journal has is refused`(sql: String) async throws {
        let room = try await Classroom(shape: .norb)
        defer { room.clean() }
        _ = try refusal(try changed(try await session(room), sql), room)
    }

    @Test(arguments: [
        (#"UPDATE act SET act = '{"teach":{"category":"a\u0007b"}}' WHERE id = 1"#, "cannot be shown"),
        ("UPDATE act SET act = '{\"fly\":{}}' WHERE id = 1", "cannot be used"),
        ("UPDATE sample SET features = x'00000000'", "not of its own filters"),
        (
            "UPDATE sample SET features = CAST(zeroblob(length(features) - 4) || x'0000C07F' AS BLOB)",
            "not of its own filters"
        ),
        (
            """
            UPDATE act SET act = '{"load":{"session":"a","origin":"b","content":{"categories":[{"name":"x","color":"red; a",
            "samples":[0,0,-1,7]},{"name":"y","color":"#ffffff","samples":[0]}],"background":[0,1],
            "negatives":[{"sample":9,"against":-4}],"made":-3}}}' WHERE id = 2
            """, "no journal has"
        ),
    ])
    func `a session whose rows are lies teaches nothing and takes nobody down`(sql: String, part: String) async throws {
        let room = try await Classroom(shape: .norb)
        defer { room.clean() }
        let file = URL(fileURLWithPath: "\(room.sessions.folder)/bad.showtell")
        try changed(try await session(room), sql).write(to: file)
        let before = await room.state
        let error = await #expect(throws: (any Error).self) {
            let content = try SessionContent(of: room.sessions.open("bad"), name: "bad")
            _ = try await room.learner.load(
                content, name: "bad", decode: { _ in throw CancellationError() }, author: "me", ifRevision: nil)
        }
        #expect("\(error.map { "\($0)" } ?? "")".contains(part), "\(String(describing: error))")
        #expect(await room.state == before)
    }

    @Test
    func `places that overlap or lie outside count once or not at all`() async throws {
        let room = try await Classroom(shape: .norb)
        defer { room.clean() }
        let sql = """
            UPDATE act SET act = '{"load":{"session":"a","origin":"b","content":{"categories":[{"name":"x","color":"#00ff00",
            "samples":[0,0,-1,7]},{"name":"y","color":"#ffffff","samples":[0]}],"background":[0,1],
            "negatives":[{"sample":9,"against":-4}],"made":-3}}}' WHERE id = 2
            """
        let file = URL(fileURLWithPath: "\(room.sessions.folder)/odd.showtell")
        try changed(try await session(room), sql).write(to: file)
        let content = try SessionContent(of: room.sessions.open("odd"), name: "odd")
        _ = try await room.learner.load(
            content, name: "odd", decode: { _ in throw CancellationError() }, author: "me", ifRevision: nil)
        #expect(await room.categories == ["x": 1, "y": 0])
        try await room.send("z", .checks)
    }

    @Test
    func `a store of a newer version is refused with a sentence and stays as it is, byte for byte`() async throws {
        let room = try await Classroom(shape: .norb)
        defer { room.clean() }
        try await room.send("disc", .disc)
        try await room.learner.closeJournal()
        let path = "\(room.folder)/showtell.sqlite"
        let database = try DatabaseQueue(path: path)
        try await database.write { database in
            try database.execute(sql: "INSERT INTO grdb_migrations VALUES ('from the future'); CREATE TABLE t (a)")
        }
        try database.close()
        func files() throws -> [String: Data] {
            let names = try FileManager.default.contentsOfDirectory(atPath: room.folder)
            return try Dictionary(
                uniqueKeysWithValues: names.filter { !$0.hasSuffix("-shm") }.map {
                    ($0, try Data(contentsOf: URL(fileURLWithPath: "\(room.folder)/\($0)")))
                })
        }
        let before = try files()
        let features = Journal.features(of: room.bank)
        let error = #expect(throws: JournalError.self) { try Journal(folder: room.folder, features: features) }
        #expect(error?.description.contains("newer version") == true, "\(String(describing: error))")
        #expect(error?.description.contains(path) == true)
        #expect(Journal.fingerprint(in: room.folder) == room.bank.fingerprint)
        let after = try files()
        #expect(after[path.components(separatedBy: "/").last ?? ""] == before["showtell.sqlite"])
        #expect(after.filter { !$0.value.isEmpty }.keys.sorted() == before.filter { !$0.value.isEmpty }.keys.sorted())
        // The same file among the sessions.
        try FileManager.default.createDirectory(atPath: room.sessions.folder, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: path, toPath: "\(room.sessions.folder)/new.showtell")
        let plain = try DatabaseQueue(path: "\(room.sessions.folder)/new.showtell")
        try await plain.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
        try plain.close()
        let session = #expect(throws: SessionError.self) { try room.sessions.open("new") }
        #expect(session?.description.contains("newer version") == true)
        #expect(throws: SessionError.self) { try room.sessions.adopt("new") }
    }

    @Test
    func `a store of before thumbnails goes on as it was, and can be brought as a session`() async throws {
        let room = try await Classroom(shape: .norb)
        defer { room.clean() }
        try await room.send("disc", .disc)
        _ = try await room.teach("cross", .cross, views: [0, 3])
        try await room.learner.closeJournal()
        // It had no mirror images.
        let store = URL(fileURLWithPath: "\(room.folder)/showtell.sqlite")
        try changed(store, "UPDATE sample SET mirrored = NULL").write(to: store)
        let plain = try await Classroom(folder: room.folder, shape: .norb)
        let before = await plain.state
        try await plain.learner.closeJournal()
        // What version 0.1.0's first journals looked like.
        let database = try DatabaseQueue(path: "\(room.folder)/showtell.sqlite")
        try await database.write { database in
            try database.execute(
                sql: """
                    DROP TABLE picture; ALTER TABLE sample DROP COLUMN time; ALTER TABLE sample DROP COLUMN author;
                    ALTER TABLE sample DROP COLUMN checksum; ALTER TABLE sample DROP COLUMN mirrored;
                    DELETE FROM grdb_migrations WHERE identifier IN ('2', '3', '4');
                    """)
        }
        try await database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
        try database.close()
        try FileManager.default.createDirectory(atPath: room.sessions.folder, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: "\(room.folder)/showtell.sqlite", toPath: "\(room.sessions.folder)/old.showtell")

        let again = try await Classroom(folder: room.folder, shape: .norb, keeper: SampleTests.label)
        #expect(await again.state == before)
        try await again.send("disc", .disc, view: 3)
        let notes = try await again.learner.samples(of: "disc", limit: 9, before: nil)
        #expect(notes.map(\.hasThumbnail) == [true, false] && notes.allSatisfy { $0.time > 0 && $0.author == "me" })

        let old = #expect(throws: SessionError.self) { try again.sessions.open("old") }
        #expect(old?.description.contains("session.import makes it one") == true)
        try again.sessions.adopt("old")
        #expect(try SessionSummary(of: again.sessions.open("old")).samples == 3)
        #expect(try FileManager.default.contentsOfDirectory(atPath: again.sessions.folder) == ["old.showtell"])
    }

    /// A session's file after some SQL.
    private func changed(_ file: URL, _ sql: String) throws -> Data {
        let copy = FileManager.default.temporaryDirectory.appendingPathComponent("changed-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: copy) }
        try FileManager.default.copyItem(at: file, to: copy)
        let database = try DatabaseQueue(path: copy.path)
        try database.write { database in
            try database.execute(sql: sql)
            // Who lies knows how to count.
            for row in try Row.fetchAll(database, sql: "SELECT id, features, mirrored FROM sample") {
                let bytes = row["features"] as Data + (row["mirrored"] as Data? ?? Data())
                let sum = bytes.withUnsafeBytes { FNV1a.value(of: $0) }
                try database.execute(
                    sql: "UPDATE sample SET checksum = ? WHERE id = ?",
                    arguments: [Int64(bitPattern: sum), row["id"] as Int64])
            }
        }
        try database.close()
        return try Data(contentsOf: copy)
    }
}
