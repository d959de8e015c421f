// What the operator sets, over the real socket.

import Client
import Foundation
import Imaging
import Stream
import Testing
import Wire

@Suite("Settings over the socket", .serialized)
struct SettingsTests {
    private static let numbers: [String: JSON] = [
        "x": .number(0.125), "y": .number(0.25), "width": .number(0.5), "height": .number(0.5),
    ]

    @Test
    func `who decides and how much may be missed are set and told`() async throws {
        try await withDaemon(source: "test:ball") { daemon in
            try await daemon.live()
            try await daemon.call("teach", ["category": .string("ball")])
            try await daemon.client { client in
                _ = try client.call("subscribe", ["topics": .array([.string("state")])])
                let set = try client.call(
                    "classifier.set", ["kind": .string("nearest-mean"), "threshold": .number(0.125)])
                #expect(
                    set
                        == .object([
                            "kind": .string("nearest-mean"), "threshold": .number(0.125), "revision": .integer(1),
                        ]))
                let told = try client.nextEvent()["classifier"]
                #expect(told?["kind"] == .string("nearest-mean") && told?["threshold"] == .number(0.125))
                #expect(told?["kinds"]?.items.contains(.string("dual-ridge")) == true)
                #expect(try client.call("predict")["category"] == .string("ball"))
                let wrong = #expect(throws: Refusal.self) {
                    try client.call("classifier.set", ["kind": .string("oracle")])
                }
                #expect(wrong?.error["code"] == .integer(-32602))
                let message = wrong?.error["message"]?.text ?? ""
                #expect(
                    message.contains("oracle") && message.contains("dual-ridge") && message.contains("nearest-mean"))
                #expect(
                    try client.call("undo")["acts"]?.items.first?["kind"] == .string("teach"), "a setting is no act")
            }
        }
    }

    @Test
    func `a region is set, told, seen in predictions, and cleared`() async throws {
        let numbers = Self.numbers
        try await withDaemon(source: "test:ball") { daemon in
            try await daemon.live()
            _ = try await daemon.call("predict")
            try await daemon.client { client in
                _ = try client.call("subscribe", ["topics": .array([.string("state")])])
                let set = try client.call("region.set", numbers)
                #expect(set["region"] == .object(numbers) && set["revision"] == .integer(0))
                #expect(try client.nextEvent()["region"] == .object(numbers))
                #expect(try client.call("predict")["region"] == .object(numbers))
                var small = numbers
                small["width"] = .number(0.02)
                let refusal = #expect(throws: Refusal.self) { try client.call("region.set", small) }
                #expect(refusal?.error["code"] == .integer(-32602))
                #expect(refusal?.error["message"]?.text?.contains("13 × 240") == true)
                #expect(try client.call("state")["region"] == .object(numbers))
            }
            let cleared = try await daemon.call("region.clear")["region"]
            #expect(cleared?["width"] == .number(0.75) && cleared?["height"]?.double == 1)
            #expect(try await daemon.call("predict")["region"] == cleared)
        }
    }

    @Test
    func `settings are there after kill -9`() async throws {
        let folder = try scratchFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let arguments = [
            "serve", "--source", "test:ball", "--listen", "127.0.0.1:0", "--socket", "\(folder)/s", "--data", folder,
        ]
        try await blocking {
            for round in 0..<2 {
                let program = try BuiltProgram(arguments)
                _ = try program.wait(for: "control channel", "pictures from")
                let client = try ControlClient(socket: "\(folder)/s")
                if round == 0 {
                    _ = try client.call("predict")
                    _ = try client.call("region.set", Self.numbers)
                    _ = try client.call("classifier.set", ["kind": .string("dual-ridge"), "threshold": .number(0.25)])
                } else {
                    let state = try client.call("state")
                    #expect(state["region"] == .object(Self.numbers))
                    #expect(state["classifier"]?["kind"] == .string("dual-ridge"))
                    #expect(state["classifier"]?["threshold"] == .number(0.25))
                    #expect(try client.call("predict")["region"] == .object(Self.numbers))
                }
                program.kill()
            }
        }
    }

    @Test
    func `each prediction carries the verdict on the frame alone`() async throws {
        try await withDaemon(source: "test:ball") { daemon in
            try await daemon.live()
            try await daemon.call("teach", ["category": .string("ball")])
            try await daemon.client { client in
                _ = try client.call("subscribe", ["topics": .array([.string("prediction")])])
                for _ in 0..<5 {
                    let raw = try client.nextEvent()["raw"]
                    #expect(raw?["verdict"]?.text != nil && raw?["category"] != nil)
                    #expect((raw?["confidence"]?.double ?? 1) < 1)
                }
            }
        }
    }

    @Test
    func `an unknown thing that stands still is asked about, once`() async throws {
        let folder = try scratchFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let pictures = "\(folder)/pictures"
        try FileManager.default.createDirectory(atPath: pictures, withIntermediateDirectories: true)
        try await withDaemon(source: "test:ball") { daemon in
            try await daemon.live()
            try await daemon.fetch("snapshot.jpg").write(to: URL(fileURLWithPath: "\(pictures)/a.jpg"))
        }
        try await withDaemon(source: "images:\(pictures)?fps=20") { daemon in
            try await daemon.live()
            let other = try await checkers()
            try await daemon.call("teach", ["category": .string("checkers"), "image": .string(other)])
            try await daemon.client { client in
                _ = try client.call("subscribe", ["topics": .array([.string("ask"), .string("stats")])])
                var asks: [JSON] = []
                for _ in 0..<7 {
                    let event = try client.nextEvent()
                    if event["topic"] == .string("ask") { asks.append(event) }
                }
                #expect(asks.count == 1)
                #expect(asks.first?["region"]?["width"] == .number(0.75) && asks.first?["frame"]?.double != nil)
                let thumbnail = try #require(Data(base64Encoded: asks.first?["thumbnail"]?.text ?? ""))
                let seen = try StillDecoder.decode(thumbnail, into: PicturePool())
                #expect(seen.width == 112 && seen.height == 112)
            }
        }
    }

    /// Another picture, as base64 of a PNG file.
    private func checkers() async throws -> String {
        try await blocking {
            let path = FileManager.default.temporaryDirectory.appendingPathComponent(
                "checkers-\(UUID().uuidString).png"
            )
            .path
            defer { try? FileManager.default.removeItem(atPath: path) }
            let shell = try Process.run(
                URL(fileURLWithPath: "/bin/sh"),
                arguments: [
                    "-c",
                    "gst-launch-1.0 -q videotestsrc num-buffers=1 pattern=checkers-8 ! video/x-raw,width=320,height=240 "
                        + "! videoconvert ! pngenc ! filesink location='\(path)'",
                ])
            shell.waitUntilExit()
            return try Data(contentsOf: URL(fileURLWithPath: path)).base64EncodedString()
        }
    }
}
