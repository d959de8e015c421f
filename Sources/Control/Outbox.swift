// What waits to be written to one client, within bounds.

package import Foundation
import Synchronization
package import Wire

/// Lines on their way to one connection.
///
/// Replies keep their order. Events of a topic that says everything again next time (`prediction`, `stats`) give way
/// when the client reads too slowly, the oldest first, and are counted; when even that is not enough, the outbox
/// overflows: it throws everything away and the connection ends.
package final class Outbox: Sendable {
    private enum Item {
        case line(Data)
        case event(subscription: Int64?, topic: Topic, sequence: Int64, fields: any Encodable & Sendable)
        case reserved(Int64)

        var isEvent: Bool { if case .event = self { true } else { false } }
        var isReserved: Bool { if case .reserved = self { true } else { false } }
        var isDroppable: Bool {
            if case .event(_, let topic, _, _) = self { topic.isDroppable } else { false }
        }
    }

    private typealias Waiter = CheckedContinuation<Void, Never>

    private struct State {
        var items: [Item] = []
        var sequence: Int64 = 0
        var dropped = 0
        var droppedInAll = 0
        var tickets: Int64 = 0
        var isFinished = false
        var hasOverflown = false
        var writer: Waiter?
        var reader: Waiter?

        var isOver: Bool { isFinished || hasOverflown }

        mutating func noteDropped(_ count: Int) {
            dropped += count
            droppedInAll += count
        }
    }

    private let state = Mutex(State())
    private let onOverflow: @Sendable () -> Void
    private let maximumDroppable = 64
    private let maximumItems = 1024
    /// So many lines may wait before no more requests are read.
    private let comfortableItems = 256

    /// An empty outbox.
    ///
    /// - Parameter onOverflow: called once, when the client has fallen too far behind.
    package init(onOverflow: @escaping @Sendable () -> Void) { self.onOverflow = onOverflow }

    /// Whether the client fell so far behind that the connection has to end.
    package var hasOverflown: Bool { state.withLock { $0.hasOverflown } }

    /// How many events were left out since the beginning.
    package var droppedInAll: Int { state.withLock { $0.droppedInAll } }

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
        var ticket: Int64 = 0
        add { state in
            state.tickets += 1
            ticket = state.tickets
            return .reserved(ticket)
        }
        return ticket
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

    /// Waits until the client has read so much that its next request can be answered.
    package func room() async {
        await wait(\.reader) { $0.items.count < self.comfortableItems || $0.isOver }
    }

    /// The lines that can be written now, waiting for some; nil at the end.
    package func next() async -> [Data]? {
        while true {
            let (items, dropped, isOver, reader) = state.withLock { state in
                let ready = Array(state.items.prefix { !$0.isReserved })
                state.items.removeFirst(ready.count)
                let isOver = state.hasOverflown || (state.isFinished && ready.isEmpty) || Task.isCancelled
                // Only an event can tell what was left out before it.
                let dropped = ready.contains(where: \.isEvent) ? state.dropped : 0
                state.dropped -= dropped
                defer { state.reader = nil }
                return (ready, dropped, isOver, state.reader)
            }
            reader?.resume()
            if isOver { return nil }
            if !items.isEmpty { return lines(items, dropped: dropped) }
            await wait(\.writer) { $0.items.first?.isReserved == false || $0.isOver }
        }
    }

    private func add(_ makeItem: (inout State) -> Item?) {
        let (writer, reader, isTooMuch) = state.withLock { state -> (Waiter?, Waiter?, Bool) in
            guard !state.hasOverflown else { return (nil, nil, false) }
            if let item = makeItem(&state) {
                makeRoom(&state, for: item)
                state.items.append(item)
            }
            if state.hasOverflown { state.items.removeAll() }
            defer {
                state.writer = nil
                if state.isOver { state.reader = nil }
            }
            return (state.writer, state.isOver ? state.reader : nil, state.hasOverflown)
        }
        writer?.resume()
        reader?.resume()
        if isTooMuch { onOverflow() }
    }

    private func makeRoom(_ state: inout State, for item: Item) {
        if item.isDroppable, state.items.count >= maximumDroppable,
            let oldest = state.items.firstIndex(where: \.isDroppable)
        {
            state.items.remove(at: oldest)
            state.noteDropped(1)
        }
        guard state.items.count >= maximumItems else { return }
        let before = state.items.count
        state.items.removeAll(where: \.isDroppable)
        state.noteDropped(before - state.items.count)
        if state.items.count >= maximumItems { state.hasOverflown = true }
    }

    private func wait(
        _ place: any WritableKeyPath<State, Waiter?> & Sendable, until isReady: @Sendable (State) -> Bool
    ) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                let goesOn = state.withLock { state in
                    if isReady(state) || Task.isCancelled { return true }
                    state[keyPath: place] = waiter
                    return false
                }
                if goesOn { waiter.resume() }
            }
        } onCancel: {
            state.withLock { state in
                defer { state[keyPath: place] = nil }
                return state[keyPath: place]
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
