// Where GStreamer's thread leaves a frame and the frame line picks it up.

import Dispatch
import Synchronization

/// Holds at most one frame for one reader: the newest, or the next one when none may be lost.
final class FrameMailbox: Sendable {
    private struct State {
        var event: CaptureEvent?
        var reader: CheckedContinuation<CaptureEvent?, Never>?
        var writer: DispatchSemaphore?
        var dropped = 0
        var isClosed = false
    }

    private let state = Mutex(State())

    /// How many frames were replaced by newer ones before anybody looked at them.
    var dropped: Int { state.withLock { $0.dropped } }

    /// Leaves an event; a frame that still lies there is replaced and counted.
    func put(_ event: CaptureEvent) {
        let reader = state.withLock { state -> CheckedContinuation<CaptureEvent?, Never>? in
            if let reader = state.reader {
                state.reader = nil
                return reader
            }
            if case .frame? = state.event { state.dropped += 1 }
            state.event = event
            return nil
        }
        reader?.resume(returning: event)
    }

    /// Leaves an event when the place is free, and waits until it is. Returns false when the mailbox has been closed.
    ///
    /// Blocks: for a thread of GStreamer or a source's own, never for a task.
    func putWhenFree(_ event: CaptureEvent) -> Bool {
        while true {
            let wait = state.withLock { state -> DispatchSemaphore? in
                guard !state.isClosed, state.event != nil else { return nil }
                let semaphore = DispatchSemaphore(value: 0)
                state.writer = semaphore
                return semaphore
            }
            guard let wait else { break }
            wait.wait()
        }
        guard !state.withLock({ $0.isClosed }) else { return false }
        put(event)
        return true
    }

    /// Takes the event, waiting for one; nil when the mailbox has been closed.
    func next() async -> CaptureEvent? {
        await withCheckedContinuation { continuation in
            let (event, writer, isAnswered) = state.withLock { state in
                if state.event == nil, !state.isClosed {
                    state.reader = continuation
                    return (CaptureEvent?.none, DispatchSemaphore?.none, false)
                }
                defer { (state.event, state.writer) = (nil, nil) }
                return (state.isClosed ? nil : state.event, state.writer, true)
            }
            writer?.signal()
            if isAnswered { continuation.resume(returning: event) }
        }
    }

    /// Throws away what lies there and lets a waiting writer go on: the source it came from is gone.
    func clear() {
        state.withLock { state in
            defer { (state.event, state.writer) = (nil, nil) }
            return state.writer
        }?.signal()
    }

    /// Ends the reader's wait and every writer's.
    func close() {
        let (reader, writer) = state.withLock { state in
            defer { (state.reader, state.writer, state.isClosed) = (nil, nil, true) }
            return (state.reader, state.writer)
        }
        writer?.signal()
        reader?.resume(returning: nil)
    }
}
