// What stands behind the doors: the daemon, as a client's request sees it.

public import Wire

/// Answers requests.
public protocol ControlHandler: Sendable {
    /// The greeting of a new connection.
    func greeting(for client: Client) -> Hello

    /// Does what a request asks and says what came of it.
    ///
    /// Events of a change are published before this returns, so that `sync` can promise that they are written.
    func answer(_ call: Call, from client: Client) async throws(Failure) -> any Encodable & Sendable

    /// The client is gone: its leases end.
    func left(_ client: Client) async
}
