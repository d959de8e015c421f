// Several objects at once, over the real socket.

import Client
import ClipExam
import Foundation
import Testing
import Wire

@Suite("Several objects over the socket", .serialized)
struct ObjectTests {
    /// The clip's boxes, in fractions of the frame.
    private struct Boxes: Decodable {
        struct Frame: Decodable {
            struct Thing: Decodable {
                let name: String
                let box: [Double]
            }
            let objects: [Thing]
        }
        let frames: [Frame]

        enum CodingKeys: String, CodingKey { case frames = "frames_truth" }

        static func read() throws -> Boxes {
            try JSONDecoder().decode(
                Boxes.self, from: Data(contentsOf: URL(fileURLWithPath: "\(project)/clip/tabletop.json")))
        }
    }

    /// The share that a region of the protocol and a box in pixels of the clip have of what either covers.
    private func overlap(_ region: JSON?, _ box: [Double]) -> Double {
        func value(_ name: String, _ size: Double) -> Double { (region?[name]?.double ?? 0) * size }
        let (x, y) = (value("x", 640), value("y", 480))
        let (width, height) = (value("width", 640), value("height", 480))
        let across = min(x + width, box[0] + box[2]) - max(x, box[0])
        let down = min(y + height, box[1] + box[3]) - max(y, box[1])
        guard across > 0, down > 0 else { return 0 }
        return across * down / (width * height + box[2] * box[3] - across * down)
    }

    @Test
    func `two objects of the clip that were taught one by one are found together`() async throws {
        let truth = try Boxes.read().frames
        let (both, seen) = try await withDaemon(source: "file:\(clip)", everyFrame: true) { daemon in
            try await daemon.client { teacher in
                let listener = try ControlClient(socket: daemon.socket)
                _ = try listener.call("subscribe", ["topics": .array([.string("prediction")])])
                func wait(until time: Double) throws {
                    while try (listener.nextEvent()["position"]?.double ?? 0) < time {}
                }
                try wait(until: 0.4)
                _ = try teacher.call("teach.background", ["seconds": .number(0.6)])
                for (time, name) in [
                    (3.5, "mug"), (4.5, "mug"), (5.5, "mug"), (24.3, "duck"), (25.3, "duck"), (26.3, "duck"),
                ] {
                    try wait(until: time)
                    _ = try teacher.call("teach", ["category": .string(name)])
                }
                _ = try teacher.call("subscribe", ["topics": .array([.string("objects")])])
                try wait(until: 48.7)
                _ = try teacher.call("objects.set", ["enabled": .bool(true)])
                var (both, seen) = (0, 0)
                while seen < 30 {
                    let event = try teacher.nextEvent()
                    let frame = Int(event["frame"]?.double ?? 0) % truth.count
                    guard event["topic"] == .string("objects"), truth[frame].objects.count == 2 else { break }
                    seen += 1
                    let isWhole = truth[frame].objects.allSatisfy { thing in
                        event["objects"]?.items.contains { found in
                            found["category"] == .string(thing.name) && overlap(found["region"], thing.box) >= 0.3
                        } == true
                    }
                    if isWhole { both += 1 }
                }
                return (both, seen)
            }
        }
        #expect(seen == 30)
        #expect(both >= 24, "both were found in \(both) of \(seen) frames")
    }

    @Test
    func `switched off it says nothing; switched on, what was taught is known to the next map`() async throws {
        try await withDaemon(source: "test:ball") { daemon in
            try await daemon.live()
            try await daemon.client { client in
                #expect(try client.call("state")["objects"] == .object(["enabled": .bool(false)]))
                _ = try client.call("subscribe", ["topics": .array([.string("objects"), .string("stats")])])
                #expect(try client.nextEvent()["topic"] == .string("stats"), "no map is made while it is off")
                let set = try client.call("objects.set", ["enabled": .bool(true)])
                #expect(set == .object(["enabled": .bool(true), "revision": .integer(0)]))
                func map() throws -> JSON {
                    while true {
                        let event = try client.nextEvent()
                        if event["topic"] == .string("objects") { return event }
                    }
                }
                let first = try map()
                #expect(first["objects"] == .array([]) && first["map"]?["categories"] == .array([]))
                let (rows, columns) = (first["map"]?["rows"]?.double ?? 0, first["map"]?["columns"]?.double ?? 0)
                let cells = first["map"]?["cells"]?.items ?? []
                #expect(rows > 1 && columns > 1 && Double(cells.count) == rows * columns)
                #expect(cells.allSatisfy { $0 == .integer(-2) })
                let taught = try client.call("teach", ["category": .string("ball")])
                let frame = try #require(taught["frame"]?.double)
                while true {
                    let event = try map()
                    guard (event["frame"]?.double ?? 0) > frame else { continue }
                    #expect(event["revision"] == taught["revision"])
                    #expect(event["map"]?["categories"] == .array([.string("ball")]))
                    break
                }
            }
        }
    }

    @Test
    func `predict finds objects in a picture that is sent, and says none unless it is asked`() async throws {
        try await withDaemon(source: "test:ball") { daemon in
            try await daemon.live()
            let image = try await daemon.fetch("snapshot.jpg").base64EncodedString()
            let plain = try await daemon.call("predict", ["image": .string(image)])
            #expect(plain["objects"] == nil)
            let asked = try await daemon.call("predict", ["image": .string(image), "objects": .bool(true)])
            #expect(asked["objects"] == .array([]) && asked["frame"] == .null)
            let next = try await daemon.call("predict", ["objects": .bool(true)])
            #expect(next["objects"] == .array([]) && next["frame"]?.double != nil)
            // A strip of a picture has no use for windows; what is wrong with it is said.
            let strip = try await blocking { try picture("width=4000,height=3") }
            let error = await #expect(throws: Refusal.self) {
                try await daemon.call("predict", ["image": .string(strip), "objects": .bool(true)])
            }
            #expect(error?.error["data"]?["kind"] == .string("bad_image"))
        }
    }

    @Test
    func `what was switched on and the sizes that were drawn are there after a restart`() async throws {
        let folder = try scratchFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await withDaemon(source: "test:ball", folder: folder) { daemon in
            try await daemon.live()
            try await daemon.call("objects.set", ["enabled": .bool(true)])
            let region = JSON.object([
                "x": .number(0.25), "y": .number(0.25), "width": .number(0.375), "height": .number(0.25),
            ])
            try await daemon.call("teach", ["category": .string("ball"), "region": region])
        }
        let sizes = try JSON(parsing: Data(contentsOf: URL(fileURLWithPath: "\(folder)/sizes.json")))
        #expect(sizes["samples"]?.items.count == 2 || sizes["samples"]?["1"]?.items.count == 2)
        try await withDaemon(source: "test:ball", folder: folder) { daemon in
            #expect(try await daemon.call("state")["objects"] == .object(["enabled": .bool(true)]))
            try await daemon.call("objects.set", ["enabled": .bool(false)])
            #expect(try await daemon.call("state")["objects"] == .object(["enabled": .bool(false)]))
        }
    }

    /// A test picture, as base64 of a PNG file.
    private func picture(_ size: String) throws -> String {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).png").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let shell = try Process.run(
            URL(fileURLWithPath: "/bin/sh"),
            arguments: [
                "-c",
                "gst-launch-1.0 -q videotestsrc num-buffers=1 ! video/x-raw,\(size) ! videoconvert ! pngenc "
                    + "! filesink location='\(path)'",
            ])
        shell.waitUntilExit()
        return try Data(contentsOf: URL(fileURLWithPath: path)).base64EncodedString()
    }
}
