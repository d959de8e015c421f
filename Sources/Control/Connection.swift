// One client and what it has subscribed to.

import Foundation
import Synchronization
public import Wire

/// Who is at the other end.
public struct Client: Sendable, Hashable {
    /// Unique in this run of the daemon.
    public let id: Int64
    /// The door and the number, as people see it in logs and in the history: `unix-3`, `web-7`.
    public let name: String
    /// What this client may do.
    public let role: Role
    /// Where it comes from; nil for this machine.
    let address: String?
    /// When it came.
    let since: Date
}

/// A client's connection: the lines that go out to it, and its subscriptions.
final class Connection: Sendable {
    private struct Subscription {
        let topics: [Topic]
        /// Between predictions at least; what comes more seldom by itself is never held up by them.
        let interval: Duration
        var last: ContinuousClock.Instant?
        /// Who it was told is connected.
        var clients: ClientsInfo?
    }

    private struct State {
        var subscriptions: [Int64: Subscription] = [:]
        var count: Int64 = 0
    }

    let client: Client
    let outbox: Outbox
    private let state = Mutex(State())

    init(_ client: Client, disconnect: @escaping @Sendable () -> Void) {
        self.client = client
        outbox = Outbox(onOverflow: disconnect)
    }

    /// Begins a subscription; predictions come at most `rate` times a second.
    func subscribe(to topics: [Topic], rate: Double) -> Int64 {
        state.withLock { state in
            state.count += 1
            // A tenth of slack, or a source of 15 frames a second would reach a subscriber of 15 only every other time.
            state.subscriptions[state.count] = Subscription(topics: topics, interval: .seconds(0.9 / rate))
            return state.count
        }
    }

    /// Ends a subscription. Returns false when there is none of that number.
    func unsubscribe(_ number: Int64) -> Bool {
        state.withLock { $0.subscriptions.removeValue(forKey: number) != nil }
    }

    /// Whether an event of this topic would go anywhere.
    func wants(_ topic: Topic) -> Bool {
        state.withLock { $0.subscriptions.values.contains { $0.topics.contains(topic) } }
    }

    /// What others are told of it.
    var info: ClientInfo {
        let wanted = state.withLock { Set($0.subscriptions.values.flatMap(\.topics)) }
        return ClientInfo(
            id: client.id, name: client.name, role: client.role.name,
            transport: client.name.hasPrefix("unix") ? "unix" : "websocket", address: client.address,
            since: client.since.timeIntervalSince1970,
            topics: Topic.allCases.filter(wanted.contains).map(\.rawValue), dropped: outbox.droppedInAll)
    }

    /// Tells every subscription of `clients` who is connected, unless it knows.
    func tell(_ clients: ClientsInfo) {
        let clients = clients.seen(by: client.role)
        let numbers = state.withLock { state in
            state.subscriptions.keys.sorted().filter { number in
                guard let subscription = state.subscriptions[number], subscription.topics.contains(.clients),
                    subscription.clients != clients
                else { return false }
                state.subscriptions[number]?.clients = clients
                return true
            }
        }
        for number in numbers { outbox.push(.clients, clients, subscription: number) }
    }

    /// Sends an event to every subscription that has its topic and is due.
    func publish(_ topic: Topic, _ fields: any Encodable & Sendable, now: ContinuousClock.Instant) {
        let numbers = state.withLock { state in
            state.subscriptions.keys.sorted().filter { number in
                guard let subscription = state.subscriptions[number], subscription.topics.contains(topic) else {
                    return false
                }
                guard topic == .prediction else { return true }
                if let last = subscription.last, now - last < subscription.interval { return false }
                state.subscriptions[number]?.last = now
                return true
            }
        }
        for number in numbers { outbox.push(topic, fields, subscription: number) }
    }
}
