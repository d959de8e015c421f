// The picture over HTTP, with the real pipeline behind it.

import Client
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
            let (status, headers, picture) = try await daemon.answer("snapshot.jpg")
            #expect(status == 503 && headers["x-frame"] == "-1" && headers["retry-after"] != nil)
            #expect(headers["x-reason"]?.contains("/nowhere/film.mp4") == true)
            #expect(picture.starts(with: [0xFF, 0xD8]) && picture.count > 2000)
            let source = try await daemon.call("state")["source"]
            #expect(source?["state"] == .string("offline"))
            #expect(source?["message"]?.text?.contains("/nowhere/film.mp4") == true)
        }
    }

    @Test
    func
        `a learner that is kept busy does not stop the picture: it goes on with earlier verdicts, and they are counted`()
        async throws
    {
        try await withDaemon(source: "test:ball") { daemon in
            try await daemon.live()
            let before = try await daemon.call("stats")["frames"]
            // Thirty clients at once, each with a region of its own to judge in every frame: more than a frame may wait for,
            // and nobody but the learner works on it.
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<30 {
                    let region = JSON.object([
                        "x": .number(Double(number) / 100), "y": .number(0.1), "width": .number(0.5),
                        "height": .number(0.7),
                    ])
                    group.addTask {
                        try await daemon.client { client in
                            for _ in 0..<20 { _ = try client.call("predict", ["region": region]) }
                        }
                    }
                }
                try await group.waitForAll()
            }
            let after = try await daemon.call("stats")["frames"]
            let shown = (after?["shown"]?.double ?? 0) - (before?["shown"]?.double ?? 0)
            let late = (after?["late"]?.double ?? 0) - (before?["late"]?.double ?? 0)
            #expect(late > 0, "nothing was late: the learner was not busy")
            #expect(shown >= late && shown > 20, "\(shown) frames shown, \(late) of them late")
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
