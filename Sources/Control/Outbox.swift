// What waits to be written to one client, within bounds.

package import Foundation
import Synchronization
package import Wire

/// Lines on their way to one connection.
///
/// Replies keep their order. Events of a topic that says everything again next time (`prediction`, `stats`) give way
/// when the client reads too slowly, the oldest first, and are counted; when even that is not enough, the outbox
/// overflows and the connection ends.
package final class Outbox: Sendable {
    private enum Item {
        case line(Data)
        case event(subscription: Int64?, topic: Topic, sequence: Int64, fields: any Encodable & Sendable)
        case reserved(Int64)

        var isDroppable: Bool {
            if case .event(_, let topic, _, _) = self { topic.isDroppable } else { false }
        }
    }

    private struct State {
        var items: [Item] = []
        var sequence: Int64 = 0
        var dropped = 0
        var tickets: Int64 = 0
        var isFinished = false
        var hasOverflown = false
        var writer: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())
    private let maximumDroppable = 64
    private let maximumItems = 1024

    /// An empty outbox.
    package init() {}

    /// Whether the client fell so far behind that the connection has to end.
    package var hasOverflown: Bool { state.withLock { $0.hasOverflown } }

    /// Adds a line that must not be lost.
    package func push(_ line: Data) { add { _ in .line(line) } }

    /// Adds an event.
    package func push(_ topic: Topic, _ fields: any Encodable & Sendable, subscription: Int64?) {
        add { state in
            state.sequence += 1
            return .event(subscription: subscription, topic: topic, sequence: state.sequence, fields: fields)
        }
    }

    /// Keeps a place for a line that is still being made: what is pushed later is written after it.
    package func reserve() -> Int64 {
        state.withLock { state in
            state.tickets += 1
            state.items.append(.reserved(state.tickets))
            return state.tickets
        }
    }

    /// Puts the line into its place.
    package func fill(_ ticket: Int64, with line: Data) {
        add { state in
            let index = state.items.firstIndex { if case .reserved(ticket) = $0 { true } else { false } }
            if let index { state.items[index] = .line(line) }
            return nil
        }
    }

    /// No more lines will come: the writer ends when it has written what is there.
    package func finish() {
        add { state in
            state.isFinished = true
            return nil
        }
    }

    /// The lines that can be written now, waiting for some; nil at the end.
    package func next() async -> [Data]? {
        while true {
            let (items, dropped, isOver) = state.withLock { state -> ([Item], Int, Bool) in
                let end = state.items.firstIndex { if case .reserved = $0 { true } else { false } }
                let ready = Array(state.items[..<(end ?? state.items.count)])
                state.items.removeFirst(ready.count)
                let isOver = state.hasOverflown || (state.isFinished && ready.isEmpty) || Task.isCancelled
                defer { if !ready.isEmpty { state.dropped = 0 } }
                return (ready, state.dropped, isOver)
            }
            if isOver { return nil }
            if !items.isEmpty { return lines(items, dropped: dropped) }
            await wait()
        }
    }

    private func add(_ makeItem: (inout State) -> Item?) {
        let writer = state.withLock { state -> CheckedContinuation<Void, Never>? in
            if let item = makeItem(&state) {
                makeRoom(&state, for: item)
                state.items.append(item)
            }
            defer { state.writer = nil }
            return state.writer
        }
        writer?.resume()
    }

    private func makeRoom(_ state: inout State, for item: Item) {
        if item.isDroppable, state.items.count >= maximumDroppable,
            let oldest = state.items.firstIndex(where: \.isDroppable)
        {
            state.items.remove(at: oldest)
            state.dropped += 1
        }
        guard state.items.count >= maximumItems else { return }
        let before = state.items.count
        state.items.removeAll(where: \.isDroppable)
        state.dropped += before - state.items.count
        if state.items.count >= maximumItems { state.hasOverflown = true }
    }

    private func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    let isWritable: Bool
                    if let first = state.items.first, case .reserved = first {
                        isWritable = false
                    } else {
                        isWritable = !state.items.isEmpty
                    }
                    if isWritable || state.isFinished || state.hasOverflown || Task.isCancelled { return true }
                    state.writer = continuation
                    return false
                }
                if isReady { continuation.resume() }
            }
        } onCancel: {
            state.withLock { state in
                defer { state.writer = nil }
                return state.writer
            }?.resume()
        }
    }

    /// The first event of a batch tells how many were left out before it.
    private func lines(_ items: [Item], dropped: Int) -> [Data] {
        var dropped = dropped
        return items.compactMap { item in
            switch item {
            case .line(let line): return line
            case .reserved: return nil
            case .event(let subscription, let topic, let sequence, let fields):
                let event = Event(
                    subscription: subscription, topic: topic, sequence: sequence, dropped: dropped, fields: fields)
                dropped = 0
                return try? Line.event(event)
            }
        }
    }
}
