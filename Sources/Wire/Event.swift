// What a subscription carries.

/// What events are about.
public enum Topic: String, Sendable, Codable, CaseIterable {
    case prediction, state, taught, follow, history, coach, source, ask, drift, objects, note, stats, job, log, clients

    /// Whether a slow client may miss some: the next one says it all again.
    public var isDroppable: Bool { [.prediction, .objects, .note, .stats, .clients].contains(self) }
}

/// One event on its way to one connection: the header of the subscription and the topic's own fields, side by side.
public struct Event: Encodable, Sendable {
    /// The subscription it belongs to; nil for a log line that nobody subscribed to.
    public let subscription: Int64?
    /// What it is about.
    public let topic: Topic
    /// Counts the events of a connection, so that a gap is visible.
    public let sequence: Int64
    /// Events that were left out before this one because the client was slow.
    public let dropped: Int
    /// The topic's own fields.
    public let fields: any Encodable & Sendable

    /// An event with its header.
    public init(
        subscription: Int64?, topic: Topic, sequence: Int64, dropped: Int, fields: any Encodable & Sendable
    ) {
        self.subscription = subscription
        self.topic = topic
        self.sequence = sequence
        self.dropped = dropped
        self.fields = fields
    }

    private enum Key: String, CodingKey { case subscription, topic, seq, dropped }

    /// Writes header and fields into one object.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(topic, forKey: .topic)
        try container.encode(sequence, forKey: .seq)
        if let subscription { try container.encode(subscription, forKey: .subscription) }
        if dropped > 0 { try container.encode(dropped, forKey: .dropped) }
        try fields.encode(to: encoder)
    }
}

/// The server's first words on a connection.
public struct Hello: Encodable, Sendable {
    /// Always `showtell`.
    public let server = "showtell"
    /// The daemon's version.
    public let version: String
    /// The protocol's version: raised only when something old would break.
    public let `protocol` = 1
    /// How a client proves who it is.
    public let auth: String
    /// What this connection may do, as things stand.
    public let role: String
    /// Names the run of the daemon: another one means that it was restarted.
    public let session: String
    /// What this daemon can do beyond the first version of the protocol.
    public let capabilities: [String]

    /// The greeting for a client of the given role.
    public init(version: String, session: String, role: Role, capabilities: [String]) {
        self.version = version
        self.auth = "none"
        self.role = role.name
        self.session = session
        self.capabilities = capabilities
    }
}

/// A line for people, at the moment it concerns them.
public struct LogLine: Encodable, Sendable {
    /// `info`, `warning` or `error`.
    public let level: String
    /// The sentence.
    public let message: String

    /// A line of a level.
    public init(level: String, message: String) {
        self.level = level
        self.message = message
    }
}
