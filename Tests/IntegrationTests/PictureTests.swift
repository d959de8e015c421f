// The picture over HTTP, with the real pipeline behind it.

import Foundation
import Testing
import Wire

@Suite("The picture", .serialized)
struct PictureTests {
    private func snapshot(_ daemon: RunningDaemon) async throws -> Data {
        try await daemon.fetch("snapshot.jpg")
    }

    @Test
    func `each snapshot is a newer frame`() async throws {
        try await withDaemon(source: "test:ball") { daemon in
            try await daemon.live()
            let (first, second) = (try await snapshot(daemon), try await snapshot(daemon))
            #expect(first.starts(with: [0xFF, 0xD8]) && second.starts(with: [0xFF, 0xD8]))
            #expect(first != second)
        }
    }

    @Test
    func `without a source there is a picture that says why, and the daemon lives`() async throws {
        try await withDaemon(source: "file:/nowhere/film.mp4") { daemon in
            let picture = try await snapshot(daemon)
            #expect(picture.starts(with: [0xFF, 0xD8]) && picture.count > 2000)
            let source = try await daemon.call("state")["source"]
            #expect(source?["state"] == .string("offline"))
            #expect(source?["message"]?.text?.contains("/nowhere/film.mp4") == true)
        }
    }

    @Test
    func `a source that breaks while it plays and comes back is live again without a restart`() async throws {
        let film = FileManager.default.temporaryDirectory.appendingPathComponent("film-\(UUID().uuidString).mp4").path
        try FileManager.default.copyItem(atPath: clip, toPath: film)
        defer { try? FileManager.default.removeItem(atPath: film) }
        try await withDaemon(source: "file:\(film)") { daemon in
            try await daemon.live()
            // The file shrinks to nothing under the player, as a card that is pulled out.
            let handle = try #require(FileHandle(forUpdatingAtPath: film))
            try handle.truncate(atOffset: 0)
            for _ in 0..<200 {
                if try await daemon.call("state")["source"]?["state"]?.text == "offline" { break }
                try await Task.sleep(for: .milliseconds(100))
            }
            #expect(try await daemon.call("state")["source"]?["state"] == .string("offline"))
            try await blocking {
                try Data(contentsOf: URL(fileURLWithPath: clip)).write(to: URL(fileURLWithPath: film))
            }
            try await daemon.live()
            _ = try await daemon.call("predict")
        }
    }
}
