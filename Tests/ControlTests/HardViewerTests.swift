// Viewers with slow lines, viewers that vanish, and very many that come and go.

import Control
import Foundation
import NIOCore
import Testing

@Suite(.serialized) struct HardViewerTests {
    /// Publishes 30 pictures a second, stamped as they are made.
    private func publish(to broadcast: Broadcast) -> Task<Void, any Error> {
        Task {
            for frame in 1... {
                picture(frame).withUnsafeBytes {
                    broadcast.publish(
                        jpeg: $0, frame: Int64(frame), captured: NIODeadline.now().uptimeNanoseconds)
                }
                try await Task.sleep(for: .milliseconds(33))
            }
        }
    }

    @Test("Behind a line of 4 Mbit/s the picture does not grow old") func slowLine() async throws {
        try await withHouse(.web()) { house in
            let publisher = publish(to: house.broadcast)
            defer { publisher.cancel() }
            let viewer = try Socket(port: house.port)
            try await viewer.watch()
            _ = try await viewer.part()
            try await viewer.slowDown(to: 500_000)
            // Kept in a queue, pictures would be more than two seconds old by now, and older with every one.
            let end = ContinuousClock.now + .seconds(4)
            var ages: [Double] = []
            while ContinuousClock.now < end {
                let part = try await viewer.part()
                let stamp = try #require(part.headers["x-timestamp"].flatMap(Double.init))
                ages.append(Double(NIODeadline.now().uptimeNanoseconds) / 1e9 - stamp)
            }
            let last = ages.suffix(10).sorted()
            #expect(ages.count > 20 && last[5] < 0.8, "\(ages.count) pictures, ages \(ages)")
            #expect(house.audience.skipped > 20 && house.audience.counts(of: .mjpeg).skipped > 20)
        }
    }

    @Test("A viewer that is killed is gone at once, also while the source stands still") func killed() async throws {
        try await withHouse(.web()) { house in
            house.broadcast.publish(picture(1), frame: 1)
            let curl = Process()
            curl.executableURL = URL(fileURLWithPath: "/usr/bin/curl")
            curl.arguments = ["-sN", "-o", "/dev/null", "http://127.0.0.1:\(house.port)/stream.mjpg"]
            try curl.run()
            #expect(await eventually { house.audience.viewers == 1 })
            kill(curl.processIdentifier, SIGKILL)
            #expect(await eventually { house.audience.viewers == 0 })
            #expect(!house.broadcast.isWanted)
        }
    }

    /// How many of something this process has: `fd`, `task`.
    private static func count(_ what: String) -> Int {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/\(what)").count) ?? 0
    }

    @Test("Two hundred viewers that come and go leave nothing behind") func cycles() async throws {
        try await withHouse(.web()) { house in
            house.broadcast.publish(picture(1, size: 1000), frame: 1)
            @Sendable func cycle(_ number: Int) async throws {
                let viewer = try Socket(port: house.port)
                // Some leave before the answer, some in the middle of it, some when they have seen a picture.
                try await viewer.request("GET", number % 2 == 0 ? "/stream.mjpg" : "/stream.mjpg?size=low")
                if number % 3 > 0 { _ = try await viewer.head() }
                if number % 3 > 1, number % 2 == 0 {
                    _ = try await viewer.text(upTo: "\r\n")
                    _ = try await viewer.part()
                }
                await viewer.close()
            }
            for number in 0..<20 { try await cycle(number) }
            #expect(await eventually { house.audience.viewers == 0 })
            let (files, threads) = (Self.count("fd"), Self.count("task"))
            for number in 0..<200 { try await cycle(number) }
            #expect(await eventually { house.audience.viewers == 0 && !house.gallery.isWanted })
            #expect(await eventually { Self.count("fd") <= files + 2 }, "\(Self.count("fd")) files after \(files)")
            // Threads of the test's own queues come and go, but not two hundred of them.
            let isQuiet = await eventually { Self.count("task") <= threads + 10 }
            #expect(isQuiet, "\(Self.count("task")) threads after \(threads)")
        }
    }

    @Test("Who opens a connection and asks for nothing holds it for a while only") func silent() async throws {
        try await withHouse(.web(), patience: .seconds(1)) { house in
            let (silent, slow) = (try Socket(port: house.port), try Socket(port: house.port))
            try await slow.send("GET /healthz HTTP/1.1\r\nHo")
            try await silent.end()
            try await slow.end()
            let quick = try Socket(port: house.port)
            try await quick.request("GET", "/healthz")
            #expect(try await quick.answer().status == 200)
            // Its deadline is over with its first request.
            try await Task.sleep(for: .milliseconds(1300))
            try await quick.request("GET", "/healthz")
            #expect(try await quick.answer().status == 200)
        }
    }
}
