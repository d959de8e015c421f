// A server that is seen below a path, by proxies that pass it on and by those that take it off.

import Control
import Foundation
import Testing
import Wire

@Suite struct BasePathTests {
    private func ask(
        _ house: House, _ path: String, _ headers: [String: String] = [:], method: String = "GET"
    ) async throws -> Answer {
        let client = try Socket(port: house.port)
        try await client.request(method, path, headers.merging(["Content-Length": "0"]) { mine, _ in mine })
        return try await client.answer()
    }

    @Test(arguments: ["", "/showtell", "/a/b.c"])
    func `everything is found below it, and at the root`(base: String) async throws {
        let front = WebFront(basePath: try base.isEmpty ? BasePath() : BasePath(base))
        try await withHouse(.web(), front: front) { house in
            house.broadcast.publish(picture(1), frame: 1)
            try Data("#EXTM3U".utf8).write(to: URL(filePath: "\(house.cutter.folder)/index.m3u8"))
            for below in Set([base, ""]) {
                #expect(try await ask(house, "\(below)/").text == "<h1>page</h1>")
                #expect(try await ask(house, "\(below)/config.json?a=b").status == 200)
                #expect(try await ask(house, "\(below)/hls/index.m3u8").text == "#EXTM3U")
                #expect(try await ask(house, "\(below)/thumbnails/7.jpg").body == [0xFF, 0xD8, 7])
                let viewer = try Socket(port: house.port)
                try await viewer.watch("\(below)/stream.mjpg")
                #expect(try await viewer.part().frame == 1)
                let client = try Socket(port: house.port)
                #expect(try await client.upgrade("\(below)/control") == 101)
                #expect(try await client.message()["method"] == .string("hello"))
            }
            for elsewhere in ["/elsewhere/config.json", "\(base)/x/config.json", "/x\(base)/config.json/x"] {
                #expect(try await ask(house, elsewhere).status == 404, "\(elsewhere)")
            }
            for outside in ["\(base)/../secret.txt", "\(base)/%2e%2e/secret.txt"] {
                #expect(try await ask(house, outside).status != 200, "\(outside)")
            }
        }
    }

    @Test func `without its last slash it leads to the page`() async throws {
        try await withHouse(.web(), front: WebFront(basePath: try BasePath("/a/showtell/"))) { house in
            let answer = try await ask(house, "/a/showtell")
            #expect(answer.status == 308 && answer.headers["location"] == "showtell/")
        }
    }

    @Test(
        arguments: [
            ("/whep", nil, nil, "whep/", "/whep/"), ("/whep/", nil, nil, "", "/whep/"),
            ("/whep", "/base", nil, "/base/whep/", "/base/whep/"),
            ("/base/whep", "/base", nil, "/base/whep/", "/base/whep/"),
            ("/whep", "/base", "/other/", "/other/whep/", "/whep/"),
            ("/whep", nil, "/other", "/other/whep/", "/whep/"),
        ] as [(String, String?, String?, String, String)])
    func `the address that ends a session over WebRTC is right for whoever asked`(
        asked: String, base: String?, prefix: String?, told: String, ends: String
    ) async throws {
        let front = WebFront(
            basePath: try base.map { text in try BasePath(text) } ?? BasePath(), proxies: try Proxies(["127.0.0.1"]))
        try await withHouse(.web(), front: front) { house in
            var headers = ["Content-Type": "application/sdp"]
            headers["X-Forwarded-Prefix"] = prefix
            let answer = try await ask(house, asked, headers, method: "POST")
            let place = try #require(answer.headers["location"])
            #expect(answer.status == 201 && place.hasPrefix(told), "\(place)")
            let secret = try #require(place.split(separator: "/").last)
            #expect(place == told + secret && house.peers.viewers == 1)
            #expect(try await ask(house, ends + secret, method: "DELETE").status == 200)
            #expect(house.peers.viewers == 0)
        }
    }
}
