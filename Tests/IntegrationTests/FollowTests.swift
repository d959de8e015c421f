// Following things of the built-in clip, over the real socket.

import Client
import Foundation
import Testing
import Wire

@Suite("Following over the socket", .serialized)
struct FollowTests {
    private static func region(_ box: [Double]) -> JSON {
        .object([
            "x": .number(box[0] / 640), "y": .number(box[1] / 480), "width": .number(box[2] / 640),
            "height": .number(box[3] / 480),
        ])
    }

    private static func overlap(_ region: JSON?, _ box: [Double]) -> Double {
        guard let x = region?["x"]?.double, let y = region?["y"]?.double, let width = region?["width"]?.double,
            let height = region?["height"]?.double
        else { return 0 }
        return FilmTruth.overlap([640 * x, 480 * y, 640 * width, 480 * height], box)
    }

    /// Reads events until the film is at a place between two.
    private static func wait(_ client: ControlClient, from: Double, to: Double) throws -> Double {
        while true {
            let event = try client.nextEvent()
            guard event["topic"] == .string("prediction"), let position = event["position"]?.double else { continue }
            if from <= position, position < to { return position }
        }
    }

    @Test(arguments: [("mug", 3.1), ("duck", 23.9), ("cactus", 29.1)])
    func `new views of a thing of the clip are learnt from the thing alone, and one undo takes all back`(
        name: String, begin: Double
    ) async throws {
        let film = try FilmTruth.read()
        try await withDaemon(source: "file:\(clip)") { daemon in
            try await blocking {
                let client = try ControlClient(socket: daemon.socket)
                let topics: [JSON] = ["prediction", "follow", "taught"].map { .string($0) }
                _ = try client.call("subscribe", ["topics": .array(topics)])
                let start = try Self.wait(client, from: begin, to: begin + 0.5)
                let box = try #require(film.box(of: name, at: start))
                let before = try client.call("state")
                let number = try client.call(
                    "follow.start", ["category": .string(name), "region": Self.region(box), "seconds": .number(30)])[
                        "follow"]
                var positions: [JSON: Double] = [:]
                var (learnt, seen): ([JSON], Int) = ([], 0)
                var end: JSON?
                while end == nil {
                    let event = try client.nextEvent()
                    if event["topic"] == .string("prediction"), let frame = event["frame"] {
                        positions[frame] = event["position"]?.double
                    }
                    guard event["topic"] == .string("follow") else { continue }
                    #expect(event["follow"] == number && event["category"] == .string(name))
                    switch event["state"]?.text {
                    case "learnt": learnt.append(event)
                    case "ended": end = event
                    default: seen += 1
                    }
                }
                let samples = learnt.compactMap { $0["sample"] }
                print(
                    "\(name): \(samples.count) samples in \(seen + samples.count) looks, \(end?["message"]?.text ?? "")"
                )
                #expect(samples.count >= 2 && seen > 0)
                #expect(end?["samples"]?.items == samples)
                #expect(end?["reason"] == .string("lost"), "it leaves the stage")
                for event in learnt {
                    let position = try #require(event["frame"].flatMap { positions[$0] })
                    let box = try #require(film.box(of: name, at: position), "it was gone at \(position)")
                    #expect(Self.overlap(event["region"], box) > 0.5, "at \(position)")
                }
                let picture = try #require(learnt.last?["thumbnail"]?.text)
                #expect(picture.hasPrefix("/thumbnails/"))
                let act = try client.call("history", ["n": .integer(1)])["acts"]?.items.first
                #expect(act?["kind"] == .string("follow") && act?["category"] == .string(name))
                #expect(act?["samples"] == .integer(Int64(samples.count)))
                let stopped = try client.call("follow.stop", ["follow": number ?? .null])
                #expect(stopped["samples"]?.items == samples, "it says once more what came of it")
                _ = try client.call("undo")
                let after = try client.call("state")
                #expect(after["categories"] == before["categories"])
                #expect(after["background"] == before["background"])
            }
        }
    }

    @Test(arguments: [("mug", 3.1), ("car", 18.7), ("duck", 23.9)])
    func `without a region the thing in the middle is followed, and nothing is learnt when it has left`(
        name: String, begin: Double
    ) async throws {
        let film = try FilmTruth.read()
        try await withDaemon(source: "file:\(clip)") { daemon in
            try await blocking {
                let client = try ControlClient(socket: daemon.socket)
                let topics: [JSON] = ["prediction", "follow"].map { .string($0) }
                _ = try client.call("subscribe", ["topics": .array(topics)])
                _ = try Self.wait(client, from: begin, to: begin + 0.5)
                _ = try client.call("follow.start", ["category": .string(name), "seconds": .number(12)])
                var positions: [JSON: Double] = [:]
                var learnt: [Double] = []
                var event = JSON.null
                while event["state"] != .string("ended") {
                    event = try client.nextEvent()
                    if event["topic"] == .string("prediction"), let frame = event["frame"] {
                        positions[frame] = event["position"]?.double
                    }
                    if event["state"] == .string("learnt"), let frame = event["frame"] {
                        learnt.append(try #require(positions[frame]))
                    }
                }
                print("the square with the \(name): learnt at \(learnt), \(event["message"]?.text ?? "")")
                // A car that is longer than the middle half is learnt once more at the moment at which it is gone.
                for position in learnt {
                    let last = film.box(of: name, at: position) ?? film.box(of: name, at: position - 0.25)
                    #expect(last != nil, "at \(position)")
                }
            }
        }
    }

    @Test
    func `a thumbnail of every new view can be fetched`() async throws {
        try await withDaemon(source: "test:ball") { daemon in
            try await daemon.live()
            let path = try await daemon.client { client in
                _ = try client.call("subscribe", ["topics": .array([.string("follow")])])
                _ = try client.call("follow.start", ["category": .string("ball")])
                while true {
                    let event = try client.nextEvent()
                    if let path = event["thumbnail"]?.text { return path }
                }
            }
            #expect(try await daemon.fetch(String(path.dropFirst())).prefix(2) == Data([0xFF, 0xD8]))
        }
    }

    @Test
    func `a connection that ends ends it, and others are told`() async throws {
        try await withDaemon(source: "test:ball") { daemon in
            try await daemon.live()
            try await blocking {
                let listener = try ControlClient(socket: daemon.socket)
                _ = try listener.call("subscribe", ["topics": .array([.string("follow")])])
                do {
                    let holder = try ControlClient(socket: daemon.socket)
                    _ = try holder.call("follow.start", ["category": .string("ball")])
                    #expect(try listener.nextEvent()["state"] == .string("learnt"))
                    let refusal = #expect(throws: Refusal.self) {
                        try listener.call("follow.start", ["category": .string("pen")])
                    }
                    #expect(refusal?.kind == "busy")
                }
                var event = try listener.nextEvent()
                while event["state"] != .string("ended") { event = try listener.nextEvent() }
                #expect(event["reason"] == .string("left"))
                #expect(try listener.call("category.list")["categories"]?.items.count == 1, "what was learnt stays")
            }
        }
    }

    @Test
    func `a source that breaks ends it`() async throws {
        let folder = try scratchFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let film = "\(folder)/film.mp4"
        try FileManager.default.copyItem(atPath: clip, toPath: film)
        try await withDaemon(source: "file:\(film)") { daemon in
            try await daemon.live()
            try await blocking {
                let client = try ControlClient(socket: daemon.socket)
                _ = try client.call("subscribe", ["topics": .array([.string("follow")])])
                _ = try client.call(
                    "follow.start", ["category": .string("wall"), "seconds": .number(120), "count": .integer(100)])
                // The file shrinks to nothing under the player, as a card that is pulled out.
                try #require(FileHandle(forUpdatingAtPath: film)).truncate(atOffset: 0)
                var event = try client.nextEvent()
                while event["state"] != .string("ended") { event = try client.nextEvent() }
                #expect(event["reason"] == .string("no_camera"), "\(event)")
                let refusal = #expect(throws: Refusal.self) {
                    try client.call("follow.start", ["category": .string("wall")])
                }
                #expect(refusal?.kind == "no_camera")
            }
        }
    }

    @Test
    func `what was learnt by following is there after kill -9, to the last acknowledged view`() async throws {
        let folder = try scratchFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let arguments = [
            "serve", "--source", "file:\(clip)", "--listen", "127.0.0.1:0", "--socket", "\(folder)/s", "--data", folder,
        ]
        try await blocking {
            let box = try #require(try FilmTruth.read().box(of: "mug", at: 3.3))
            var told: [JSON] = []
            do {
                let program = try BuiltProgram(arguments)
                _ = try program.wait(for: "pictures from")
                let client = try ControlClient(socket: "\(folder)/s")
                let topics: [JSON] = ["prediction", "follow"].map { .string($0) }
                _ = try client.call("subscribe", ["topics": .array(topics)])
                _ = try Self.wait(client, from: 3.1, to: 4.5)
                _ = try client.call("follow.start", ["category": .string("mug"), "region": Self.region(box)])
                while told.count < 2 {
                    if let sample = try client.nextEvent()["sample"] { told.append(sample) }
                }
                kill(program.process.processIdentifier, SIGKILL)
                program.process.waitUntilExit()
            }
            let program = try BuiltProgram(arguments)
            _ = try program.wait(for: "pictures from")
            let client = try ControlClient(socket: "\(folder)/s")
            let samples = try client.call("sample.list")["samples"]?.items.compactMap { $0["id"] } ?? []
            #expect(Set(samples).isSuperset(of: told))
            #expect(try client.call("history")["acts"]?.items.map { $0["kind"] } == [.string("follow")])
            _ = try client.call("undo")
            #expect(try client.call("category.list")["categories"]?.items.isEmpty == true)
        }
    }
}
