// A maker of WebRTC viewers for tests, which answers as it is told to.

import Control
import Synchronization

/// Notes who was let in and who has gone.
final class Switchboard: PeerMaker {
    struct State {
        var offers: [String] = []
        var callers: [Caller] = []
        var whyNot: String?
        var refusal: PeerRefusal?
    }

    /// Somebody at the other end.
    final class Caller: Peer {
        let answer: String
        private let ended: @Sendable () -> Void
        private let closed = Atomic(false)

        init(_ answer: String, _ ended: @escaping @Sendable () -> Void) {
            (self.answer, self.ended) = (answer, ended)
        }

        var isClosed: Bool { closed.load(ordering: .sequentiallyConsistent) }

        func close() {
            if !closed.exchange(true, ordering: .sequentiallyConsistent) { ended() }
        }
    }

    let state = Mutex(State())

    var whyNot: String? { state.withLock { $0.whyNot } }

    var callers: [Caller] { state.withLock { $0.callers } }

    func connect(_ offer: String, ended: @escaping @Sendable () -> Void) async throws(PeerRefusal) -> any Peer {
        if let refusal = state.withLock({ $0.refusal }) { throw refusal }
        return state.withLock { state in
            let caller = Caller("answer \(state.offers.count)", ended)
            state.offers.append(offer)
            state.callers.append(caller)
            return caller
        }
    }
}
