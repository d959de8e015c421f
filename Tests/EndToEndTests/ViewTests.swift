// <showtell-view>: each way in which the picture comes, and the way down when one fails.

import Foundation
import Testing

/// What a page's view says of itself.
struct View: Sendable {
    let page: Page

    /// Makes the page write down what the view tells.
    static func listen(on page: Page) async throws {
        try await page.prepare(
            """
            window.told = [];
            for (const name of ['delivery', 'stalled', 'offline', 'state']) {
                addEventListener(`showtell-${name}`, ({ detail }) => told.push({ name, detail }));
            }
            """)
    }

    func state() async throws -> String { try await read("view?.state ?? ''") }

    /// What plays; an empty string for nothing.
    func delivery() async throws -> String { try await read("view?.playing?.delivery ?? ''") }

    /// Why just this.
    func why() async throws -> String { try await read("view?.playing?.why ?? ''") }

    /// How often the view has told something.
    func count(of event: String) async throws -> Int {
        try await page.value(of: "told.filter(({ name }) => name === '\(event)').length", as: Int.self)
    }

    func set(_ attribute: String, to value: String) async throws {
        let isSet = try await eventually(within: .seconds(10)) {
            try await page.value(
                of: """
                    (() => {
                        const view = document.querySelector('showtell-view');
                        view?.setAttribute('\(attribute)', '\(value)');
                        return view?.state !== undefined;
                    })()
                    """, as: Bool.self)
        }
        if !isSet { throw Trouble("There is no view on the page.") }
    }

    /// Shortens how long things may take.
    func set(_ time: String, toMilliseconds milliseconds: Int) async throws {
        _ = try await page.value(
            of: "import('/view/times.js').then(({ TIMES }) => (TIMES.\(time) = \(milliseconds)))", as: Int.self)
    }

    /// Whether so many frames are drawn within four seconds, all different where the page may read their pixels.
    func plays(_ delivery: String, frames: Int = 10, mayRead: Bool = true) async throws -> Bool {
        guard try await eventually(within: .seconds(8), { try await self.delivery() == delivery }) else { return false }
        return try await page.value(
            of: """
                new Promise((resolve) => {
                    const seen = new Set();
                    const stop = setTimeout(() => resolve(false), 4000);
                    addEventListener('showtell-frame', function hear({ detail, target }) {
                        const pen = document.createElement('canvas').getContext('2d');
                        pen.drawImage(target.picture, 0, 0, 32, 24);
                        seen.add(\(mayRead) ? pen.getImageData(0, 0, 32, 24).data.join() : seen.size);
                        if (seen.size < \(frames)) return;
                        removeEventListener('showtell-frame', hear);
                        clearTimeout(stop);
                        resolve(true);
                    });
                })
                """, as: Bool.self)
    }

    private func read(_ expression: String) async throws -> String {
        try await page.value(
            of: "(() => { const view = document.querySelector('showtell-view'); return \(expression); })()",
            as: String.self)
    }
}

@Suite("The view", .serialized)
struct ViewTests {
    @Test("Each delivery shows moving pictures, and the page says which it is") func moves() async throws {
        try await withPage(source: "test:ball") { page, _ in
            let view = View(page: page)
            #expect(try await view.plays("h264"), "the best comes first")
            #expect(try await page.text("#delivery") == "WebCodecs")
            try await view.set("delivery", to: "mjpeg")
            #expect(try await view.plays("mjpeg"))
            #expect(try await page.text("#delivery") == "JPEG")
            try await view.set("delivery", to: "carrier-pigeon h264")
            #expect(try await view.plays("h264"))
            #expect(try await view.why() == "carrier-pigeon: this page has no player for it")
            #expect(try page.complaints() == [])
        }
    }

    @Test("What is drawn on a picture was said of that very picture", arguments: ["h264", "mjpeg"])
    func belongs(delivery: String) async throws {
        // Eight greys, one after the other: which frame a picture is can be seen in it.
        let folder = FileManager.default.temporaryDirectory.appending(path: "greys-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for number in 0..<8 {
            let grey = 0xFF00_0000 + (16 + 30 * number) * 0x010101
            let made = try Program(
                "/bin/sh",
                [
                    "-c",
                    "exec gst-launch-1.0 -q videotestsrc num-buffers=1 pattern=solid-color foreground-color=\(grey) "
                        + "! video/x-raw,width=320,height=240 ! videoconvert ! pngenc "
                        + "! filesink location='\(folder.path)/\(number).png'",
                ], log: folder.appending(path: "log"))
            try #require(await eventually(within: .seconds(10)) { !made.isRunning }, "\(made.output)")
        }
        try FileManager.default.removeItem(at: folder.appending(path: "log"))
        try await withPage(source: "images:\(folder.path)?fps=12") { page, _ in
            let view = View(page: page)
            try await view.set("delivery", to: delivery)
            try #require(await view.plays(delivery, frames: 8))
            struct Shown: Decodable {
                let frame: Int
                let grey: Double
                let noted: Int?
            }
            let shown = try await page.value(
                of: """
                    new Promise((resolve) => {
                        const shown = [];
                        const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
                        addEventListener('showtell-frame', ({ detail, target }) => {
                            pen.drawImage(target.picture, 0, 0, 8, 8);
                            const [grey] = pen.getImageData(4, 4, 1, 1).data;
                            shown.push({ frame: detail.frame, grey, noted: detail.note?.frame ?? null });
                            if (shown.length === 24) resolve(shown);
                        });
                    })
                    """, as: [Shown].self)
            for entry in shown {
                #expect(abs(entry.grey - Double(16 + 30 * (entry.frame % 8))) < 12, "frame \(entry.frame)")
                #expect(entry.noted == (delivery == "h264" ? entry.frame : nil))
            }
        }
    }

    @Test("Without an encoder the picture comes as JPEGs, and the view says why") func noEncoder() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "plugins-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let plugins = try pluginsFolder()
        let encoders = ["x264", "openh264", "video4linux2", "va.so", "qsv", "nvcodec"]
        for name in try FileManager.default.contentsOfDirectory(atPath: plugins)
        where name.hasSuffix(".so") && !encoders.contains(where: name.contains) {
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder.path)/\(name)", withDestinationPath: "\(plugins)/\(name)")
        }
        let environment = ["GST_PLUGIN_SYSTEM_PATH_1_0": folder.path, "GST_REGISTRY": "\(folder.path)/registry"]
        try await withPage(source: "test:ball", environment: environment) { page, _ in
            let view = View(page: page)
            #expect(try await view.plays("mjpeg"))
            let why = try await view.why()
            #expect(why.contains("H.264 by WebCodecs: no "))
            #expect(
                try await page.value(of: "document.getElementById('delivery').title", as: String.self) == why,
                "those who ask are told")
        }
    }

    @Test("What was busy is tried again, what failed after a stable minute, and what fails then is left alone")
    func climbs() async throws {
        try await withPage(source: "test:ball") { page, daemon in
            try await View.listen(on: page)
            // The film is refused as often as the page says.
            try await page.prepare(
                """
                window.refusals = [];
                const ask = fetch;
                window.fetch = (url, ...rest) => {
                    const status = String(url).endsWith('/stream.h264') && refusals.shift();
                    return status ? Promise.resolve(new Response('refused', { status })) : ask(url, ...rest);
                };
                """)
            try await page.prepare("refusals.push(503)")
            try await page.open(daemon.address)
            let view = View(page: page)
            #expect(try await view.plays("whep"))
            #expect(try await view.plays("h264"), "it was busy and is not any more")

            try await view.set("stable", toMilliseconds: 1000)
            _ = try await page.value(of: "refusals.push(500, 500)", as: Int.self)
            try await view.set("delivery", to: "h264 mjpeg")
            #expect(try await view.plays("mjpeg"))
            #expect(
                try await eventually(within: .seconds(8)) {
                    try await page.value(of: "refusals.length", as: Int.self) == 0
                })
            #expect(try await view.plays("mjpeg"), "the second refusal sends it back")
            #expect(try await view.why().contains("H.264 by WebCodecs: refused"))
            try await Task.sleep(for: .seconds(2))
            #expect(try await view.delivery() == "mjpeg", "it is tried once")
        }
    }

    private func pluginsFolder() throws -> String {
        for folder in ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib"] {
            let path = "\(folder)/gstreamer-1.0"
            if FileManager.default.fileExists(atPath: "\(path)/libgstcoreelements.so") { return path }
        }
        throw Trouble("There are no plugins of GStreamer: apt-get install gstreamer1.0-plugins-base.")
    }
}
