// Requests that no client should send: each is answered or its connection ended, and the server goes on.

import Control
import Foundation
import Testing

/// Random numbers that are the same in every run (Steele, Lea and Flood, SplitMix64, 2014).
private struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

@Suite struct HostileRequestTests {
    private static let sound = [
        "GET /stream.mjpg?fps=10&size=low HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        "GET /snapshot.jpg?max_age_ms=5000&clean=0 HTTP/1.1\r\nHost: 127.0.0.1\r\nIf-None-Match: \"a-1\"\r\n\r\n",
        "PUT /sessions/x.showtell HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 4\r\n\r\nabcd",
        "GET /control HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    ]

    private static let odd = [
        "", "\r\n\r\n", "GET\r\n\r\n", "GET  HTTP/1.1\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
        "GET /stream.mjpg?%ZZ=%&fps=%FF&&=&size HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        "GET /snapshot.jpg?max_age_ms=%00 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        "GET http://127.0.0.1/stream.mjpg HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "CONNECT 127.0.0.1:80 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        "HEAD /stream.mjpg HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        "POST /stream.mjpg HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        "GET /stream.mjpg HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        "GET /stream.mjpg HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "GET /stream.mjpg HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nGET /stream.mjpg HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        "GET /\(String(repeating: "a", count: 100_000)) HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\(String(repeating: "X: y\r\n", count: 5000))\r\n",
        "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: \(String(repeating: "y", count: 200_000))\r\n\r\n",
    ]

    @Test("Malformed requests end with an answer or with their connection, and others are served") func malformed()
        async throws
    {
        var dice = Dice(state: 42)
        var requests = Self.odd.map { Array($0.utf8) }
        for _ in 0..<300 {
            var request = Array((Self.sound.randomElement(using: &dice) ?? "").utf8)
            for _ in 0..<Int.random(in: 1...6, using: &dice) {
                let place = Int.random(in: 0..<request.count, using: &dice)
                switch Int.random(in: 0..<3, using: &dice) {
                case 0: request[place] = UInt8.random(in: 0...255, using: &dice)
                case 1: request.remove(at: place)
                default: request.insert(contentsOf: request[place...].prefix(20), at: place)
                }
            }
            requests.append(request)
        }
        let hostile = requests
        try await withHouse(.web(), patience: .seconds(1)) { house in
            house.broadcast.publish(picture(1, size: 1000), frame: 1)
            for request in hostile {
                let client = try Socket(port: house.port)
                // The server may have hung up in the middle of it.
                try? await client.send(request)
                await client.close()
            }
            // Some of them were viewers, and gone before anything was written to them.
            #expect(await eventually { house.audience.viewers == 0 && !house.gallery.isWanted })
            let client = try Socket(port: house.port)
            try await client.request("GET", "/healthz")
            #expect(try await client.answer().status == 200)
        }
    }
}
