// How many may watch, and what happens when they take too much.

import Control
import Foundation
import Synchronization
import Testing

@Suite struct AudienceTests {
    @Test("One more than may watch is answered 503 with a sentence, until somebody leaves") func full() async throws {
        try await withHouse(.web(), limits: AudienceLimits(viewers: 2)) { house in
            house.broadcast.publish(picture(1), frame: 1)
            let viewers = [try Socket(port: house.port), try Socket(port: house.port)]
            for viewer in viewers { try await viewer.watch() }
            let third = try Socket(port: house.port)
            try await third.request("GET", "/stream.mjpg")
            let answer = try await third.answer()
            #expect(answer.status == 503 && answer.headers["retry-after"] == "5")
            #expect(answer.text.contains("2 people watch already"))
            #expect(house.audience.counts(of: .mjpeg).viewers == 2)
            await viewers[0].close()
            #expect(await eventually { house.audience.viewers == 1 })
            let later = try Socket(port: house.port)
            try await later.watch()
            // Who is not used any more is closed: both have stayed until here.
            for viewer in [viewers[1], later] { #expect(try await viewer.part().frame == 1) }
        }
    }

    @Test("One address has its share, and this machine's own are not counted") func addresses() throws {
        let audience = Audience(AudienceLimits(viewers: 100, viewersPerAddress: 2))
        for _ in 0..<2 { try audience.enter(by: .mjpeg, from: "192.0.2.1") }
        let refusal = #expect(throws: Refusal.self) { try audience.enter(by: .mjpeg, from: "192.0.2.1") }
        #expect(refusal?.description.contains("2 people watch from 192.0.2.1") == true)
        try audience.enter(by: .mjpeg, from: "192.0.2.2")
        for _ in 0..<10 { try audience.enter(by: .mjpeg, from: "127.0.0.1") }
        for _ in 0..<10 { try audience.enter(by: .mjpeg, from: nil) }
        #expect(audience.viewers == 23)
        audience.leave(by: .mjpeg, from: "192.0.2.1")
        try audience.enter(by: .mjpeg, from: "192.0.2.1")
        for address in ["192.0.2.1", "192.0.2.1", "192.0.2.2"] { audience.leave(by: .mjpeg, from: address) }
        for _ in 0..<10 { audience.leave(by: .mjpeg, from: "127.0.0.1") }
        for _ in 0..<10 { audience.leave(by: .mjpeg, from: nil) }
        #expect(audience.viewers == 0)
    }

    @Test("Too much taken lowers the rate for all, step by step; then nobody else comes in; then it recovers")
    func bandwidth() throws {
        let audience = Audience(AudienceLimits(megabits: 50))
        let changes = Atomic(0)
        audience.whenDegraded { _ in changes.wrappingAdd(1, ordering: .relaxed) }
        // What everybody takes at a rate: a hundred viewers of 24 pictures a second, 1 Mbit/s each.
        func second(_ viewers: Int) {
            let rate = audience.degraded.flatMap { $0.split(separator: " ").compactMap { Double($0) }.first } ?? 24
            audience.regulate(megabits: Double(viewers) * min(rate, 24) / 24)
        }
        for _ in 0..<100 { try audience.enter(by: .mjpeg, from: nil) }
        #expect(audience.degraded == nil)
        for _ in 0..<10 { second(100) }
        #expect(audience.degraded?.contains("10 a second") == true && audience.degraded?.contains("50 Mbit/s") == true)
        try audience.enter(by: .mjpeg, from: nil)
        // So many that one picture a second is too much, too.
        for _ in 0..<20 { second(3000) }
        #expect(audience.degraded?.contains(" 1 a second") == true)
        let refusal = #expect(throws: Refusal.self) { try audience.enter(by: .mjpeg, from: nil) }
        #expect(refusal?.description.contains("bandwidth") == true)
        for _ in 0..<71 { audience.leave(by: .mjpeg, from: nil) }
        for _ in 0..<60 { second(30) }
        #expect(audience.degraded == nil, "there is room for everybody again")
        // Down to 10, down to 1, and all the way up.
        #expect(changes.load(ordering: .relaxed) == 12)
        try audience.enter(by: .mjpeg, from: nil)
    }

    @Test("Viewers that take too much get fewer pictures, and it is said") func degraded() async throws {
        try await withHouse(.web(), limits: AudienceLimits(megabits: 1)) { house in
            let viewer = try Socket(port: house.port)
            try await viewer.watch()
            let reader = Task { while !Task.isCancelled { _ = try await viewer.part() } }
            let publisher = Task {
                for frame in 1... {
                    house.broadcast.publish(picture(frame), frame: frame)
                    try await Task.sleep(for: .milliseconds(20))
                }
            }
            defer {
                reader.cancel()
                publisher.cancel()
            }
            #expect(await eventually { house.audience.degraded?.contains("1 Mbit/s") == true })
            #expect(await eventually { house.audience.degraded?.contains("15 a second") == true })
        }
    }
}
