// A viewer that has stopped reading must not stay for ever.

import NIOCore
import Synchronization

/// Closes a connection whose write has made no progress for some time.
final class StallWatchdog: Sendable {
    /// When the present write began; nil between writes.
    private let began = Mutex<NIODeadline?>(nil)
    private let watch = Mutex<RepeatedTask?>(nil)

    init(_ channel: any Channel, patience: Duration) {
        let (patience, step) = (TimeAmount(patience), TimeAmount(patience / 5))
        let task = channel.eventLoop.scheduleRepeatedTask(initialDelay: step, delay: step) { [weak self] _ in
            guard let began = self?.began.withLock({ $0 }), NIODeadline.now() - began > patience else { return }
            channel.close(promise: nil)
        }
        watch.withLock { $0 = task }
    }

    /// A write begins.
    func begin() { began.withLock { $0 = .now() } }

    /// The write has been accepted.
    func end() { began.withLock { $0 = nil } }

    /// The connection needs no watching any more.
    func stop() { watch.withLock { $0 }?.cancel() }
}
