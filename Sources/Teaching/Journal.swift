// The journal on disk: every act, and the samples it brought, before anybody is told that it counts.

import Foundation
import GRDB

/// Why the journal cannot be used, in a sentence.
public struct JournalError: Error, Sendable, CustomStringConvertible {
    /// The sentence.
    public let description: String
}

/// An append-only log of teaching acts in SQLite.
///
/// Every write is one transaction that SQLite has put on the disk when it returns (`synchronous = FULL`), so a reply
/// that says “taught” survives a kill and a power cut.
public final class Journal: Sendable {
    let database: DatabaseQueue

    /// Names what was taught, also over restarts.
    public let session: String

    /// Names all that made the features: the bank, its shape, the colours.
    public let features: String

    /// Opens the journal of a folder, making both when they are not there.
    ///
    /// - Parameters:
    ///   - folder: the data folder.
    ///   - features: names all that makes features: the bank, its shape, the colours. A journal belongs to those it was
    ///     made with; nil opens one that is there, whatever that was.
    /// - Throws: `JournalError` when it cannot be read or written, belongs to other features, or is in use.
    public convenience init(folder: String, features: String?) throws(JournalError) {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let path = Self.path(in: folder)
            try Self.refuseNewer(path)
            try self.init(DatabaseQueue(path: path, configuration: Self.configuration), path, features)
        } catch let error as JournalError {
            throw error
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
            throw JournalError(
                description: "the data folder \(folder) is in use by a running daemon; choose another --data")
        } catch {
            throw JournalError(description: "the data folder \(folder) cannot be used: \(error.localizedDescription)")
        }
    }

    /// Where the journal of a folder is.
    static func path(in folder: String) -> String { "\(folder)/showtell.sqlite" }

    private init(_ database: DatabaseQueue, _ path: String, _ wanted: String?) throws {
        try Self.migrator.migrate(database)
        (session, features) = try database.write { database in
            let stored = try String.fetchOne(database, sql: Self.featuresQuery)
            guard let features = wanted ?? stored else {
                throw JournalError(description: "nothing was taught in \(path)")
            }
            if let stored, stored != features {
                throw JournalError(
                    description:
                        "\(path) was taught with \(stored), not \(features); choose that bank or another --data")
            }
            let session = UUID().uuidString.lowercased()
            try database.execute(
                sql: "INSERT OR IGNORE INTO meta VALUES ('features', ?), ('session', ?)",
                arguments: [features, session])
            return (try String.fetchOne(database, sql: Self.sessionQuery) ?? session, features)
        }
        self.database = database
    }

    /// A journal that is only read, as it is.
    init(reading database: DatabaseQueue) throws {
        (session, features) = try database.read { database in
            guard let session = try String.fetchOne(database, sql: Self.sessionQuery),
                let features = try String.fetchOne(database, sql: Self.featuresQuery)
            else { throw JournalError(description: "it does not say what it was taught with") }
            return (session, features)
        }
        self.database = database
    }

    private static let sessionQuery = "SELECT value FROM meta WHERE key = 'session'"
    private static let featuresQuery = "SELECT value FROM meta WHERE key = 'features'"

    /// What the features of the journal that a folder has are named.
    static func storedFeatures(in folder: String) throws -> String? {
        try DatabaseQueue(path: path(in: folder), configuration: readingConfiguration).read {
            try String.fetchOne($0, sql: featuresQuery)
        }
    }

    /// Writes an act and its samples.
    ///
    /// - Throws: `JournalError` when the disk does not take it; then nothing has been written.
    func append(_ act: Act, by author: String, samples: [StoredSample] = []) throws(JournalError) -> ActRecord {
        let time = Date().timeIntervalSince1970
        return try writing { database in
            let json = String(decoding: try JSONEncoder().encode(act), as: UTF8.self)
            try database.execute(
                sql: "INSERT INTO act (time, author, act) VALUES (?, ?, ?)", arguments: [time, author, json])
            let id = database.lastInsertedRowID
            let ids = try samples.map { try Self.insert($0, act: id, database) }
            return ActRecord(id: id, time: time, author: author, act: act, samples: ids)
        }
    }

    /// Adds a sample to an act that goes on.
    ///
    /// - Throws: as `append(_:by:samples:)`.
    func append(_ sample: StoredSample, to act: Int64) throws(JournalError) -> Int64 {
        try writing { try Self.insert(sample, act: act, $0) }
    }

    /// All acts, the oldest first, with the ids of their samples.
    func acts() throws(JournalError) -> [ActRecord] {
        try reading { database in
            var samples: [Int64: [Int64]] = [:]
            let pairs = try Row.fetchCursor(database, sql: "SELECT act, id FROM sample ORDER BY id")
            while let row = try pairs.next() { samples[row[0], default: []].append(row[1]) }
            return try Row.fetchAll(database, sql: "SELECT id, time, author, act FROM act ORDER BY id").map { row in
                let json: String = row["act"]
                return ActRecord(
                    id: row["id"], time: row["time"], author: row["author"],
                    act: try JSONDecoder().decode(Act.self, from: Data(json.utf8)), samples: samples[row["id"]] ?? [])
            }
        }
    }

    /// Lets another program have the journal.
    func close() throws { try database.close() }

    /// Bounds the file's size: SQLite then answers as it does on a full disk (SQLITE_FULL).
    func limit(toPages pages: Int) throws(JournalError) {
        do {
            try database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = \(pages)") }
        } catch {
            throw JournalError(description: Self.reason(error))
        }
    }

    private func writing<Value>(_ body: (Database) throws -> Value) throws(JournalError) -> Value {
        do {
            return try database.write(body)
        } catch {
            throw JournalError(
                description: "this could not be written to disk and does not count: \(Self.reason(error))")
        }
    }

    func reading<Value>(_ body: (Database) throws -> Value) throws(JournalError) -> Value {
        do {
            return try database.read(body)
        } catch {
            throw JournalError(description: "the journal cannot be read: \(Self.reason(error))")
        }
    }

    static func reason(_ error: any Error) -> String {
        (error as? DatabaseError)?.message ?? "\(error)"
    }
}
