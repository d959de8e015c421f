// Who is connected to the control channel.

/// One connection of the control channel.
public struct ClientInfo: Encodable, Sendable, Hashable {
    /// Unique in this run of the daemon.
    public let id: Int64
    /// The door and the number, as in logs and, with the run of the daemon behind it, as the author of acts: `unix-3`.
    public let name: String
    /// What it may do.
    public let role: String
    /// `unix` or `websocket`.
    public let transport: String
    /// Where it comes from; nil for this machine, and where that is nobody else's business.
    public let address: String?
    /// When it came, seconds since 1970.
    public let since: Double
    /// What it has subscribed to.
    public let topics: [String]
    /// Events that were left out because it read too slowly.
    public let dropped: Int

    /// A connection.
    public init(
        id: Int64, name: String, role: String, transport: String, address: String?, since: Double, topics: [String],
        dropped: Int
    ) {
        (self.id, self.name, self.role, self.transport) = (id, name, role, transport)
        (self.address, self.since, self.topics, self.dropped) = (address, since, topics, dropped)
    }
}

/// The fields of a `clients` event: all who are connected, who came first before the others.
public struct ClientsInfo: Encodable, Sendable, Hashable {
    /// Those who are connected.
    public let clients: [ClientInfo]

    /// All who are connected.
    public init(_ clients: [ClientInfo]) { self.clients = clients }

    /// As somebody of a role may see it: addresses are for operators.
    public func seen(by role: Role) -> ClientsInfo {
        guard role < .operator else { return self }
        return ClientsInfo(
            clients.map { client in
                ClientInfo(
                    id: client.id, name: client.name, role: client.role, transport: client.transport, address: nil,
                    since: client.since, topics: client.topics, dropped: client.dropped)
            })
    }
}
