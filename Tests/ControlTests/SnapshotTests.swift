// A single picture, never older than was asked for.

import Control
import Foundation
import NIOCore
import Testing

@Suite struct SnapshotTests {
    private func publish(_ bytes: [UInt8], to broadcast: Broadcast, frame: Int64, reason: String? = nil) {
        bytes.withUnsafeBytes {
            broadcast.publish(
                jpeg: $0, frame: frame, captured: NIODeadline.now().uptimeNanoseconds, reason: reason)
        }
    }

    @Test("A picture that is young enough comes at once, an older one does not come") func age() async throws {
        try await withHouse(.web()) { house in
            publish([1], to: house.broadcast, frame: 1)
            let client = try Socket(port: house.port)
            let began = ContinuousClock.now
            try await client.request("GET", "/snapshot.jpg?max_age_ms=60000")
            let answer = try await client.answer()
            #expect(answer.status == 200 && answer.body == [1] && answer.headers["x-frame"] == "1")
            #expect(ContinuousClock.now - began < .milliseconds(900), "it did not wait for the next one")
            try await Task.sleep(for: .milliseconds(30))
            try await client.request("GET", "/snapshot.jpg?max_age_ms=10")
            #expect(await eventually { house.broadcast.isWanted })
            publish([2], to: house.broadcast, frame: 2)
            #expect(try await client.answer().body == [2])
            try await Task.sleep(for: .milliseconds(30))
            try await client.request("GET", "/snapshot.jpg?max_age_ms=10")
            let late = try await client.answer()
            #expect(late.status == 503 && late.headers["retry-after"] == "1" && late.text.contains("10 milliseconds"))
        }
    }

    @Test("A picture is asked for anew when it may be too old, and that is enough") func made() async throws {
        try await withHouse(.web()) { house in
            house.gallery.whenWanted { publish([3], to: house.broadcast, frame: 3) }
            let client = try Socket(port: house.port)
            try await client.request("GET", "/snapshot.jpg?max_age_ms=1000")
            #expect(try await client.answer().body == [3])
        }
    }

    @Test("A picture that the client has is not sent again") func tags() async throws {
        try await withHouse(.web()) { house in
            publish([1], to: house.broadcast, frame: 1)
            let client = try Socket(port: house.port)
            let path = "/snapshot.jpg?max_age_ms=60000"
            try await client.request("GET", path)
            let tag = try #require(try await client.answer().headers["etag"])
            for known in [tag, "\"x\", \(tag)", "W/\(tag)", "*"] {
                try await client.request("GET", path, ["If-None-Match": known])
                let answer = try await client.answer(hasBody: false)
                #expect(answer.status == 304 && answer.headers["etag"] == tag, "\(known)")
            }
            publish([2], to: house.broadcast, frame: 2)
            try await client.request("GET", path, ["If-None-Match": tag])
            let newer = try await client.answer()
            #expect(newer.status == 200 && newer.body == [2] && newer.headers["etag"] != tag)
        }
    }

    @Test("Without a source the picture says why, and so does the answer") func offline() async throws {
        try await withHouse(.web()) { house in
            publish([9], to: house.broadcast, frame: -1, reason: "“x” is\r\nnot there: Größe")
            let client = try Socket(port: house.port)
            try await client.request("GET", "/snapshot.jpg?max_age_ms=60000")
            let answer = try await client.answer()
            #expect(answer.status == 503 && answer.body == [9] && answer.headers["content-type"] == "image/jpeg")
            #expect(answer.headers["x-reason"] == "\"x\" is?not there: Gr??e")
            #expect(answer.headers["retry-after"] == "1" && answer.headers["x-frame"] == "-1")
        }
    }

    @Test("A clean picture and a small one are their own renditions") func renditions() async throws {
        try await withHouse(.web()) { house in
            publish([1], to: house.gallery.full, frame: 1)
            publish([2], to: house.gallery.low, frame: 1)
            publish([3], to: house.gallery.clean, frame: 1)
            let client = try Socket(port: house.port)
            for (query, body) in [("", UInt8(1)), ("&size=low", 2), ("&clean=1", 3), ("&clean=0&size=full", 1)] {
                try await client.request("GET", "/snapshot.jpg?max_age_ms=60000\(query)")
                #expect(try await client.answer().body == [body], "\(query)")
            }
        }
    }
}
