// Samples in the journal: written with an act, read one by one.

public import Foundation
import GRDB

extension Journal {
    static func insert(_ sample: StoredSample, act: Int64, _ database: Database) throws -> Int64 {
        let bytes = sample.features.withUnsafeBytes { Data($0) }
        try database.execute(
            sql: "INSERT INTO sample (act, frame, features, time, author) VALUES (?, ?, ?, ?, ?)",
            arguments: [
                act, sample.frame, bytes, sample.origin?.time ?? Date().timeIntervalSince1970, sample.origin?.author,
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

    /// The features of a sample.
    func features(of sample: Int64) throws(JournalError) -> [Float] {
        try reading { database in
            let sql = "SELECT features FROM sample WHERE id = ?"
            guard let bytes = try Data.fetchOne(database, sql: sql, arguments: [sample]) else {
                throw JournalError(description: "sample \(sample) is missing in the journal")
            }
            return Self.floats(bytes)
        }
    }

    /// A sample with all that is kept of it.
    func sample(_ id: Int64) throws(JournalError) -> StoredSample {
        try reading { database in
            let sql = """
                SELECT frame, features, thumbnail, picture, coalesce(sample.author, act.author) AS author,
                    coalesce(sample.time, act.time) AS time
                FROM sample JOIN act ON act.id = sample.act LEFT JOIN picture ON picture.sample = sample.id
                WHERE sample.id = ?
                """
            guard let row = try Row.fetchOne(database, sql: sql, arguments: [id]) else {
                throw JournalError(description: "sample \(id) is missing in the journal")
            }
            return StoredSample(
                features: Self.floats(row["features"]), frame: row["frame"],
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

    private static func floats(_ bytes: Data) -> [Float] {
        bytes.withUnsafeBytes { raw in
            (0..<raw.count / 4).map { raw.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
        }
    }
}
