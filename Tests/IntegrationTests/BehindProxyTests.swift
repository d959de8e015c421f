// nginx before a daemon: below a path, and for people who come from elsewhere.

import Control
import Daemon
import Foundation
import Stream
import Testing
import Wire

@Suite("Behind a proxy", .serialized)
struct BehindProxyTests {
    /// Asks the proxy. Blocks.
    private static func curl(_ proxy: Proxy, _ path: String, _ more: String...) throws -> Data {
        let url = "http://127.0.0.1:\(proxy.port)\(path)"
        let words = ["curl", "-s", "--max-time", "10", "--retry-connrefused", "--retry", "5"]
        return try run(words + more + [url]).output
    }

    private static func text(_ data: Data) -> String { String(decoding: data, as: UTF8.self) }

    /// - Parameter isPassedOn: whether the proxy passes the path on, which the daemon then must know, or takes it off.
    @Test(arguments: [true, false])
    func `page, pictures, playlist and WebRTC are there below a path`(isPassedOn: Bool) async throws {
        let pieces = try scratchFolder()
        defer { try? FileManager.default.removeItem(atPath: pieces) }
        let front = WebFront(basePath: isPassedOn ? try BasePath("/showtell") : BasePath())
        try await withDaemon(
            source: "test:ball",
            change: {
                $0.pieces = pieces
                $0.front = front
            }
        ) { daemon in
            try await daemon.live()
            let page = isPassedOn ? String(daemon.page.dropLast()) : daemon.page
            try await blocking {
                let proxy = try Proxy(before: page, "location /showtell/ { proxy_pass \(page); }")
                #expect(Self.text(try Self.curl(proxy, "/showtell/")).contains("showtell-view"))
                // nginx itself leads there.
                #expect(Self.text(try Self.curl(proxy, "/showtell", "-L")).contains("showtell-view"))
                #expect(Self.text(try Self.curl(proxy, "/showtell/config.json")).contains("deliveries"))
                let list = Self.text(try Self.curl(proxy, "/showtell/hls/index.m3u8"))
                let piece = try #require(list.split(separator: "\n").first { $0.hasSuffix(".ts") }, "\(list)")
                #expect(try Self.curl(proxy, "/showtell/hls/\(piece)").count > 1000)
                let url = "http://127.0.0.1:\(proxy.port)/showtell/"
                let viewer = try WhepViewer("\(url)whep", "--seconds", "0.5", "--leave", "delete")
                let report = try #require(try viewer.reports().first)
                #expect(report.pictures[0] > 0 && report.errors.isEmpty, "\(report)")
            }
            // The goodbye has reached the daemon: nobody waits for a silence.
            #expect(try await daemon.call("stats")["deliveries"]?["webrtc"]?["viewers"] == .integer(0))
        }
    }

    @Test
    func `people behind it are counted by where they are, and a lie of theirs is not believed`() async throws {
        let front = WebFront(proxies: try Proxies(["127.0.0.1"]))
        try await withDaemon(
            source: "test:ball",
            change: {
                $0.limits.viewersPerAddress = 1
                $0.front = front
            }
        ) { daemon in
            try await daemon.live()
            let page = daemon.page
            try await blocking {
                // To nginx a test's people come from where the test says; what they say themselves is in the usual header.
                let proxy = try Proxy(
                    before: page,
                    """
                    set_real_ip_from 127.0.0.1; real_ip_header X-Test-Address;
                    location / {
                        proxy_pass \(page);
                        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                        proxy_set_header X-Forwarded-Host $http_host;
                        proxy_set_header X-Forwarded-Proto $scheme;
                    }
                    """)
                func watch(_ address: String, _ claim: String? = nil) throws -> (Process, Overheard) {
                    let (curl, output) = (Process(), Pipe())
                    curl.executableURL = URL(fileURLWithPath: "/usr/bin/env")
                    let claims = claim.map { ["-H", "X-Forwarded-For: \($0)"] } ?? []
                    curl.arguments =
                        ["curl", "-sN", "--max-time", "8", "-w", "ended", "-H", "X-Test-Address: \(address)"] + claims
                        + ["http://127.0.0.1:\(proxy.port)/stream.mjpg"]
                    curl.standardOutput = output
                    try curl.run()
                    return (curl, Overheard(output))
                }
                func isIn(_ viewer: (Process, Overheard)) -> Bool {
                    viewer.1.text { $0.contains("X-Frame") || $0.contains("people watch") }.contains("X-Frame")
                }
                _ = try Self.curl(proxy, "/healthz")
                let first = try watch("192.0.2.1")
                #expect(isIn(first))
                let second = try watch("192.0.2.2")
                #expect(isIn(second), "another address has a place of its own")
                let again = try watch("192.0.2.1")
                #expect(!isIn(again), "the same has none")
                let liar = try watch("192.0.2.1", "198.51.100.7")
                #expect(!isIn(liar), "and says in vain that it is another")
                let scapegoat = try watch("192.0.2.3", "192.0.2.1, 127.0.0.1")
                #expect(isIn(scapegoat), "nor does it take the place of whom it names")
                // Not by the proxy, and from an address that is none: what is claimed does not count.
                let claim = ["-H", "X-Forwarded-For: 192.0.2.1"]
                let direct = ["curl", "-sN", "--max-time", "1", "--interface", "127.0.0.2"] + claim
                #expect(Self.text(try run(direct + ["\(page)stream.mjpg"]).output).contains("X-Frame"))
                // Operators are at the machine, not behind a proxy of it.
                #expect(Self.text(try Self.curl(proxy, "/metrics", "-o", "/dev/null", "-w", "%{http_code}")) == "403")
                for (viewer, _) in [first, second, again, liar, scapegoat] { viewer.terminate() }
            }
        }
    }
}
