// The film over WebRTC: how it is asked for, by whom, and how often.

import Control
import Foundation
import Synchronization
import Testing

extension Socket {
    /// Sends an offer.
    fileprivate func offer(
        _ text: String = "v=0", to path: String = "/whep", _ headers: [String: String] = [:]
    ) throws -> Answer {
        let own = ["Content-Type": "application/sdp", "Content-Length": "\(text.utf8.count)"]
        try request("POST", path, own.merging(headers) { $1 })
        try send(text)
        return try answer()
    }

    fileprivate func ask(_ method: String, _ path: String, _ headers: [String: String] = [:]) throws -> Answer {
        try request(method, path, headers.merging(["Content-Length": "0"]) { mine, _ in mine })
        return try answer(hasBody: method != "HEAD")
    }
}

@Suite struct WhepTests {
    @Test func `an offer is answered, and its address ends it`() async throws {
        try await withHouse(.web()) { house in
            let player = try Socket(port: house.port)
            let answer = try await player.offer("v=0\r\nhello")
            #expect(answer.status == 201 && answer.text == "answer 0")
            #expect(answer.headers["content-type"] == "application/sdp")
            #expect(answer.headers["cache-control"] == "no-store")
            let place = try #require(answer.headers["location"])
            // Relative to what was asked for: right behind any proxy.
            #expect(place.wholeMatch(of: #/whep\/[0-9a-f]{32}/#) != nil)
            #expect(house.switchboard.state.withLock { $0.offers } == ["v=0\r\nhello"])
            let other = try await player.offer()
            #expect(other.headers["location"] != place && house.peers.viewers == 2)
            #expect(try await player.ask("DELETE", "/\(place)").status == 200)
            #expect(house.switchboard.callers.map(\.isClosed) == [true, false] && house.peers.viewers == 1)
            #expect(try await player.ask("DELETE", "/\(place)").status == 404)
            #expect(try await player.ask("DELETE", "/whep/0").status == 404)
        }
    }

    @Test func `other methods are named as not there, with those that are`() async throws {
        try await withHouse(.web()) { house in
            let player = try Socket(port: house.port)
            for method in ["GET", "HEAD", "PUT", "PATCH", "DELETE"] {
                let answer = try await player.ask(method, "/whep")
                #expect(answer.status == 405 && answer.headers["allow"] == "POST, OPTIONS", "\(method)")
            }
            for method in ["GET", "HEAD", "PUT", "PATCH", "POST"] {
                let answer = try await player.ask(method, "/whep/abc")
                #expect(answer.status == 405 && answer.headers["allow"] == "DELETE, OPTIONS", "\(method)")
            }
            let options = try await player.ask("OPTIONS", "/whep")
            #expect(options.status == 204 && options.headers["accept-post"] == "application/sdp")
            #expect(try await player.ask("OPTIONS", "/whep/abc").headers["allow"] == "DELETE, OPTIONS")
        }
    }

    @Test func `what is no offer is refused before anybody reads it`() async throws {
        try await withHouse(.web()) { house in
            let player = try Socket(port: house.port)
            #expect(try await player.offer("v=0", ["Content-Type": "text/plain"]).status == 415)
            #expect(try await player.offer("v=0", ["Content-Type": "Application/SDP; charset=utf-8"]).status == 201)
            #expect(try await player.offer("v=0", ["Origin": "http://evil.example"]).status == 403)
            #expect(try await player.ask("DELETE", "/whep/abc", ["Origin": "null"]).status == 403)
            #expect(try await player.offer("v=0", ["Host": "evil.example"]).status == 421)
            let long = try Socket(port: house.port)
            #expect(try await long.offer(String(repeating: "x", count: 65_537)).status == 413)
            #expect(house.switchboard.callers.count == 1)
        }
    }

    @Test func `a refusal has its reason and, where waiting helps, how long`() async throws {
        try await withHouse(.web()) { house in
            let player = try Socket(port: house.port)
            func refuse(_ kind: PeerRefusal.Kind) async throws -> Answer {
                house.switchboard.state.withLock { $0.refusal = PeerRefusal(kind, "because of this") }
                return try await player.offer()
            }
            let expected: [(PeerRefusal.Kind, Int)] = [
                (.malformed, 400), (.unusable, 422), (.unavailable(retryAfter: 7), 503),
            ]
            for (kind, status) in expected {
                let answer = try await refuse(kind)
                #expect(answer.status == status && answer.text.contains("because of this"))
                #expect(answer.headers["retry-after"] == (status == 503 ? "7" : nil))
            }
            #expect(house.peers.viewers == 0)
            house.switchboard.state.withLock { ($0.refusal, $0.whyNot) = (nil, "no encoder here") }
            let answer = try await player.offer()
            #expect(answer.status == 503 && answer.text.contains("no encoder here"))
        }
    }

    @Test func `there are so many places, and a place that is left is free`() async throws {
        try await withHouse(.web()) { house in
            let player = try Socket(port: house.port)
            for _ in 0..<32 { #expect(try await player.offer().status == 201) }
            let answer = try await player.offer()
            #expect(answer.status == 503 && answer.text.contains("32 people") && answer.headers["retry-after"] == "10")
            house.switchboard.callers[5].close()
            #expect(try await player.offer().status == 201)
        }
    }

    @Test func `one address has fewer places, and may not ask too often`() async throws {
        let switchboard = Switchboard()
        let peers = Peers(switchboard, audience: Audience())
        let now = ContinuousClock.now
        func ask(_ address: String, after seconds: Double = 0) async -> PeerRefusal? {
            do throws(PeerRefusal) {
                _ = try await peers.admit("v=0", from: address, now: now + .seconds(seconds))
                return nil
            } catch {
                return error
            }
        }
        for _ in 0..<8 { #expect(await ask("192.0.2.1") == nil) }
        #expect(await ask("192.0.2.1")?.message.contains("from 192.0.2.1") == true)
        #expect(await ask("::ffff:192.0.2.1")?.message.contains("from 192.0.2.1") == true)
        // Ten requests at once, then two a second, whatever came of them.
        let often = PeerRefusal(.unavailable(retryAfter: 1), "that is too often; try again in 1 s")
        #expect(await ask("192.0.2.1") == often)
        #expect(await ask("192.0.2.2") == nil)
        switchboard.callers[0].close()
        #expect(await ask("192.0.2.1") != nil)
        #expect(await ask("192.0.2.1", after: 1) == nil)
        // A network of IPv6 is one machine, for it may be.
        for host in 1...8 { #expect(await ask("2001:db8::\(host)") == nil) }
        #expect(await ask("2001:db8::ffff") != nil)
        #expect(await ask("2001:db8:0:1::1") == nil)
        // This machine may be a proxy for everybody.
        for _ in 0..<10 { #expect(await ask("127.0.0.1") == nil) }
    }

    @Test func `who ends while being let in is not counted`() async throws {
        let switchboard = Switchboard()
        let peers = Peers(switchboard, audience: Audience())
        let (secret, _) = try await peers.admit("v=0", from: nil)
        #expect(peers.viewers == 1)
        switchboard.callers[0].close()
        #expect(peers.viewers == 0 && !peers.dismiss(secret))
        peers.closeAll()
        await #expect(throws: PeerRefusal.self) { try await peers.admit("v=0", from: nil) }
    }

    @Test func `a stop sends everybody away`() async throws {
        let watched = Mutexless()
        try await withHouse(.web()) { house in
            let player = try Socket(port: house.port)
            for _ in 0..<3 { _ = try await player.offer() }
            watched.switchboard = house.switchboard
        }
        #expect(watched.switchboard?.callers.map(\.isClosed) == [true, true, true])
    }
}

/// Carries something out of a test's house.
private final class Mutexless: @unchecked Sendable {
    // Guard of the @unchecked: written before the house is closed and read after that.
    var switchboard: Switchboard?
}
