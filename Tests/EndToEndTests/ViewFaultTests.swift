// <showtell-view> when something breaks: a daemon that hangs or starts again, a tab that nobody looks at.

import Foundation
import Testing

@Suite("The view in trouble", .serialized)
struct ViewFaultTests {
    @Test("A picture that stands still is noticed, said, and comes back by itself") func stall() async throws {
        try await withPage(source: "test:ball") { page, daemon in
            try await View.listen(on: page)
            try await page.open(daemon.address)
            let view = View(page: page)
            try #require(await view.plays("h264"))
            await daemon.send(SIGSTOP)
            #expect(try await eventually(within: .seconds(6)) { try await view.count(of: "stalled") == 1 })
            #expect(try await view.state() == "stalled")
            #expect(try await eventually(within: .seconds(8)) { try await view.count(of: "offline") == 1 })
            await daemon.send(SIGCONT)
            #expect(try await eventually(within: .seconds(10)) { try await view.state() == "live" })
            #expect(try await view.plays("h264"), "it did not step down for that")
        }
    }

    @Test("A daemon that starts again is shown again soon", arguments: ["h264", "mjpeg"])
    func restart(delivery: String) async throws {
        try await withPage(source: "test:ball") { page, daemon in
            let view = View(page: page)
            try await view.set("delivery", to: delivery)
            try #require(await view.plays(delivery))
            await daemon.stop()
            #expect(try await eventually(within: .seconds(5)) { try await view.state() == "offline" })
            try await daemon.start()
            let clock = ContinuousClock()
            let started = clock.now
            #expect(try await eventually(within: .seconds(8)) { try await view.state() == "live" })
            print("live again by \(delivery) \(clock.now - started) after the daemon was")
            #expect(try await view.plays(delivery))
        }
    }

    @Test(
        "A hidden tab holds no connection, and one that is looked at again plays at once", arguments: ["h264", "mjpeg"])
    func hidden(delivery: String) async throws {
        try await withPage(source: "test:ball") { page, _ in
            let view = View(page: page)
            try await view.set("delivery", to: delivery)
            try #require(await view.plays(delivery))
            try await page.cover()
            try #require(
                await eventually(within: .seconds(5)) { try await page.value(of: "document.hidden", as: Bool.self) })
            #expect(try await eventually(within: .seconds(8)) { try await view.state() == "asleep" })
            #expect(try await eventually(within: .seconds(3)) { try await viewers(page) == 0 })
            try await page.uncover()
            #expect(try await eventually(within: .seconds(5)) { try await view.state() == "live" })
            #expect(try await view.plays(delivery))
            #expect(try page.complaints() == [])
        }
    }

    @Test("A source of a frame every two seconds is no stalled picture") func slow() async throws {
        let folder = try await stillPicture()
        defer { try? FileManager.default.removeItem(at: folder) }
        try await withPage(source: "images:\(folder.path)?fps=0.5") { page, daemon in
            try await View.listen(on: page)
            try await page.open(daemon.address)
            let view = View(page: page)
            try #require(await eventually(within: .seconds(10)) { try await view.state() == "live" })
            try await Task.sleep(for: .seconds(5))
            #expect(try await view.count(of: "stalled") == 0)
            #expect(try await view.delivery() == "h264")
        }
    }

    @Test("A decoder that fails begins anew at once; one that fails twice gives way, and the view says why")
    func decoder() async throws {
        try await withPage(source: "test:ball") { page, daemon in
            try await View.listen(on: page)
            // The picture of this number, and all behind it that are said to be, are rubbish.
            try await page.prepare(
                """
                window.decoded = 0;
                window.rubbish = (number) => number === 20;
                const { decode } = VideoDecoder.prototype;
                VideoDecoder.prototype.decode = function (chunk) {
                    decoded += 1;
                    const { timestamp } = chunk;
                    return decode.call(this, !rubbish(decoded) ? chunk
                        : new EncodedVideoChunk({ type: 'key', timestamp, data: new Uint8Array(50).fill(7) }));
                };
                """)
            try await page.open(daemon.address)
            let view = View(page: page)
            #expect(
                try await eventually(within: .seconds(10)) { try await page.value(of: "decoded > 40", as: Bool.self) })
            #expect(try await view.plays("h264"))
            #expect(try await view.count(of: "delivery") == 2, "it has begun anew")
            #expect(try await view.count(of: "stalled") == 0)
            _ = try await page.value(of: "(window.rubbish = () => true, true)", as: Bool.self)
            #expect(try await view.plays("whep"))
            #expect(try await view.why().contains("H.264 by WebCodecs: the decoder gave up: "))
        }
    }

    @Test("Pictures of another size go on without a break") func sizes() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "sizes-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, width, height) in [("narrow", 320, 240), ("wide", 640, 360)] {
            let made = try Program(
                "/bin/sh",
                [
                    "-c",
                    "exec gst-launch-1.0 -q videotestsrc num-buffers=1 ! video/x-raw,width=\(width),height=\(height) "
                        + "! videoconvert ! pngenc ! filesink location='\(folder.path)/\(name)'",
                ], log: folder.appending(path: "log"))
            try #require(await eventually(within: .seconds(10)) { !made.isRunning }, "\(made.output)")
        }
        for number in 0..<10 {
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder.path)/\(number).png",
                withDestinationPath: "\(folder.path)/\(number < 5 ? "narrow" : "wide")")
        }
        try await withPage(source: "images:\(folder.path)?fps=5") { page, daemon in
            try await View.listen(on: page)
            try await page.prepare(
                """
                window.sizes = [];
                addEventListener('showtell-frame', ({ detail, target }) =>
                    sizes.push([detail.frame, target.pictureSize.width, target.picture.width].join()));
                """)
            try await page.open(daemon.address)
            let view = View(page: page)
            try #require(
                await eventually(within: .seconds(15)) { try await page.value(of: "sizes.length > 20", as: Bool.self) })
            #expect(try await view.delivery() == "h264")
            for line in try await page.value(of: "sizes", as: [String].self) {
                let numbers = line.split(separator: ",").compactMap { Int($0) }
                let width = numbers[0] % 10 < 5 ? 320 : 640
                #expect(numbers == [numbers[0], width, width])
            }
            #expect(try await view.count(of: "stalled") == 0)
            #expect(try await view.count(of: "delivery") == 1, "over the same connection")
        }
    }

    /// How many streams the daemon sends.
    private func viewers(_ page: Page) async throws -> Int {
        try await page.value(
            of: """
                new Promise((resolve) => {
                    const socket = new WebSocket(location.href.replace('http', 'ws') + 'control');
                    socket.onmessage = ({ data }) => {
                        const { method, result } = JSON.parse(data);
                        if (method === 'hello') socket.send('{"jsonrpc":"2.0","id":1,"method":"stats","params":{}}');
                        else if (result) resolve(result.viewers) ?? socket.close();
                    };
                })
                """, as: Int.self)
    }
}
