// A maker of film for tests, which makes what it is told to.

import Control
import Foundation
import Synchronization

/// Notes what is asked of it.
final class Projector: FilmMaker {
    struct State {
        var publish: (@Sendable (FilmPicture) -> Void)?
        var begun = 0
        var ended = 0
        var asked = 0
        var whyNot: String?
    }

    let state = Mutex(State())

    var whyNot: String? { state.withLock { $0.whyNot } }

    func begin(_ publish: @escaping @Sendable (FilmPicture) -> Void) {
        state.withLock { ($0.publish, $0.begun) = (publish, $0.begun + 1) }
    }

    func end() { state.withLock { ($0.publish, $0.ended) = (nil, $0.ended + 1) } }

    func requestKeyFrame() { state.withLock { $0.asked += 1 } }

    /// Whether somebody watches.
    var isRunning: Bool { state.withLock { $0.publish != nil } }
}

extension FilmPicture {
    /// A picture for tests, whose bytes all tell its number.
    init(_ number: Int, isKey: Bool = false, size: Int = 3000, width: Int = 640) {
        let bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: size)
        self = bytes.withUnsafeBytes { bytes in
            FilmPicture(
                bytes: bytes, codec: isKey ? "avc1.42c01e" : nil, size: (width, 480),
                captured: UInt64(number) * 1_000_000,
                note: Data("{\"frame\":\(number)}".utf8))
        }
    }
}
