// What is stored, over the daemon's doors: thumbnails, samples, sessions.

import Client
import Daemon
import Foundation
import Imaging
import Stream
import Testing
import Wire

@Suite("What the daemon stores", .serialized)
struct StoreTests {
    @Test
    func `a thumbnail is the taught square, small, and gone from nowhere when its sample is removed`() async throws {
        try await withDaemon(source: "test:ball") { daemon in
            try await daemon.live()
            try await daemon.call("teach", ["category": .string("ball")])
            try await daemon.call("reject", ["category": .string("ball")])
            let listed = try await daemon.call("sample.list")["samples"]?.items ?? []
            #expect(listed.map { $0["kind"]?.text } == ["reject", "teach"] && listed[0]["against"]?.text == "ball")
            for sample in listed {
                let path = try #require(sample["thumbnail"]?.text)
                let picture = try StillDecoder.decode(
                    try await daemon.fetch(String(path.dropFirst())), into: PicturePool())
                #expect(picture.width == 112 && picture.height == 112)
            }
            let newest = try await daemon.call("state")["categories"]?.items.first?["newest"]
            #expect(newest == .array([.integer(1)]))
            try await daemon.call("sample.remove", ["samples": .array([.integer(1)])])
            #expect(try await daemon.call("state")["categories"]?.items.first?["newest"] == .array([]))
            // What was undone may be redone, with its picture.
            #expect(try await daemon.fetch("thumbnails/1.jpg").isEmpty == false)
            #expect(try await daemon.status(of: "thumbnails/2.jpg") == 200)
            #expect(try await daemon.status(of: "thumbnails/3.jpg") == 404)
        }
    }

    @Test(arguments: [Keep.features, .thumbnails, .pictures])
    func `only what is to be kept is kept`(keep: Keep) async throws {
        let folder = try scratchFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await withDaemon(source: "test:ball", folder: folder, keep: keep) { daemon in
            try await daemon.live()
            try await daemon.call("teach", ["category": .string("ball")])
            let sample = try await daemon.call("sample.list")["samples"]?.items.first
            #expect((sample?["thumbnail"] == .null) == (keep == .features))
        }
        // The daemon has ended in good order: one file holds it all.
        let store = try #require(FileManager.default.contents(atPath: "\(folder)/showtell.sqlite"))
        let jpegs = store.ranges(of: Data([0xFF, 0xD8, 0xFF, 0xE0])).count
        #expect(jpegs == [.features: 0, .thumbnails: 1, .pictures: 2][keep])
    }

    @Test
    func `a session moves to another machine by its file, and half a file does no harm`() async throws {
        let (first, second) = (try scratchFolder(), try scratchFolder())
        defer { for folder in [first, second] { try? FileManager.default.removeItem(atPath: folder) } }
        let name = "Stand 3; Montag"
        let file = try await withDaemon(source: "test:ball", folder: first) { daemon in
            try await daemon.live()
            try await daemon.call("teach", ["category": .string("ball")])
            return try await daemon.client { client in
                let job = try client.call("session.save", ["name": .string(name)])["job"]
                // The barrier holds for work that goes on, too.
                _ = try client.call("sync")
                let end = try client.nextEvent()
                #expect(end["job"] == job && end["state"] == .string("done") && end["subscription"] == nil)
                return try #require(end["url"]?.text)
            }
        }
        #expect(file == "/sessions/Stand%203%3B%20Montag.showtell")
        let bytes = try await withDaemon(source: "test:ball", folder: first) { daemon in
            try await daemon.fetch(String(file.dropFirst()))
        }
        try FileManager.default.createDirectory(atPath: "\(second)/sessions", withIntermediateDirectories: true)
        try bytes.write(to: URL(fileURLWithPath: "\(second)/sessions/got.showtell"))
        try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: "\(second)/sessions/half.showtell"))
        try await withDaemon(source: "test:ball", folder: second) { daemon in
            try await daemon.live()
            try await daemon.call("teach", ["category": .string("own")])
            try await daemon.client { client in
                _ = try client.call("session.import", ["name": .string("half")])
                let failed = try client.nextEvent()
                #expect(failed["state"] == .string("failed") && failed["url"] == nil)
                #expect(failed["error"]?["data"]?["kind"] == .string("bad_session"))
                _ = try client.call("session.import", ["name": .string("got")])
                #expect(try client.nextEvent()["state"] == .string("done"))
                let sessions = try client.call("session.list")["sessions"]?.items ?? []
                #expect(sessions.map { $0["name"]?.text } == ["got", "half"])
                #expect(sessions[0]["problem"] == .null && sessions[1]["problem"]?.text?.isEmpty == false)
                let refusal = #expect(throws: Refusal.self) {
                    try client.call("session.load", ["name": .string("half")])
                }
                #expect(refusal?.kind == "bad_session")
                #expect(try client.call("category.list")["categories"]?.items.map { $0["name"]?.text } == ["own"])
                _ = try client.call("session.load", ["name": .string("got")])
                #expect(try client.call("category.list")["categories"]?.items.map { $0["name"]?.text } == ["ball"])
                #expect(try client.call("predict")["category"] == .string("ball"))
                _ = try client.call("undo")
                #expect(try client.call("category.list")["categories"]?.items.map { $0["name"]?.text } == ["own"])
            }
        }
    }

    @Test
    func `a session of another bank is described anew from the pictures that were kept`() async throws {
        let (first, second) = (try scratchFolder(), try scratchFolder())
        defer { for folder in [first, second] { try? FileManager.default.removeItem(atPath: folder) } }
        try await withDaemon(source: "test:ball", folder: first, keep: .pictures) { daemon in
            try await daemon.live()
            try await daemon.call("teach", ["category": .string("ball")])
            try await daemon.client { client in
                _ = try client.call("session.save", ["name": .string("booth")])
                _ = try client.call("sync")
            }
        }
        try FileManager.default.moveItem(atPath: "\(first)/sessions", toPath: "\(second)/sessions")
        try await withDaemon(source: "test:ball", folder: second, seed: 5) { daemon in
            try await daemon.live()
            let session = try await daemon.call("session.list")["sessions"]?.items.first
            #expect(session?["problem"] == .null)
            let loaded = try await daemon.call("session.load", ["name": .string("booth")])
            #expect(loaded["samples"] == .integer(1))
            #expect(try await daemon.call("predict")["scores"]?.items.first?["category"] == .string("ball"))
        }
    }

    @Test
    func `saves at the same time are all whole`() async throws {
        try await withDaemon(source: "test:ball") { daemon in
            try await daemon.live()
            try await daemon.call("teach", ["category": .string("ball")])
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        try await daemon.client { client in
                            _ = try client.call("session.save", ["name": .string("s\(number % 2)")])
                            #expect(try client.nextEvent()["state"] == .string("done"))
                        }
                    }
                }
                try await group.waitForAll()
            }
            let sessions = try await daemon.call("session.list")["sessions"]?.items ?? []
            #expect(sessions.map { $0["problem"] } == [.null, .null])
            let files = try FileManager.default.contentsOfDirectory(atPath: "\(daemon.data)/sessions").sorted()
            #expect(files == ["s0.showtell", "s1.showtell"])
        }
    }
}
