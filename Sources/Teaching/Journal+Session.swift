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
    }

    /// Whether a file has all tables of this version, or later ones, and needs no log beside it as a daemon's own store does.
    static func isSession(_ path: String) throws -> Bool {
        // The format's write version: 2 with a write-ahead log. Source: sqlite.org/fileformat2.html, section 1.3.
        let head = try FileHandle(forReadingFrom: URL(fileURLWithPath: path)).read(upToCount: 19) ?? Data()
        guard head.last != 2 else { return false }
        let database = try DatabaseQueue(path: path, configuration: readingConfiguration)
        defer { try? database.close() }
        return try database.read { try migrator.hasCompletedMigrations($0) || migrator.hasBeenSuperseded($0) }
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

    /// Writes the whole journal into a new file of its own.
    func copy(to path: String) throws {
        try database.writeWithoutTransaction { database in
            try database.execute(sql: "VACUUM INTO ?", arguments: [path])
        }
    }
}
