// What is taught is taught with its mirror image: kept, read again, and known.

import Classifier
import Features
import Foundation
import GRDB
import Imaging
import Teaching
import Testing

@Suite("Mirror images")
struct MirrorImageTests {
    private static let whole = PixelRectangle(x: 0, y: 0, width: 160, height: 120)

    /// Checks in the left half of the stage.
    private func flag(view: Int) -> Picture {
        let (picture, empty) = (Thing.checks.picture(view: view), Thing.nothing.picture(view: view))
        picture.withBytes { bytes in
            empty.withBytes { ground in
                for row in 0..<120 {
                    let right = 4 * (160 * row + 80)..<4 * (160 * row + 160)
                    UnsafeMutableRawBufferPointer(rebasing: bytes[right]).copyMemory(
                        from: UnsafeRawBufferPointer(rebasing: ground[right]))
                }
            }
        }
        return picture
    }

    private func mirrored(_ picture: Picture) -> Picture { picture.copy(of: Self.whole, isMirrored: true) }

    private func taught() async throws -> Classroom {
        let room = try await Classroom(shape: .norb)
        for view in [0, 3] {
            _ = try await room.learner.teach(
                "flag", picture: flag(view: view), region: nil, author: "me", ifRevision: nil)
            try await room.send("cross", .cross, view: view)
        }
        return room
    }

    @Test
    func `a thing is known in the mirror, after a restart too, and otherwise where its image is lost`() async throws {
        let room = try await taught()
        defer { room.clean() }
        let image = mirrored(flag(view: 1))
        let before = await room.learner.judge(image, region: nil).judgement
        #expect(before.scores.first?.category == 1)
        try await room.learner.closeJournal()
        let again = try await Classroom(folder: room.folder, shape: .norb)
        #expect(await again.learner.judge(image, region: nil).judgement == before)
        try await again.learner.closeJournal()
        let path = "\(room.folder)/showtell.sqlite"
        try await DatabaseQueue(path: path).write { database in
            for row in try Row.fetchAll(database, sql: "SELECT id, features FROM sample") {
                let sum = (row["features"] as Data).withUnsafeBytes { FNV1a.value(of: $0) }
                try database.execute(
                    sql: "UPDATE sample SET mirrored = NULL, checksum = ? WHERE id = ?",
                    arguments: [Int64(bitPattern: sum), row["id"] as Int64])
            }
        }
        let alone = try await Classroom(folder: room.folder, shape: .norb)
        #expect(await alone.learner.judge(image, region: nil).judgement != before)
    }

    @Test
    func `the empty stage and what was rejected stand for themselves alone`() async throws {
        let room = try await taught()
        defer { room.clean() }
        await room.show(.nothing)
        _ = try await room.learner.reject(nil, author: "me", ifRevision: nil)
        try await room.learner.closeJournal()
        let with = try await DatabaseQueue(path: "\(room.folder)/showtell.sqlite").read { database in
            try Int64.fetchAll(database, sql: "SELECT id FROM sample WHERE mirrored IS NOT NULL ORDER BY id")
        }
        #expect(with == [1, 2, 3, 4])
    }

    @Test
    func `a bit that changes in a mirror image breaks the sample as one in its features does`() async throws {
        let room = try await taught()
        defer { room.clean() }
        try await room.learner.closeJournal()
        let database = try DatabaseQueue(path: "\(room.folder)/showtell.sqlite")
        try await database.write { database in
            let sql = "SELECT mirrored FROM sample WHERE id = 3"
            var bytes = try #require(try Data.fetchOne(database, sql: sql))
            bytes[100] ^= 1
            try database.execute(sql: "UPDATE sample SET mirrored = ? WHERE id = 3", arguments: [bytes])
        }
        try database.close()
        let again = try await Classroom(folder: room.folder, shape: .norb)
        #expect(await again.learner.knowledge.broken.map(\.sample) == [3])
    }
}
