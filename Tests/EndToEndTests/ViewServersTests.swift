// <showtell-view> with media servers that stand in for the daemon, named by /config.json.

import Foundation
import Testing

@Suite("The view and media servers", .serialized)
struct ViewServersTests {
    private static let janus = "/usr/bin/janus"

    /// Makes the page read this list instead of the daemon's, and ask servers that its policy does not know.
    private func list(_ deliveries: String, on page: Page, _ daemon: Daemon) async throws {
        try await page.forgetPolicy()
        try await page.prepare(
            """
            {
                const ask = fetch;
                window.fetch = (url, ...rest) => String(url).endsWith('/config.json')
                    ? Promise.resolve(Response.json({ boot: '1', deliveries: \(deliveries) })) : ask(url, ...rest);
            }
            """)
        try await page.open(daemon.address)
    }

    private func withFolder(_ test: (URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "media-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await test(folder)
    }

    /// A film of a ball, coded for a media server.
    private func film(_ end: String, in folder: URL) throws -> Program {
        try Program(
            "/bin/sh",
            [
                "-c",
                "exec gst-launch-1.0 -q videotestsrc pattern=ball is-live=true "
                    + "! video/x-raw,width=320,height=240,framerate=30/1 "
                    + "! x264enc tune=zerolatency speed-preset=ultrafast key-int-max=30 "
                    + "! video/x-h264,profile=constrained-baseline ! \(end)",
            ], log: folder.appending(path: "film.log"))
    }

    @Test(
        "A mountpoint of Janus plays, and one that is not there gives way",
        .enabled(if: FileManager.default.isExecutableFile(atPath: janus)))
    func janusPlays() async throws {
        try await withFolder { folder in
            let port = Int.random(in: 21_000..<29_000)
            let settings = [
                "janus.jcfg": """
                general: { debug_level = 4, admin_secret = "x", protected_folders = [] }
                transports: { disable = "libjanus_mqtt.so,libjanus_nanomsg.so,libjanus_pfunix.so,libjanus_websockets.so" }
                plugins: { disable = "libjanus_audiobridge.so,libjanus_duktape.so,libjanus_lua.so,libjanus_sip.so" }
                """,
                "janus.transport.http.jcfg": """
                general: { base_path = "/janus", http = true, port = \(port), interface = "lo" }
                cors: { allow_origin = "*" }
                """,
                "janus.plugin.streaming.jcfg": """
                ball: { type = "rtp", id = 1, media = ( { type = "video", mid = "v", port = \(port + 1),
                    rtcpport = \(port + 2), pt = 96, codec = "h264", fmtp = "profile-level-id=42c01f;packetization-mode=1" } ) }
                """,
            ]
            for (name, text) in settings {
                try Data(text.utf8).write(to: folder.appending(path: name))
            }
            let server = try Program(Self.janus, ["-F", folder.path], log: folder.appending(path: "janus.log"))
            let sender = try film(
                "rtph264pay pt=96 config-interval=-1 ! udpsink host=127.0.0.1 port=\(port + 1)", in: folder)
            do {
                try await withPage(source: "test:ball") { page, daemon in
                    let address = "http://127.0.0.1:\(port)/janus"
                    try await list("[{ type: 'janus', url: '\(address)#1' }, { type: 'mjpeg' }]", on: page, daemon)
                    let view = View(page: page)
                    #expect(try await view.plays("janus"), "\(server.output.suffix(2000))")
                    try await list("[{ type: 'janus', url: '\(address)#7' }, { type: 'mjpeg' }]", on: page, daemon)
                    #expect(try await view.plays("mjpeg"))
                    #expect(try await view.why().contains("No such mountpoint"))
                }
            } catch {
                Issue.record(error)
            }
            await sender.stop()
            await server.stop()
        }
    }

    @Test("A playlist plays where the browser can, and one that is not there gives way") func playlistPlays()
        async throws
    {
        try await withFolder { folder in
            let port = Int.random(in: 21_000..<29_000)
            let maker = try film(
                "h264parse ! hlssink2 target-duration=1 max-files=8 playlist-length=4 "
                    + "location='\(folder.path)/%05d.ts' playlist-location='\(folder.path)/list.m3u8'", in: folder)
            let server = try Program(
                "/usr/bin/env",
                ["python3", "-m", "http.server", "\(port)", "--bind", "127.0.0.1", "--directory", folder.path],
                log: folder.appending(path: "server.log"))
            let isThere = await eventually(within: .seconds(20)) {
                FileManager.default.fileExists(atPath: "\(folder.path)/00002.ts")
            }
            do {
                try #require(isThere, "\(maker.output)")
                try await withPage(source: "test:ball") { page, daemon in
                    let address = "http://127.0.0.1:\(port)"
                    try await list(
                        "[{ type: 'hls', url: '\(address)/list.m3u8' }, { type: 'mjpeg' }]", on: page, daemon)
                    let view = View(page: page)
                    #expect(try await view.plays("hls", mayRead: false))
                    try await list(
                        "[{ type: 'hls', url: '\(address)/none.m3u8' }, { type: 'mjpeg' }]", on: page, daemon)
                    #expect(try await view.plays("mjpeg"))
                    #expect(try await view.why().hasPrefix("HLS: "))
                }
            } catch {
                Issue.record(error)
            }
            await maker.stop()
            await server.stop()
        }
    }
}
