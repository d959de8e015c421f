// The picture on its way to programs that are not ours: a proxy, a player, and renditions as they really come.

import Client
import Control
import Foundation
import Imaging
import Stream
import Testing
import Wire

@Suite("Delivery", .serialized)
struct DeliveryTests {
    private let pool = PicturePool()

    @Test
    func `behind nginx as it comes a stream flows at once`() async throws {
        try await withDaemon(source: "test:ball") { daemon in
            try await daemon.live()
            let page = daemon.page
            try await blocking {
                let proxy = try Proxy(before: page)
                let url = "http://127.0.0.1:\(proxy.port)/stream.mjpg"
                var answer = try run(["curl", "-sN", "--max-time", "2", "--retry-connrefused", "--retry", "5", url])
                let parts = String(decoding: answer.output, as: UTF8.self).components(separatedBy: "X-Frame: ").count
                #expect(parts > 10, "\(parts) pictures in two seconds, \(answer.output.count) bytes")
                answer = try run(["curl", "-s", "http://127.0.0.1:\(proxy.port)/snapshot.jpg"])
                #expect(answer.output.starts(with: [0xFF, 0xD8]))
            }
        }
    }

    @Test
    func `ffmpeg plays the stream`() async throws {
        try await withDaemon(source: "test:ball") { daemon in
            try await daemon.live()
            let url = "\(daemon.page)stream.mjpg?size=low"
            let probe = try await blocking {
                let wanted = ["-show_entries", "stream=codec_name,width,height", "-of", "csv=p=0"]
                return try run(["ffprobe", "-v", "error", "-probesize", "100k"] + wanted + [url])
            }
            #expect(String(decoding: probe.output, as: UTF8.self).hasPrefix("mjpeg,320,240"), "\(probe)")
            let played = try await blocking {
                let stream = "\(daemon.page)stream.mjpg"
                return try run(["ffmpeg", "-v", "error", "-i", stream, "-frames:v", "20", "-f", "null", "-"])
            }
            #expect(played.code == 0 && played.errors.isEmpty, "\(played)")
        }
    }

    @Test
    func `renditions are what they are called, made for who asks`() async throws {
        try await withDaemon(source: "test:ball") { daemon in
            try await daemon.live()
            let full = try StillDecoder.decode(try await daemon.fetch("snapshot.jpg?max_age_ms=1000"), into: pool)
            let low = try StillDecoder.decode(try await daemon.fetch("snapshot.jpg?size=low"), into: pool)
            #expect((full.width, full.height) == (640, 480) && (low.width, low.height) == (320, 240))
            let clean = try StillDecoder.decode(try await daemon.fetch("snapshot.jpg?clean=1"), into: pool)
            // The line around the region that is judged: the centred square's left edge.
            #expect(light(of: full, column: 80) > light(of: clean, column: 80) + 20)
            let state = try await daemon.call("state")
            #expect(state["viewers"] == .integer(0) && state["degraded"] == nil)
            #expect(try await daemon.call("stats")["deliveries"]?["mjpeg"]?["viewers"] == .integer(0))
        }
    }

    /// The mean green of the middle of a column of pixels.
    private func light(of picture: Picture, column: Int) -> Int {
        picture.withBytes { bytes in
            (200..<400).reduce(0) { $0 + Int(bytes[$1 * picture.stride + 4 * column + 1]) } / 200
        }
    }

    @Test
    func `who comes first sees the newest frame, though nobody has watched until then`() async throws {
        let folder = try scratchFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let picture = Picture(width: 160, height: 120)
        let whole = Region.whole.pixels(width: 160, height: 120)
        let jpeg = try StillEncoder(longestSide: 160, quality: 90).encode(picture, whole)
        try jpeg.write(to: URL(fileURLWithPath: "\(folder)/a.jpg"))
        try jpeg.write(to: URL(fileURLWithPath: "\(folder)/b.jpg"))
        // One picture in twenty seconds: there is no next one to wait for.
        try await withDaemon(source: "images:\(folder)?fps=0.05") { daemon in
            try await daemon.live()
            _ = try await daemon.call("ping")
            let answer = try await daemon.answer("snapshot.jpg?max_age_ms=60000")
            #expect(answer.status == 200 && answer.body.starts(with: [0xFF, 0xD8]), "\(answer.status)")
            let url = "\(daemon.page)stream.mjpg"
            let seen = try await blocking { try run(["curl", "-sN", "--max-time", "1", url]).output }
            #expect(seen.firstRange(of: Data("X-Frame: ".utf8)) != nil)
        }
    }

    @Test(arguments: ["--max-mbit", "--max-viewers", "--max-viewers-per-address"])
    func `a limit that lets nobody in is refused`(option: String) throws {
        let end = try BuiltProgram(["serve", option, "0"]).end()
        #expect(end.code == 64 && end.errors.contains(option), "\(end)")
    }

    @Test
    func `with viewers a daemon stops within three seconds`() throws {
        let folder = try scratchFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let words = ["serve", "--source", "test:ball", "--listen", "127.0.0.1:0", "--data", folder]
        let program = try BuiltProgram(words + ["--socket", "\(folder)/s"])
        let said = try program.wait(for: "control channel", "http://")
        let page = try #require(
            said.split(whereSeparator: \.isWhitespace).first { $0.hasPrefix("http://") }.map(String.init))
        let viewers = try (0..<20).map { _ in
            let curl = Process()
            curl.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            curl.arguments = ["curl", "-sN", "-o", "/dev/null", "--max-time", "20", "\(page)stream.mjpg"]
            try curl.run()
            return curl
        }
        let client = try ControlClient(socket: "\(folder)/s")
        let deadline = ContinuousClock.now + .seconds(10)
        while try client.call("state")["viewers"] != .integer(20), ContinuousClock.now < deadline {
            Thread.sleep(forTimeInterval: 0.05)
        }
        #expect(try client.call("state")["viewers"] == .integer(20))
        let began = ContinuousClock.now
        program.process.terminate()
        #expect(program.end().code == 0)
        #expect(ContinuousClock.now - began < .seconds(3))
        for viewer in viewers { viewer.waitUntilExit() }
    }
}
