// What publishers say.

import Stream
import Synchronization

/// Everything a publisher has said.
final class Diary: Sendable {
    private let pages = Mutex<[PublishStatus]>([])
    var all: [PublishStatus] { pages.withLock { $0 } }
    func write(_ status: PublishStatus) { pages.withLock { $0.append(status) } }
    func isLast(_ state: PublishStatus.State) -> Bool { all.last?.state == state }
}
