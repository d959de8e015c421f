// The web server: the page, single pictures, and who is let in.

import Control
import Foundation
import Logging
import Testing
import Wire

@Suite struct WebDoorTests {
    @Test("The page is served and may ask no other host for anything") func page() async throws {
        try await withHouse(.web()) { house in
            let client = try Socket(port: house.port)
            try await client.request("GET", "/")
            let page = try await client.answer()
            #expect(page.status == 200 && page.text == "<h1>page</h1>")
            #expect(page.headers["content-type"]?.hasPrefix("text/html") == true)
            #expect(page.headers["content-security-policy"]?.contains("default-src 'self'") == true)
            #expect(page.headers["x-content-type-options"] == "nosniff")
            try await client.request("GET", "/healthz")
            #expect(try await client.answer().text == "ok\n", "the connection is kept for the next request")
        }
    }

    @Test("HEAD tells without a body, and what is not there is 404") func headAndMissing() async throws {
        try await withHouse(.web()) { house in
            let client = try Socket(port: house.port)
            try await client.request("HEAD", "/")
            let head = try await client.answer(hasBody: false)
            #expect(head.status == 200 && head.headers["content-length"] == "13")
            try await client.request("GET", "/nothing/here.js")
            #expect(try await client.answer().status == 404)
            try await client.request("GET", "/control")
            #expect(try await client.answer().status == 404)
        }
    }

    @Test(
        "Nothing outside the page's folder is served",
        arguments: [
            "/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/%2e%2e%2fsecret.txt", "/x/../../secret.txt",
            "//../secret.txt", "/..\\secret.txt", "/index.html/../../secret.txt", "/%252e%252e/secret.txt",
        ])
    func traversal(path: String) async throws {
        try await withHouse(.web()) { house in
            let client = try Socket(port: house.port)
            try await client.request("GET", path)
            let answer = try await client.answer()
            #expect(answer.status == 400 || answer.status == 404)
            #expect(!answer.text.contains("secret"))
        }
    }

    @Test("A snapshot needs a picture, and is the newest one") func snapshot() async throws {
        try await withHouse(.web()) { house in
            let client = try Socket(port: house.port)
            try await client.request("GET", "/snapshot.jpg")
            #expect(try await client.answer().status == 503)
            house.broadcast.publish([0xFF, 0xD8, 1, 2], frame: 41)
            house.broadcast.publish([0xFF, 0xD8, 3, 4], frame: 42)
            try await client.request("GET", "/snapshot.jpg")
            let answer = try await client.answer()
            #expect(answer.status == 200 && answer.body == [0xFF, 0xD8, 3, 4])
            #expect(answer.headers["content-type"] == "image/jpeg" && answer.headers["cache-control"] == "no-store")
            #expect(answer.headers["x-frame"] == "42" && answer.headers["x-timestamp"] == "0.042000")
        }
    }

    @Test(
        "A foreign name that leads to this machine is refused",
        arguments: ["evil.example", "evil.example:8080", "127.0.0.1.evil.example", "localhost.evil.example", "[::2]"])
    func foreignHost(host: String) async throws {
        try await withHouse(.web()) { house in
            let client = try Socket(port: house.port)
            try await client.request("GET", "/", ["Host": host])
            #expect(try await client.answer().status == 421)
            let other = try Socket(port: house.port)
            #expect((try? await other.upgrade("/control", ["Host": host])) != 101)
            #expect(house.hub.count == 0)
        }
    }

    @Test(
        "The names of this machine are welcome", arguments: ["localhost", "localhost:8080", "127.0.0.1:1", "[::1]:80"])
    func localHost(host: String) async throws {
        try await withHouse(.web()) { house in
            let client = try Socket(port: house.port)
            try await client.request("GET", "/", ["Host": host])
            #expect(try await client.answer().status == 200)
        }
    }

    @Test("A port in use is told in a sentence") func portInUse() async throws {
        try await withHouse(.web()) { house in
            let address = WebAddress(host: "127.0.0.1", port: house.port)
            let failure = await #expect(throws: DoorError.self) { try await withHouse(.web(address)) { _ in } }
            #expect(failure?.description.contains("127.0.0.1:\(house.port) is in use") == true)
        }
    }

    @Test("An address that is not this machine's is told in a sentence") func foreignAddress() async throws {
        let address = WebAddress(host: "192.0.2.1", port: 0)
        let failure = await #expect(throws: DoorError.self) { try await withHouse(.web(address)) { _ in } }
        #expect(failure?.description.contains("192.0.2.1:0") == true)
    }

    @Test("An address is a host and a port")
    func addresses() {
        #expect(WebAddress("127.0.0.1:8080") == WebAddress(host: "127.0.0.1", port: 8080))
        #expect(WebAddress("[::1]:0") == WebAddress(host: "::1", port: 0))
        for text in ["8080", "localhost", "localhost:", ":8080", "localhost:65536", "localhost:-1", "localhost:x"] {
            #expect(WebAddress(text) == nil, "\(text)")
        }
        #expect(WebAddress(host: "::1", port: 0).url(port: 81) == "http://[::1]:81/")
        #expect(WebAddress(host: "0.0.0.0", port: 0).url(port: 81) == "http://localhost:81/")
        #expect(WebAddress(host: "localhost", port: 0).isLoopback && !WebAddress(host: "0.0.0.0", port: 0).isLoopback)
    }

    @Test("A server that stops sends everybody away") func stop() async throws {
        try await withHouse(.web()) { house in
            house.broadcast.publish([1, 2, 3], frame: 1)
            let (viewer, stalled) = (try Socket(port: house.port), try Socket(port: house.port, receiveBuffer: 4096))
            _ = try await viewer.watch()
            #expect(try await viewer.part().frame == 1)
            _ = try await stalled.watch()
            let (idle, control) = (try Socket(port: house.port), try Socket(port: house.port))
            try await idle.request("GET", "/healthz")
            #expect(try await idle.answer().status == 200)
            #expect(try await control.upgrade() == 101)
            _ = try await control.message()
            try await control.send(message: #"{"jsonrpc":"2.0","id":1,"method":"predict"}"#)
            #expect(await eventually { house.desk.calls.count == 1 })
            let picture = [UInt8](repeating: 7, count: 400_000)
            for frame in 2...20 {
                house.broadcast.publish(picture, frame: frame)
                try await Task.sleep(for: .milliseconds(5))
            }
            await house.stop()
            for client in [viewer, idle, control, stalled] { try? await client.end() }
            #expect(await eventually { house.desk.left.count == 1 && house.audience.viewers == 0 })
        }
    }
}
