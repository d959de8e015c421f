// Everybody who is connected, whatever door they came through.

import Foundation
import Logging
import Synchronization
public import Wire

/// Publishes events to all connections.
public final class Hub: Sendable {
    private struct State {
        var connections: [Int64: Connection] = [:]
        var count: Int64 = 0
        /// Whether subscribers will soon be told who is connected.
        var willTell = false
    }

    private let state = Mutex(State())

    /// A hub without connections.
    public init() {}

    /// Sends an event to every subscription of its topic; never waits for a client.
    public func publish(_ topic: Topic, _ fields: some Encodable & Sendable) {
        let now = ContinuousClock.now
        for connection in connections { connection.publish(topic, fields, now: now) }
    }

    /// Sends the end of some work to every subscription of its topic, and to the client that asked for the work in any case.
    public func publish(_ topic: Topic, _ fields: some Encodable & Sendable, asked client: Client) {
        let now = ContinuousClock.now
        for connection in connections {
            if connection.client.id == client.id, !connection.wants(topic) {
                connection.outbox.push(topic, fields, subscription: nil)
            } else {
                connection.publish(topic, fields, now: now)
            }
        }
    }

    /// Whether anybody has subscribed to a topic: if not, making the event can be spared.
    public func isWanted(_ topic: Topic) -> Bool { connections.contains { $0.wants(topic) } }

    /// How many clients are connected.
    public var count: Int { state.withLock { $0.connections.count } }

    private var connections: [Connection] { state.withLock { Array($0.connections.values) } }

    /// A connection for a new client, known until it is left.
    ///
    /// - Parameters:
    ///   - address: where it comes from; nil for this machine.
    ///   - disconnect: called when the client has fallen too far behind.
    func join(
        door: String, role: Role, address: String?, disconnect: @escaping @Sendable () -> Void
    ) -> Connection {
        defer { noteClients() }
        return state.withLock { state in
            state.count += 1
            let client = Client(
                id: state.count, name: "\(door)-\(state.count)", role: role, address: address, since: .now)
            let connection = Connection(client, disconnect: disconnect)
            state.connections[client.id] = connection
            return connection
        }
    }

    func leave(_ connection: Connection) {
        state.withLock { _ = $0.connections.removeValue(forKey: connection.client.id) }
        noteClients()
    }

    /// Somebody has come, gone, or subscribed to something else: whoever wants to know is told a moment later, once for all
    /// that happens until then.
    func noteClients() {
        let isFirst = state.withLock { state in
            defer { state.willTell = true }
            return !state.willTell
        }
        guard isFirst else { return }
        Task {
            try? await Task.sleep(for: .milliseconds(100))
            state.withLock { $0.willTell = false }
            tellClients()
        }
    }

    /// Tells whoever wants to know who is connected and does not know it yet.
    public func tellClients() {
        guard isWanted(.clients) else { return }
        let clients = clients
        for connection in connections { connection.tell(clients) }
    }

    /// Tells one client, which has just asked.
    func tellClients(to connection: Connection) { connection.tell(clients) }

    private var clients: ClientsInfo { ClientsInfo(connections.map(\.info).sorted { $0.id < $1.id }) }
}
