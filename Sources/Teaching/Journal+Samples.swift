// Samples in the journal: written with an act, read one by one.

import Features
public import Foundation
import GRDB

extension Journal {
    static func insert(_ sample: StoredSample, act: Int64, _ database: Database) throws -> Int64 {
        let bytes = sample.features.withUnsafeBytes { Data($0) }
        let mirrored = sample.mirrored?.withUnsafeBytes { Data($0) }
        try database.execute(
            sql: """
                INSERT INTO sample (act, frame, features, time, author, checksum, mirrored)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                act, sample.frame, bytes, sample.origin?.time ?? Date().timeIntervalSince1970, sample.origin?.author,
                checksum(bytes + (mirrored ?? Data())), mirrored,
            ])
        let id = database.lastInsertedRowID
        let keepsake = sample.keepsake
        if keepsake != Keepsake() {
            try database.execute(
                sql: "INSERT INTO picture (sample, thumbnail, picture) VALUES (?, ?, ?)",
                arguments: [id, keepsake.thumbnail, keepsake.picture])
        }
        return id
    }

    /// The features of a sample; nil when they are no longer what was stored.
    func features(of sample: Int64) throws(JournalError) -> SampleFeatures? {
        try reading { database in
            let sql = "SELECT features, mirrored, checksum FROM sample WHERE id = ?"
            guard let row = try Row.fetchOne(database, sql: sql, arguments: [sample]) else {
                throw JournalError(description: "sample \(sample) is missing in the journal")
            }
            guard Self.isWhole(row) else { return nil }
            return SampleFeatures(Self.floats(row["features"]), mirrored: Self.mirrored(row))
        }
    }

    /// A sample with all that is kept of it; nil when its features are no longer what was stored.
    func sample(_ id: Int64) throws(JournalError) -> StoredSample? {
        try reading { database in
            let sql = """
                SELECT frame, features, mirrored, checksum, thumbnail, picture, coalesce(sample.author, act.author) AS author,
                    coalesce(sample.time, act.time) AS time
                FROM sample JOIN act ON act.id = sample.act LEFT JOIN picture ON picture.sample = sample.id
                WHERE sample.id = ?
                """
            guard let row = try Row.fetchOne(database, sql: sql, arguments: [id]) else {
                throw JournalError(description: "sample \(id) is missing in the journal")
            }
            guard Self.isWhole(row) else { return nil }
            return StoredSample(
                features: Self.floats(row["features"]), mirrored: Self.mirrored(row), frame: row["frame"],
                keepsake: Keepsake(thumbnail: row["thumbnail"], picture: row["picture"]),
                origin: .init(author: row["author"], time: row["time"]))
        }
    }

    /// Samples as people look at them, in the order asked for.
    func notes(_ uses: [(id: Int64, use: SampleNote.Use)]) throws(JournalError) -> [SampleNote] {
        try reading { database in
            let sql = """
                SELECT frame, coalesce(sample.author, act.author) AS author, coalesce(sample.time, act.time) AS time,
                    EXISTS (SELECT 1 FROM picture WHERE sample = sample.id AND thumbnail IS NOT NULL) AS has
                FROM sample JOIN act ON act.id = sample.act WHERE sample.id = ?
                """
            let statement = try database.cachedStatement(sql: sql)
            return try uses.compactMap { id, use in
                guard let row = try Row.fetchOne(statement, arguments: [id]) else { return nil }
                return SampleNote(
                    id: id, use: use, author: row["author"], time: row["time"], frame: row["frame"],
                    hasThumbnail: row["has"])
            }
        }
    }

    /// The samples that have a thumbnail.
    func thumbnails() throws(JournalError) -> Set<Int64> {
        try reading { try Int64.fetchSet($0, sql: "SELECT sample FROM picture WHERE thumbnail IS NOT NULL") }
    }

    /// The samples whose picture was kept.
    func pictures() throws(JournalError) -> Set<Int64> {
        try reading { try Int64.fetchSet($0, sql: "SELECT sample FROM picture WHERE picture IS NOT NULL") }
    }

    /// The thumbnail of a sample, a JPEG file; nil when there is no such sample, or nothing was kept of it.
    ///
    /// - Throws: `JournalError` when the journal cannot be read.
    public func thumbnail(of sample: Int64) async throws(JournalError) -> Data? {
        do {
            return try await database.read { database in
                try Data.fetchOne(
                    database, sql: "SELECT thumbnail FROM picture WHERE sample = ? AND thumbnail IS NOT NULL",
                    arguments: [sample])
            }
        } catch {
            throw JournalError(description: "the journal cannot be read: \(Self.reason(error))")
        }
    }

    /// The samples whose features are no longer what was stored; reads all of them.
    func broken() throws(JournalError) -> [Int64] {
        try reading { database in
            var broken: [Int64] = []
            let rows = try Row.fetchCursor(
                database, sql: "SELECT id, features, mirrored, checksum FROM sample ORDER BY id")
            // One that is empty is known to be lost.
            while let row = try rows.next() {
                let bytes: Data = row["features"]
                if !bytes.isEmpty, !Self.isWhole(row) { broken.append(row["id"]) }
            }
            return broken
        }
    }

    /// The samples that were broken when this journal was saved, and that have no features since.
    func lost() throws(JournalError) -> Set<Int64> {
        try reading { try Int64.fetchSet($0, sql: "SELECT id FROM sample WHERE length(features) = 0") }
    }

    /// Stands for the bytes of features: FNV-1a.
    static func checksum(_ bytes: Data) -> Int64 { Int64(bitPattern: bytes.withUnsafeBytes { FNV1a.value(of: $0) }) }

    private static func isWhole(_ row: Row) -> Bool {
        let (bytes, mirrored): (Data, Data?) = (row["features"], row["mirrored"])
        return !bytes.isEmpty && row["checksum"] == checksum(bytes + (mirrored ?? Data()))
    }

    private static func mirrored(_ row: Row) -> [Float]? { (row["mirrored"] as Data?).map(floats) }

    private static func floats(_ bytes: Data) -> [Float] {
        bytes.withUnsafeBytes { raw in
            (0..<raw.count / 4).map { raw.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
        }
    }
}
