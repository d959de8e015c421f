// Everybody who is connected, whatever door they came through.

import Logging
import Synchronization
public import Wire

/// Publishes events to all connections.
public final class Hub: Sendable {
    private struct State {
        var connections: [Int64: Connection] = [:]
        var count: Int64 = 0
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
    /// - Parameter disconnect: called when the client has fallen too far behind.
    func join(door: String, role: Role, disconnect: @escaping @Sendable () -> Void) -> Connection {
        state.withLock { state in
            state.count += 1
            let client = Client(id: state.count, name: "\(door)-\(state.count)", role: role)
            let connection = Connection(client, disconnect: disconnect)
            state.connections[client.id] = connection
            return connection
        }
    }

    func leave(_ connection: Connection) {
        state.withLock { _ = $0.connections.removeValue(forKey: connection.client.id) }
    }
}
