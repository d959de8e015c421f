// Waiting for something that everybody waits for.

import Synchronization

/// Lets tasks sleep until it is rung.
final class Doorbell: Sendable {
    private struct State {
        var waiters: [Int64: CheckedContinuation<Bool, Never>] = [:]
        var count: Int64 = 0
    }

    private let state = Mutex(State())

    /// Wakes everybody.
    func ring() {
        let waiters = state.withLock { state in
            defer { state.waiters.removeAll(keepingCapacity: true) }
            return state.waiters
        }
        for waiter in waiters.values { waiter.resume(returning: true) }
    }

    /// Returns when it is rung, or at once when what is waited for is there.
    ///
    /// - Throws: `CancellationError`.
    func wait(until isReady: () -> Bool) async throws {
        let number = state.withLock { state in
            state.count += 1
            return state.count
        }
        let isRung = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                // The bell may have rung before the waiter was written down: ask then, not before.
                let answer = state.withLock { state -> Bool? in
                    if Task.isCancelled { return false }
                    state.waiters[number] = continuation
                    return nil
                }
                if let answer {
                    continuation.resume(returning: answer)
                } else if isReady() {
                    state.withLock { $0.waiters.removeValue(forKey: number) }?.resume(returning: true)
                }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: number) }?.resume(returning: false)
        }
        guard isRung else { throw CancellationError() }
    }
}
