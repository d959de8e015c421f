// A journal as a file that moves between machines: copied whole, checked before it is read.

import Foundation
import GRDB

extension Journal {
    /// Opens a saved session to read. Nothing is written, not even beside it.
    ///
    /// - Throws: a sentence when it is no journal, broken, or of another version of the program.
    convenience init(session path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else {
            throw JournalError(description: "there is no such file")
        }
        guard try Self.isSession(path) else {
            throw JournalError(description: "it is no saved session yet; session.import makes it one")
        }
        let database = try DatabaseQueue(path: path, configuration: Self.readingConfiguration)
        try database.read { database in
            guard try !Self.migrator.hasBeenSuperseded(database) else {
                throw JournalError(description: "it was written by a newer version of Showtell")
            }
            try Self.check(database, path)
        }
        try self.init(reading: database)
        try refuseBroken()
    }

    /// Whether a file has all tables of this version, or later ones, and needs no log beside it as a daemon's own store does.
    static func isSession(_ path: String) throws -> Bool {
        try readingSingleFile(path) { try migrator.hasCompletedMigrations($0) || migrator.hasBeenSuperseded($0) }
            ?? false
    }

    /// Whether a file is a session of an earlier version.
    static func isOlderSession(_ path: String) throws -> Bool {
        try readingSingleFile(path) { database in
            let steps = try migrator.appliedMigrations(database)
            return try !steps.isEmpty && !migrator.hasCompletedMigrations(database)
                && !migrator.hasBeenSuperseded(database)
        } ?? false
    }

    /// Looks into a file; nil when it needs a log beside it.
    private static func readingSingleFile<Value>(_ path: String, _ body: (Database) throws -> Value) throws -> Value? {
        // The format's write version: 2 with a write-ahead log. Source: sqlite.org/fileformat2.html, section 1.3.
        let head = try FileHandle(forReadingFrom: URL(fileURLWithPath: path)).read(upToCount: 19) ?? Data()
        guard head.last != 2 else { return nil }
        let database = try DatabaseQueue(path: path, configuration: readingConfiguration)
        defer { try? database.close() }
        return try database.read(body)
    }

    /// Makes a session of an older journal, or of a daemon's own, and checks it.
    static func update(_ path: String) throws {
        let database = try DatabaseQueue(path: path)
        do {
            defer { try? database.close() }
            guard try database.read({ try $0.tableExists("act") && $0.tableExists("sample") }) else {
                throw JournalError(description: "it has other tables")
            }
            try migrator.migrate(database)
            // One file, without a log beside it.
            try database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
        }
        try Journal(session: path).close()
    }

    /// Refuses what a journal of this version would not have: a file may come from anybody, and break on its way.
    private static func check(_ database: Database, _ path: String) throws {
        // SQLite does not miss what is missing from the last page.
        let pages = try Int.fetchOne(
            database, sql: "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
        guard pages == size else {
            throw JournalError(description: "it is broken: it should have \(pages ?? 0) bytes, and has \(size ?? 0)")
        }
        let verdict = try String.fetchOne(database, sql: "PRAGMA integrity_check(1)")
        guard verdict == "ok" else { throw JournalError(description: "it is broken: \(verdict ?? "no answer")") }
        guard try hasOwnSchema(database) else { throw JournalError(description: "it has other tables") }
    }

    /// Refuses a file with samples that are no longer what was stored: there may be a better copy of it.
    private func refuseBroken() throws {
        let broken = try broken()
        guard let first = broken.first else { return }
        let history = try History(of: self)
        let use = Knowledge(history.acts, without: Set(broken)).broken.first { $0.sample == first }?.use
        let more =
            switch broken.count {
            case 1: ""
            case 2: ", and so is another"
            default: ", and so are \(broken.count - 1) others"
            }
        throw JournalError(
            description:
                "sample \(first)\(use.map { " \($0)" } ?? "") is broken\(more): its numbers are not those that were stored; "
                + "take another copy of the file")
    }

    /// What cameras were set to when a session was saved, as the daemon wrote it; nil where it says nothing of them.
    func cameras() throws(JournalError) -> String? {
        try reading { try String.fetchOne($0, sql: "SELECT value FROM meta WHERE key = 'cameras'") }
    }

    /// Writes the whole journal into a new file of its own, in which broken samples are marked as lost.
    ///
    /// - Parameter cameras: is kept in that file, and in no other.
    func copy(to path: String, cameras: String? = nil) throws {
        try database.writeWithoutTransaction { database in
            try database.execute(sql: "VACUUM INTO ?", arguments: [path])
        }
        let broken = try broken()
        guard !broken.isEmpty || cameras != nil else { return }
        let copy = try DatabaseQueue(path: path)
        defer { try? copy.close() }
        try copy.write { database in
            if let cameras {
                try database.execute(
                    sql: "INSERT OR REPLACE INTO meta VALUES ('cameras', ?)", arguments: [cameras])
            }
            for id in broken {
                try database.execute(
                    sql: "UPDATE sample SET features = x'', mirrored = NULL, checksum = ? WHERE id = ?",
                    arguments: [Self.checksum(Data()), id])
            }
        }
    }
}
