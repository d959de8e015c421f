// How long pieces are made for those who ask for them.

import Daemon
import Foundation
import Stream
import Synchronization
import Testing

@Suite("Pieces")
struct PieceStudioTests {
    private final class Clock: Sendable {
        private let time = Atomic<UInt64>(1_000_000_000_000)
        var now: UInt64 { time.load(ordering: .relaxed) }
        func pass(_ seconds: Double) { time.add(UInt64(seconds * 1e9), ordering: .relaxed) }
    }

    @Test
    func `a minute without a request is the end, and the next request a new beginning`() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("pieces-\(UUID())").path
        let clock = Clock()
        let studio = PieceStudio(folder: folder, rendition: VideoRendition { _, _ in }) { clock.now }
        defer { studio.stop() }
        func isMade(_ place: String) -> Bool { FileManager.default.fileExists(atPath: place) }
        #expect(!isMade(folder), "nothing is made before somebody asks")
        let first = studio.wake()
        for _ in 0..<500 where !isMade(first) { Thread.sleep(forTimeInterval: 0.01) }
        #expect(isMade(first))
        clock.pass(59)
        studio.rest()
        #expect(isMade(first) && studio.wake() == first, "the request begins the minute anew")
        clock.pass(60)
        studio.rest()
        #expect(isMade(first))
        clock.pass(0.1)
        studio.rest()
        #expect(!isMade(first))
        studio.rest()
        let second = studio.wake()
        #expect(second != first, "whoever still writes into the first is not in the way")
        for _ in 0..<500 where !isMade(second) { Thread.sleep(forTimeInterval: 0.01) }
        #expect(isMade(second))
        studio.stop()
        #expect(!isMade(folder))
    }
}
