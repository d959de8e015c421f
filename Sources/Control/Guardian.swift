// Who may come in through the web, and as what.

import NIOCore
import NIOHTTP1
import Wire

/// Checks the headers that a browser sets and a hostile page cannot, and gives roles.
struct Guardian: Sendable {
    /// Whether the door is open to this machine only.
    let isLoopback: Bool

    /// Whether a request names this server and, from a browser, comes from this server's own page.
    ///
    /// A loopback server answers to loopback names only: a foreign name that resolves to 127.0.0.1 is an attack (DNS
    /// rebinding). `Origin` must be the server itself: any page on the web may try to open a WebSocket here.
    func accepts(_ headers: HTTPHeaders) -> Bool {
        let host = headers.first(name: "host")
        return acceptsHost(host) && acceptsOrigin(headers.first(name: "origin"), host: host)
    }

    /// Whether a request that changes something comes from this server's own page, or from no page at all.
    func acceptsOrigin(_ origin: String?, host: String?) -> Bool {
        guard let origin else { return true }
        return origin == host.map { "http://\($0)" } || origin == host.map { "https://\($0)" }
    }

    /// Whether the `Host` header names this server.
    func acceptsHost(_ host: String?) -> Bool { !isLoopback || isThisMachine(host) }

    /// Somebody at this machine is an operator, anybody else looks on.
    ///
    /// Who comes from this machine under another name may be a page that resolves its own name to 127.0.0.1, or a
    /// proxy that speaks for the whole world: both look on.
    func role(of address: SocketAddress?, host: String?) -> Role {
        guard let text = address?.ipAddress, isThisMachine(host) else { return .viewer }
        return text.hasPrefix("127.") || text == "::1" || text.hasPrefix("::ffff:127.") ? .operator : .viewer
    }

    private func isThisMachine(_ host: String?) -> Bool {
        guard let host else { return false }
        let name = host.hasPrefix("[") ? host.prefix { $0 != "]" } + "]" : host.prefix { $0 != ":" }
        return ["127.0.0.1", "localhost", "[::1]"].contains(name)
    }
}
