// The live picture: every viewer gets the newest that it can take.

import Control
import Foundation
import Testing

/// A picture of a size in which each byte tells the frame.
func picture(_ frame: Int, size: Int = 40_000) -> [UInt8] {
    [UInt8](repeating: UInt8(truncatingIfNeeded: frame), count: size)
}

@Suite struct StreamTests {
    @Test("A part has length, time and number, and the boundary right behind it") func parts() async throws {
        try await withHouse(.web()) { house in
            house.broadcast.publish(picture(9), frame: 9)
            let viewer = try Socket(port: house.port)
            let headers = try await viewer.watch()
            #expect(headers["content-type"] == "multipart/x-mixed-replace; boundary=showtell-picture")
            #expect(headers["cache-control"] == "no-store" && headers["x-accel-buffering"] == "no")
            #expect(headers["cross-origin-resource-policy"] == "same-site")
            // It ends with its connection: players that know no chunks understand it.
            #expect(headers["connection"] == "close" && headers["transfer-encoding"] == nil)
            // The boundary behind a picture has come before there is another picture.
            let first = try await viewer.part()
            #expect(first.picture == picture(9) && first.frame == 9)
            #expect(first.headers["content-type"] == "image/jpeg" && first.headers["x-timestamp"] == "0.009000")
            house.broadcast.publish(picture(10), frame: 10)
            #expect(try await viewer.part().frame == 10)
        }
    }

    @Test("Viewers come and go, and are counted") func counting() async throws {
        try await withHouse(.web()) { house in
            house.broadcast.publish(picture(1), frame: 1)
            let viewers = [try Socket(port: house.port), try Socket(port: house.port)]
            for viewer in viewers {
                try await viewer.watch()
                #expect(try await viewer.part().frame == 1)
            }
            #expect(house.audience.viewers == 2)
            await viewers[0].close()
            #expect(await eventually { house.audience.viewers == 1 })
            house.broadcast.publish(picture(2), frame: 2)
            #expect(try await viewers[1].part().frame == 2)
        }
    }

    @Test("A viewer that has stopped reading delays nobody") func stalled() async throws {
        try await withHouse(.web()) { house in
            house.broadcast.publish(picture(0), frame: 0)
            let (stalled, quick) = (try Socket(port: house.port, receiveBuffer: 4096), try Socket(port: house.port))
            try await stalled.watch()
            try await quick.watch()
            #expect(try await quick.part().frame == 0)
            for frame in 1...200 {
                house.broadcast.publish(picture(frame), frame: frame)
                if frame.isMultiple(of: 10) { try await Task.sleep(for: .milliseconds(1)) }
            }
            var newest = 0
            while newest < 200 {
                let part = try await quick.part()
                #expect(part.frame > newest && part.picture == picture(part.frame))
                newest = part.frame
            }
            #expect(house.audience.viewers == 2)
            // Who is not used any more is closed: it has stayed until here.
            await stalled.close()
        }
    }

    @Test("A viewer that has stopped reading is sent away, one that reads is not") func sentAway() async throws {
        try await withHouse(.web(), patience: .seconds(1)) { house in
            house.broadcast.publish(picture(0), frame: 0)
            let (stalled, quick) = (try Socket(port: house.port, receiveBuffer: 4096), try Socket(port: house.port))
            try await stalled.watch()
            try await quick.watch()
            #expect(await eventually { house.audience.viewers == 2 })
            let reader = Task { while !Task.isCancelled { _ = try await quick.part() } }
            defer { reader.cancel() }
            // Pictures go on for three times as long as the house has patience.
            for frame in 1...150 {
                house.broadcast.publish(picture(frame), frame: frame)
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(house.audience.viewers == 1)
            await stalled.close()
        }
    }

    @Test("A slow viewer gets a recent picture and no queue of old ones") func slow() async throws {
        try await withHouse(.web()) { house in
            house.broadcast.publish(picture(0), frame: 0)
            let slow = try Socket(port: house.port, receiveBuffer: 4096)
            try await slow.watch()
            #expect(try await slow.part().frame == 0)
            var stale: [Int] = []
            for round in 1...10 {
                let last = round * 100 + 30
                for frame in round * 100 + 1...last {
                    house.broadcast.publish(picture(frame), frame: frame)
                    try await Task.sleep(for: .milliseconds(1))
                }
                // The picture that was on the wire when reading stopped comes first, and then the newest.
                var old = 0
                while try await slow.part().frame != last { old += 1 }
                stale.append(old)
            }
            // Choosing a picture before the line is free would make it two in every round; a busy machine, in some.
            #expect(stale.filter { $0 <= 1 }.count >= 3, "old pictures a round: \(stale)")
            #expect(stale.allSatisfy { $0 < 10 }, "there is no queue: \(stale)")
            #expect(house.audience.skipped > 100)
        }
    }
}
