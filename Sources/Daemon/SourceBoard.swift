// How the source is doing, for everybody who asks.

import Stream
import Synchronization

/// The newest state of the source, and how often its lists have changed.
final class SourceBoard: Sendable {
    private struct State {
        var status: SourceStatus
        var listRevision = 0
        var controlsRevision = 0
    }

    private let state: Mutex<State>

    init(_ source: Source) {
        state = Mutex(State(status: SourceStatus(uri: source.uri, state: .connecting, message: nil)))
    }

    var current: SourceStatus { state.withLock { $0.status } }
    var listRevision: Int { state.withLock { $0.listRevision } }
    var controlsRevision: Int { state.withLock { $0.controlsRevision } }

    func post(_ new: SourceStatus) {
        state.withLock { state in
            // Another camera has other controls, and one that was opened anew may have been plugged in anew.
            if new.uri != state.status.uri || new.state != state.status.state { state.controlsRevision += 1 }
            if new.uri != state.status.uri { state.listRevision += 1 }
            state.status = new
        }
    }

    func noteList() { state.withLock { $0.listRevision += 1 } }
    func noteControls() { state.withLock { $0.controlsRevision += 1 } }
}
