// What a viewer can ask for: fewer pictures, smaller ones, and answers that old players understand.

import Control
import Foundation
import Testing

@Suite struct StreamWishTests {
    /// Publishes a hundred pictures a second until it is cancelled.
    private func publish(to broadcast: Broadcast) -> Task<Void, any Error> {
        Task {
            for frame in 1... {
                broadcast.publish(picture(frame, size: 1000), frame: frame)
                try await Task.sleep(for: .milliseconds(10))
            }
        }
    }

    @Test("fps= slows a stream for one viewer alone, evenly") func rate() async throws {
        try await withHouse(.web()) { house in
            let publisher = publish(to: house.broadcast)
            defer { publisher.cancel() }
            let (slow, quick) = (try Socket(port: house.port), try Socket(port: house.port))
            try await slow.watch("/stream.mjpg?fps=10")
            try await quick.watch()
            let reader = Task { () -> Int in
                var count = 0
                while !Task.isCancelled { if (try? await quick.part()) != nil { count += 1 } }
                return count
            }
            defer { reader.cancel() }
            _ = try await slow.part()
            let clock = ContinuousClock()
            var times = [clock.now]
            for _ in 0..<15 {
                _ = try await slow.part()
                times.append(clock.now)
            }
            reader.cancel()
            let seconds = (times[15] - times[0]) / .seconds(1)
            #expect(seconds > 1.3, "15 pictures at 10 a second came in \(seconds) s")
            let gaps = zip(times.dropFirst(), times).map { ($0 - $1) / .seconds(1) }.sorted()
            // A busy machine delays some; that none comes early is the promise.
            #expect(gaps[7] > 0.06, "gaps: \(gaps)")
            #expect(await reader.value > 45, "the other viewer was slowed down, too")
            #expect(house.audience.skipped == 0, "what nobody asked for is not missed")
        }
    }

    @Test("size=low is another rendition, wanted only while somebody watches it") func size() async throws {
        try await withHouse(.web()) { house in
            #expect(!house.gallery.low.isWanted && !house.gallery.isWanted)
            let viewer = try Socket(port: house.port)
            try await viewer.watch("/stream.mjpg?size=low")
            #expect(await eventually { house.gallery.low.isWanted })
            #expect(!house.gallery.full.isWanted)
            house.gallery.full.publish(picture(1), frame: 1)
            house.gallery.low.publish(picture(2, size: 100), frame: 2)
            #expect(try await viewer.part().frame == 2)
            await viewer.close()
            #expect(await eventually { !house.gallery.isWanted })
        }
    }

    @Test(
        "A wish that cannot be understood is answered with a sentence",
        arguments: [
            ("/stream.mjpg?fps=0", "from 1 to 120"), ("/stream.mjpg?fps=fast", "from 1 to 120"),
            ("/stream.mjpg?fps=", "from 1 to 120"), ("/stream.mjpg?fps=nan", "from 1 to 120"),
            ("/stream.mjpg?size=320x240", "“full” or “low”"), ("/stream.mjpg?clean=1", "/snapshot.jpg only"),
            ("/stream.mjpg?advance_headers=2", "1 or 0"),
            ("/snapshot.jpg?max_age_ms=-1", "max_age_ms"), ("/snapshot.jpg?max_age_ms=99999999999", "3600000"),
            ("/snapshot.jpg?clean=yes", "clean is 1"), ("/snapshot.jpg?clean=1&size=low", "full size"),
        ])
    func refused(path: String, part: String) async throws {
        try await withHouse(.web()) { house in
            let client = try Socket(port: house.port)
            try await client.request("GET", path)
            let answer = try await client.answer()
            #expect(answer.status == 400 && answer.text.contains(part), "\(answer.status): \(answer.text)")
            #expect(house.audience.viewers == 0)
        }
    }

    @Test(
        "Chromium gets the head of a part with the picture before, for it shows a picture when it has read that",
        arguments: [
            ("", "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0.0.0 Safari/537.36", true), ("", "Mozilla/5.0", false),
            ("?advance_headers=1", "curl/8", true), ("?advance_headers=0", "Chrome/140", false),
        ])
    func advanced(query: String, browser: String, isAdvanced: Bool) async throws {
        try await withHouse(.web()) { house in
            house.broadcast.publish([0xFF, 0xD8, 1], frame: 1)
            let viewer = try Socket(port: house.port)
            try await viewer.request("GET", "/stream.mjpg\(query)", ["User-Agent": browser])
            _ = try await viewer.head()
            _ = try await viewer.text(upTo: "--showtell-picture\r\n")
            let head = try await viewer.text(upTo: "\r\n\r\n")
            #expect(head.contains("Content-Length: 3") == !isAdvanced)
            #expect(try await viewer.bytes(3) == [0xFF, 0xD8, 1])
            _ = try await viewer.text(upTo: "\r\n--showtell-picture\r\n")
            if isAdvanced { #expect(try await viewer.text(upTo: "\r\n\r\n") == "Content-Type: image/jpeg") }
            house.broadcast.publish([0xFF, 0xD8, 2], frame: 2)
            if !isAdvanced { #expect(try await viewer.text(upTo: "\r\n\r\n").contains("X-Frame: 2")) }
            #expect(try await viewer.bytes(3) == [0xFF, 0xD8, 2])
        }
    }

    @Test("While the source stands still, the picture comes again every second") func reminder() async throws {
        try await withHouse(.web()) { house in
            house.broadcast.publish(picture(5), frame: 5)
            let viewer = try Socket(port: house.port)
            try await viewer.watch("/stream.mjpg?cachebuster=1")
            let began = ContinuousClock.now
            for _ in 0..<3 { #expect(try await viewer.part().frame == 5) }
            let time = ContinuousClock.now - began
            #expect(time > .seconds(1.5) && time < .seconds(6), "three times in \(time)")
        }
    }

    @Test("Who comes does not see what was shown when somebody watched last, if there is better") func stale()
        async throws
    {
        try await withHouse(.web()) { house in
            house.broadcast.publish(picture(1), frame: 1)
            try await Task.sleep(for: .milliseconds(1100))
            house.gallery.whenWanted { house.broadcast.publish(picture(2), frame: 2) }
            let viewer = try Socket(port: house.port)
            try await viewer.watch()
            #expect(try await viewer.part().frame == 2)
        }
    }

    @Test("Who asks in HTTP/1.0 is answered in it, and its connection ends") func oldHTTP() async throws {
        try await withHouse(.web()) { house in
            let client = try Socket(port: house.port)
            try await client.send("GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n")
            #expect(try await client.text(upTo: " ") == "HTTP/1.0")
            _ = try await client.text(upTo: "ok\n")
            try await client.end()
            house.broadcast.publish(picture(3), frame: 3)
            let viewer = try Socket(port: house.port)
            try await viewer.send("GET /stream.mjpg HTTP/1.0\r\nHost: localhost\r\n\r\n")
            let head = try await viewer.text(upTo: "\r\n\r\n").lowercased()
            #expect(head.hasPrefix("http/1.0 200") && !head.contains("transfer-encoding"))
            _ = try await viewer.text(upTo: "\r\n")
            #expect(try await viewer.part().frame == 3)
        }
    }
}
