// The journal's tables, and how SQLite is told to treat them.

import Foundation
import GRDB

extension Journal {
    /// The tables, step by step: a step is never changed, so that every older journal can be brought up to date.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            try database.execute(
                sql: """
                    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
                    CREATE TABLE act (
                        id INTEGER PRIMARY KEY, time REAL NOT NULL, author TEXT NOT NULL, act TEXT NOT NULL) STRICT;
                    CREATE TABLE sample (
                        id INTEGER PRIMARY KEY AUTOINCREMENT, act INTEGER NOT NULL REFERENCES act(id),
                        frame INTEGER, features BLOB NOT NULL) STRICT;
                    CREATE INDEX sample_act ON sample(act);
                    """)
        }
        // Pictures lie in a table of their own, so that whoever reads features does not read past them.
        migrator.registerMigration("2") { database in
            try database.execute(
                sql: """
                    ALTER TABLE sample ADD COLUMN time REAL;
                    ALTER TABLE sample ADD COLUMN author TEXT;
                    CREATE TABLE picture (
                        sample INTEGER PRIMARY KEY REFERENCES sample(id), thumbnail BLOB, picture BLOB) STRICT;
                    """)
        }
        // What had changed on the disk before is taken as it is: nothing knows better.
        migrator.registerMigration("3") { database in
            try database.execute(sql: "ALTER TABLE sample ADD COLUMN checksum INTEGER")
            for id in try Int64.fetchAll(database, sql: "SELECT id FROM sample") {
                guard let bytes = try Data.fetchOne(database, sql: featuresOfOne, arguments: [id]) else { continue }
                try database.execute(
                    sql: "UPDATE sample SET checksum = ? WHERE id = ?", arguments: [checksum(bytes), id])
            }
        }
        // Samples from before have none, and stand for themselves alone.
        migrator.registerMigration("4") { database in
            try database.execute(sql: "ALTER TABLE sample ADD COLUMN mirrored BLOB")
        }
        return migrator
    }

    private static let featuresOfOne = "SELECT features FROM sample WHERE id = ?"

    /// For the one daemon that writes.
    static var configuration: Configuration {
        var configuration = Configuration()
        configuration.busyMode = .immediateError
        configuration.prepareDatabase { database in
            // Two daemons with one journal would each forget what the other was taught: the first keeps it.
            try database.execute(sql: "PRAGMA locking_mode = EXCLUSIVE")
            // With the write-ahead log FULL means one fsync a transaction: what was acknowledged is on the disk.
            try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
        }
        return configuration
    }

    /// For who only looks.
    static var readingConfiguration: Configuration {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .immediateError
        configuration.prepareDatabase { database in
            // The file may come from anybody.
            try database.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON")
        }
        return configuration
    }

    /// Leaves a journal alone that a newer version of the program has changed.
    static func refuseNewer(_ path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else { return }
        let database = try DatabaseQueue(path: path, configuration: readingConfiguration)
        defer { try? database.close() }
        guard try database.read({ try migrator.hasBeenSuperseded($0) }) else { return }
        throw JournalError(
            description:
                "\(path) was written by a newer version of Showtell, which this one cannot read; it is left as "
                + "it is: use that version, or another --data")
    }

    /// Whether the tables are exactly the journal's.
    static func hasOwnSchema(_ database: Database) throws -> Bool {
        let expected = try DatabaseQueue()
        try migrator.migrate(expected)
        return try schema(database) == expected.read { try schema($0) }
    }

    private static func schema(_ database: Database) throws -> [String] {
        try String.fetchAll(
            database, sql: "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY 1")
    }
}
