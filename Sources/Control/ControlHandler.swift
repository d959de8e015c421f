// What stands behind the doors: the daemon, as a client's request sees it.

public import Foundation
public import Wire

/// Answers requests.
public protocol ControlHandler: Sendable {
    /// The greeting of a new connection.
    func greeting(for client: Client) -> Hello

    /// Does what a request asks and says what came of it.
    ///
    /// Events of a change are published before this returns, so that `sync` can promise that they are written.
    func answer(_ call: Call, from client: Client) async throws(Failure) -> any Encodable & Sendable

    /// What somebody who begins to listen to `log` should know: troubles that have been told already and go on.
    func standingTroubles() async -> [LogLine]

    /// The thumbnail of a sample, a JPEG file; nil when there is none.
    func thumbnail(of sample: Int64) async -> Data?

    /// The path of a saved session's file; nil when there is no such session.
    func sessionFile(_ name: String) -> String?

    /// Where a file may lie while it comes in; nil when there is no place.
    func uploadPath() -> String?

    /// Takes a file in as a session.
    ///
    /// - Parameter file: where it lies; it stays there.
    func addSession(_ name: String, from file: String) async throws(Failure)

    /// The client is gone: its leases end.
    func left(_ client: Client) async
}
