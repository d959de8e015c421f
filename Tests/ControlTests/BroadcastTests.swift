// The newest picture for everybody.

import Control
import NIOCore
import Testing

extension Broadcast {
    /// Publishes some bytes as the picture of a frame.
    func publish(_ bytes: [UInt8], frame: Int) {
        bytes.withUnsafeBytes { publish(jpeg: $0, frame: Int64(frame), captured: UInt64(frame) * 1_000_000) }
    }
}

@Suite struct BroadcastTests {
    @Test("A viewer waits for a picture that it has not seen") func waiting() async throws {
        let broadcast = Broadcast()
        #expect(!broadcast.isWanted && broadcast.newest == nil)
        async let first = broadcast.next(after: 0)
        #expect(await eventually { broadcast.isWanted })
        broadcast.publish([1, 2], frame: 5)
        let seen = try await first
        #expect(seen.frame == 5 && Array(seen.bytes.readableBytesView) == [1, 2] && seen.captured == 5_000_000)
        #expect(!broadcast.isWanted)
        async let second = broadcast.next(after: seen.sequence)
        #expect(await eventually { broadcast.isWanted })
        broadcast.publish([3], frame: 6)
        #expect(try await second.frame == 6)
    }

    @Test("A viewer that comes late gets the newest at once, not the oldest") func late() async throws {
        let broadcast = Broadcast()
        for frame in 1...10 { broadcast.publish([0], frame: frame) }
        #expect(try await broadcast.next(after: 3).frame == 10)
        #expect(broadcast.newest?.frame == 10)
    }

    @Test("All viewers get a picture") func all() async throws {
        let broadcast = Broadcast()
        let frames = try await withThrowingTaskGroup(of: Int64.self) { group in
            for _ in 0..<50 { group.addTask { try await broadcast.next(after: 0).frame } }
            #expect(await eventually { broadcast.isWanted })
            broadcast.publish([0], frame: 1)
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(frames == [Int64](repeating: 1, count: 50))
    }

    @Test("A viewer that leaves while it waits is forgotten") func leaving() async throws {
        let broadcast = Broadcast()
        let viewer = Task { try await broadcast.next(after: 0) }
        #expect(await eventually { broadcast.isWanted })
        viewer.cancel()
        await #expect(throws: CancellationError.self) { try await viewer.value }
        #expect(!broadcast.isWanted)
    }

    @Test("Who comes while nobody encodes has a picture made, unless the next will do") func waking() async throws {
        let broadcast = Broadcast()
        broadcast.whenWanted { broadcast.publish([7], frame: 1) }
        #expect(try await broadcast.next(after: 0, isUrgent: true).frame == 1)
        let patient = Task { try await broadcast.next(after: 1) }
        #expect(await eventually { broadcast.isWanted })
        #expect(broadcast.newest?.frame == 1)
        broadcast.publish([8], frame: 2)
        #expect(try await patient.value.frame == 2)
    }
}
