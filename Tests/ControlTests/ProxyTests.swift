// What proxies say of those who ask through them: believed where they are named, and nowhere else.

import Control
import Foundation
import Testing
import Wire

@Suite struct ProxyTests {
    private static let here = (try? Proxies(["127.0.0.1"])) ?? Proxies()

    /// Asks for the stream as somebody behind a proxy; 200 is a place.
    private func watch(_ house: House, _ forwarded: String) async throws -> (status: Int, viewer: Socket, text: String)
    {
        let viewer = try Socket(port: house.port)
        try await viewer.request("GET", "/stream.mjpg", ["X-Forwarded-For": forwarded])
        let head = try await viewer.head()
        guard head.status != 200 else { return (200, viewer, "") }
        let body = try await viewer.bytes(head.headers["content-length"].flatMap(Int.init) ?? 0)
        return (head.status, viewer, String(decoding: body, as: UTF8.self))
    }

    private func ask(
        _ house: House, _ path: String, _ headers: [String: String] = [:], method: String = "GET"
    ) async throws -> Answer {
        let client = try Socket(port: house.port)
        try await client.request(method, path, headers.merging(["Content-Length": "0"]) { mine, _ in mine })
        return try await client.answer(hasBody: method != "HEAD")
    }

    @Test func `two viewers behind a proxy are two, and each has its share`() async throws {
        let front = WebFront(proxies: try Proxies(["127.0.0.1, 10.0.0.0/8"]))
        try await withHouse(.web(), limits: AudienceLimits(viewersPerAddress: 1), front: front) { house in
            house.broadcast.publish(picture(1), frame: 1)
            let first = try await watch(house, "192.0.2.1")
            #expect(first.status == 200)
            // What stands before a stranger is the stranger's word; what stands behind is our proxies'.
            for same in ["192.0.2.1", "198.51.100.7, 192.0.2.1", "192.0.2.1:4711, 10.1.2.3", "::ffff:192.0.2.1"] {
                let again = try await watch(house, same)
                #expect(again.status == 503 && again.text.contains("from 192.0.2.1"), "\(same): \(again)")
            }
            let second = try await watch(house, "192.0.2.1, 192.0.2.2")
            #expect(second.status == 200)
            let third = try await watch(house, "[2001:db8::1]:4711")
            #expect(third.status == 200)
            #expect(try await watch(house, "2001:db8::2").status == 503, "one machine has a network of IPv6")
            #expect(house.audience.viewers == 3)
            await first.viewer.close()
            #expect(await eventually { house.audience.viewers == 2 })
            #expect(try await watch(house, "192.0.2.1").status == 200)
            for viewer in [second.viewer, third.viewer] { await viewer.close() }
        }
    }

    @Test func `who is not named as a proxy can say what he likes`() async throws {
        let front = WebFront(proxies: try Proxies(["192.0.2.0/24"]))
        try await withHouse(.web(), limits: AudienceLimits(viewersPerAddress: 1), front: front) { house in
            house.broadcast.publish(picture(1), frame: 1)
            var viewers: [Socket] = []
            // Counted by what he says, the second would have no place.
            for _ in 0..<3 {
                let (status, viewer, _) = try await watch(house, "198.51.100.7")
                #expect(status == 200)
                viewers.append(viewer)
            }
            let said = ["X-Forwarded-Host": "museum.example", "X-Forwarded-Proto": "https"]
            let socket = try Socket(port: house.port)
            let headers = said.merging(["Origin": "https://museum.example"]) { $1 }
            #expect((try? await socket.upgrade("/control", headers)) != 101)
            // He is at this machine, and asks by its name.
            #expect(try await ask(house, "/metrics", ["X-Forwarded-For": "198.51.100.7"]).status == 200)
            for viewer in viewers { await viewer.close() }
        }
    }

    @Test func `who comes through a proxy looks on, wherever it says they are`() async throws {
        try await withHouse(.web(), front: WebFront(proxies: Self.here)) { house in
            #expect(try await ask(house, "/metrics").status == 200)
            let all = ["For": "127.0.0.1", "Host": "localhost", "Proto": "http", "Prefix": "/a"]
            for (name, value) in all {
                #expect(try await ask(house, "/metrics", ["X-Forwarded-\(name)": value]).status == 403, "\(name)")
            }
            let client = try Socket(port: house.port)
            #expect(try await client.upgrade("/control", ["X-Forwarded-For": "127.0.0.1"]) == 101)
            #expect(try await client.message()["params"]?["role"] == .string("viewer"))
        }
    }

    @Test func `the page's own address is the one that the proxy says`() async throws {
        try await withHouse(.web(), front: WebFront(proxies: Self.here)) { house in
            let asked: [(origin: String, host: String, scheme: String?, isOwn: Bool)] = [
                ("https://museum.example", "museum.example", "https", true),
                ("https://museum.example", "museum.example", "wss", true),
                ("https://museum.example:8443", "Museum.example:8443", nil, true),
                ("https://museum.example", "evil.example, museum.example", "http, https", true),
                ("http://museum.example", "museum.example", "https", false),
                ("https://evil.example", "museum.example", "https", false),
                ("https://evil.example", "evil.example, museum.example", "https", false),
            ]
            for (origin, host, scheme, isOwn) in asked {
                var headers = ["Origin": origin, "X-Forwarded-Host": host]
                headers["X-Forwarded-Proto"] = scheme
                let client = try Socket(port: house.port)
                let status = try? await client.upgrade("/control", headers)
                #expect((status == 101) == isOwn, "\(origin) \(host) \(scheme ?? "")")
            }
        }
    }

    @Test func `another name for this machine is answered when it was told, and is no operator's`() async throws {
        try await withHouse(.web()) { house in
            let answer = try await ask(house, "/healthz", ["Host": "museum.example"])
            #expect(answer.status == 421 && answer.text.contains("--allow-host"))
        }
        try await withHouse(.web(), front: WebFront(proxies: Self.here, hosts: ["museum.example"])) { house in
            let named = try await ask(house, "/healthz", ["Host": "Museum.example:8080"])
            #expect(named.status == 200)
            #expect(try await ask(house, "/metrics", ["Host": "museum.example"]).status == 403)
            // What a proxy says is no name of ours: any page could say it.
            let said = ["Host": "evil.example", "X-Forwarded-Host": "museum.example"]
            #expect(try await ask(house, "/healthz", said).status == 421)
        }
    }

    @Test func `what is no address, name, scheme or path says nothing, and breaks nothing`() async throws {
        let bad = [
            "", ",", ", ,", "unknown", "_hidden", "::::", "[", "]", "[]", "[::1", "%", "1.2.3", "1.2.3.4.5",
            "256.1.1.1",
            "1.2.3.4:x:y", "fe80::1%eth0", "\u{FF}\u{FE}", "../..", "//evil.example", "/a b", "/../..", "/a\"b",
            "javascript:",
            String(repeating: "1.2.3.4,", count: 900), String(repeating: "a", count: 6000), "http:", "évil.example",
        ]
        try await withHouse(.web(), front: WebFront(basePath: try BasePath("/base"), proxies: Self.here)) { house in
            house.broadcast.publish(picture(1), frame: 1)
            for name in ["For", "Host", "Proto", "Prefix"] {
                for value in bad {
                    let headers = ["X-Forwarded-\(name)": value, "Content-Type": "application/sdp"]
                    let answer = try await ask(house, "/config.json", headers)
                    #expect(answer.status == 200, "\(name): \(value.prefix(40))")
                }
            }
            for prefix in ["//evil.example", "/a b", "https://evil.example", "/..", "/a\\b"] {
                let headers = ["X-Forwarded-Prefix": prefix, "Content-Type": "application/sdp"]
                let answer = try await ask(house, "/whep", headers, method: "POST")
                #expect(answer.headers["location"]?.hasPrefix("/base/whep/") == true, "\(prefix) \(answer)")
            }
            #expect(try await ask(house, "/healthz").status == 200)
        }
    }

    @Test func `what is wrong in a setting is said`() {
        for text in [
            "proxy.example", "10.0.0.0/33", "10.0.0.0/-1", "::1/129", "", "127.0.0.1,,10.0.0.1", "1.2.3.4/a/b",
        ] {
            #expect(throws: FrontError.self) { try Proxies([text]) }
        }
        for text in ["showtell", "", "//a", "/a//b", "/../a", "/a/./b", "/a b", "/ä", "/a?b", "/{a}", "/*"] {
            #expect(throws: FrontError.self) { try BasePath(text) }
        }
        for text in ["/", "/showtell", "/a/b-c_d.e~f/"] { #expect(throws: Never.self) { try BasePath(text) } }
    }
}
