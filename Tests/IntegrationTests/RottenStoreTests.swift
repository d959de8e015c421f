// A bit that changes on the disk, as it is told at the doors.

import Client
import Daemon
import Foundation
import GRDB
import Testing
import Wire

@Suite("Bits that rot, at the doors", .serialized)
struct RottenStoreTests {
    /// Turns one bit of a sample over, in a file that nobody has open.
    private func rot(_ sample: Int64, in path: String) throws {
        let database = try DatabaseQueue(path: path)
        try database.write { database in
            let sql = "SELECT features FROM sample WHERE id = ?"
            var bytes = try #require(try Data.fetchOne(database, sql: sql, arguments: [sample]))
            bytes[99] ^= 1
            try database.execute(sql: "UPDATE sample SET features = ? WHERE id = ?", arguments: [bytes, sample])
        }
        try database.close()
    }

    @Test
    func `the daemon starts without the sample, says which, and refuses a session that has one`() async throws {
        let folder = try scratchFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await withDaemon(source: "test:ball", folder: folder) { daemon in
            try await daemon.live()
            try await daemon.call("teach", ["category": .string("ball")])
            try await daemon.call("teach", ["category": .string("other")])
            try await daemon.client { client in
                _ = try client.call("session.save", ["name": .string("good")])
                _ = try client.call("session.save", ["name": .string("bad")])
                _ = try client.call("sync")
            }
        }
        try rot(2, in: "\(folder)/showtell.sqlite")
        try rot(1, in: "\(folder)/sessions/bad.showtell")
        try await withDaemon(source: "test:ball", folder: folder) { daemon in
            try await daemon.live()
            try await daemon.client { client in
                _ = try client.call("subscribe", ["topics": .array([.string("log")])])
                let event = try client.nextEvent()
                #expect(event["topic"] == .string("log") && event["level"] == .string("warning"))
                #expect(event["message"]?.text?.hasPrefix("sample 2 of “other” is left out: ") == true, "\(event)")
                let known = try client.call("category.list")["categories"]?.items ?? []
                #expect(known.map { $0["samples"] } == [.integer(1), .integer(0)])

                let sessions = try client.call("session.list")["sessions"]?.items ?? []
                let problem = sessions.first { $0["name"] == .string("bad") }?["problem"]?.text
                #expect(problem?.contains("sample 1 of “ball” is broken") == true, "\(String(describing: problem))")
                #expect(sessions.first { $0["name"] == .string("good") }?["problem"] == .null)
                let refusal = #expect(throws: Refusal.self) {
                    try client.call("session.load", ["name": .string("bad")])
                }
                #expect(refusal?.kind == "bad_session" && refusal?.description.contains("sample 1 of “ball”") == true)
                let loaded = try client.call("session.load", ["name": .string("good")])
                #expect(loaded["samples"] == .integer(2))
                _ = try client.call("undo")
                _ = try client.call("sample.remove", ["samples": .array([.integer(2)])])
            }
            try await daemon.client { client in
                _ = try client.call("subscribe", ["topics": .array([.string("log"), .string("stats")])])
                #expect(try client.nextEvent()["topic"] == .string("stats"), "who removes it hears no more of it")
            }
        }
    }
}
