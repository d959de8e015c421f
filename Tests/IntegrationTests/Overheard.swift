// What a program says, read as it comes.

import Foundation
import Synchronization

/// The bytes of a pipe, read by a thread of its own: a program that says much never waits for its reader.
final class Overheard: Sendable {
    private let state = Mutex((bytes: Data(), isOver: false))

    init(_ pipe: Pipe) {
        let handle = pipe.fileHandleForReading
        Thread.detachNewThread {
            while true {
                let more = handle.availableData
                self.state.withLock { state in
                    state.bytes += more
                    state.isOver = more.isEmpty
                }
                if more.isEmpty { return }
            }
        }
    }

    /// All that was said so far, and whether there is no more to come.
    var soFar: (text: String, isOver: Bool) {
        state.withLock { (String(decoding: $0.bytes, as: UTF8.self), $0.isOver) }
    }

    /// All that was said, when that is all or is `enough`. Blocks.
    func text(_ enough: (String) -> Bool = { _ in false }) -> String {
        while true {
            let (text, isOver) = soFar
            if isOver || enough(text) { return text }
            Thread.sleep(forTimeInterval: 0.005)
        }
    }
}
