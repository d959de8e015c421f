// What load balancers, Prometheus and players of pieces are answered.

import Control
import Foundation
import Synchronization
import Testing

@Suite struct HealthTests {
    @Test func `ready while pictures come, else 503 with the reason`() async throws {
        try await withHouse(.web()) { house in
            let client = try Socket(port: house.port)
            try await client.request("GET", "/readyz")
            let ready = try await client.answer()
            #expect(ready.status == 200 && ready.text == "ok\n")
            house.nurse.state.withLock { $0 = "there is no picture: no camera" }
            try await client.request("GET", "/readyz")
            let sick = try await client.answer()
            #expect(sick.status == 503 && sick.text == "there is no picture: no camera\n")
        }
    }

    @Test func `the numbers are for operators`() async throws {
        try await withHouse(.web(WebAddress(host: "0.0.0.0", port: 0))) { house in
            let client = try Socket(port: house.port)
            try await client.request("GET", "/metrics")
            let answer = try await client.answer()
            #expect(answer.status == 200 && answer.text == "showtell_test 1\n")
            #expect(answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
            try await client.request("GET", "/metrics", ["Host": "camera.example"])
            #expect(try await client.answer().status == 403)
            try await client.request("GET", "/readyz", ["Host": "camera.example"])
            #expect(try await client.answer().status == 200)
        }
    }

    @Test func `pieces are served by name, and nothing else of the folder`() async throws {
        try await withHouse(.web()) { house in
            let folder = house.cutter.folder
            try Data("#EXTM3U\n".utf8).write(to: URL(fileURLWithPath: "\(folder)/index.m3u8"))
            try Data("piece".utf8).write(to: URL(fileURLWithPath: "\(folder)/piece-1"))
            try Data("secret".utf8).write(to: URL(fileURLWithPath: "\(folder)/other"))
            let client = try Socket(port: house.port)
            try await client.request("GET", "/hls/index.m3u8")
            let playlist = try await client.answer()
            #expect(playlist.status == 200 && playlist.text == "#EXTM3U\n")
            #expect(playlist.headers["content-type"] == "application/vnd.apple.mpegurl")
            #expect(playlist.headers["cache-control"] == "no-cache")
            try await client.request("GET", "/hls/piece-1")
            let piece = try await client.answer()
            #expect(piece.status == 200 && piece.text == "piece" && piece.headers["content-type"] == "video/mp2t")
            for path in ["other", "piece-2", "..%2fsecret.txt", "piece-%2f..%2fother", "%2e%2e/secret.txt", ""] {
                try await client.request("GET", "/hls/\(path)")
                let answer = try await client.answer()
                #expect(
                    [400, 404].contains(answer.status) && !answer.text.contains("secret"), "\(path): \(answer.status)")
            }
        }
    }

    @Test func `who asks first waits for the first piece`() async throws {
        try await withHouse(.web()) { house in
            let client = try Socket(port: house.port)
            try await client.request("GET", "/hls/index.m3u8")
            #expect(await eventually { house.cutter.wakings.withLock { $0 > 2 } })
            try Data("#EXTM3U\n".utf8).write(
                to: URL(fileURLWithPath: "\(house.cutter.folder)/index.m3u8"), options: .atomic)
            #expect(try await client.answer().status == 200)
        }
    }
}
