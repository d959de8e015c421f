// Who knows how a house of the tests does, and makes its pieces.

import Control
import Foundation
import Synchronization

/// Says what it is told to.
final class Nurse: HealthReporter {
    let state = Mutex<String?>(nil)

    var whyNotReady: String? { state.withLock { $0 } }

    let metrics = "showtell_test 1\n"
}

/// A folder whose files a test writes.
final class Cutter: PlaylistMaker {
    let folder: String
    let wakings = Mutex(0)

    init(folder: String) { self.folder = folder }

    func wake() -> String {
        wakings.withLock { $0 += 1 }
        return folder
    }

    let whyNot = "the first piece is still being made"
    let playlist = "index.m3u8"

    func isPiece(_ name: String) -> Bool { name.hasPrefix("piece-") && !name.contains("/") }
}
