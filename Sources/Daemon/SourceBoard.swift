// How the source is doing, for everybody who asks.

import Stream
import Synchronization

/// The newest state of the source.
final class SourceBoard: Sendable {
    private let status: Mutex<SourceStatus>

    init(_ source: Source) { status = Mutex(SourceStatus(uri: source.uri, state: .connecting, message: nil)) }

    var current: SourceStatus { status.withLock { $0 } }

    func post(_ new: SourceStatus) { status.withLock { $0 = new } }
}
