// Who may come in through the web, and as what.

import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1
import Wire

/// Checks the headers that a browser sets and a hostile page cannot, and gives roles.
struct Guardian: Sendable {
    /// Whether the door is open to this machine only.
    let isLoopback: Bool
    /// What stands in front of it.
    var front = WebFront()

    /// Who sends a request.
    func visitor(_ request: Request, _ context: WebContext) -> Visitor {
        front.proxies.visitor(on: context.channel.remoteAddress, host: request.head.authority) { name in
            HTTPField.Name(name).map { request.headers[values: $0] } ?? []
        }
    }

    /// Who asks for a WebSocket.
    func visitor(_ headers: HTTPHeaders, on channel: any Channel) -> Visitor {
        front.proxies.visitor(on: channel.remoteAddress, host: headers.first(name: "host")) { headers[$0] }
    }

    /// Whether a request for a WebSocket names this server and, from a browser, comes from this server's own page.
    ///
    /// A loopback server answers to loopback names and those it was told only: a foreign name that resolves to 127.0.0.1
    /// is an attack (DNS rebinding). `Origin` must be the server itself: any page on the web may try to open a WebSocket
    /// here.
    func accepts(_ headers: HTTPHeaders, on channel: any Channel) -> Bool {
        acceptsHost(headers.first(name: "host"))
            && acceptsOrigin(headers.first(name: "origin"), of: visitor(headers, on: channel))
    }

    /// Whether a request that changes something comes from this server's own page, or from no page at all.
    func acceptsOrigin(_ origin: String?, of visitor: Visitor) -> Bool {
        guard let origin else { return true }
        guard let host = visitor.host else { return false }
        return (visitor.scheme.map { [$0] } ?? ["http", "https"]).contains { origin == "\($0)://\(host)" }
    }

    /// Whether the `Host` header names this server. What a proxy says of it does not count: a page that has its own name
    /// resolve to 127.0.0.1 can say the same.
    func acceptsHost(_ host: String?) -> Bool {
        !isLoopback || isThisMachine(host) || host.map { front.hosts.contains(Self.name(in: $0).lowercased()) } == true
    }

    /// Somebody at this machine is an operator, anybody else looks on.
    ///
    /// Who comes from this machine under another name may be a page that resolves its own name to 127.0.0.1, or a
    /// proxy that speaks for the whole world: both look on. So does everybody behind a proxy that is believed, whatever
    /// it says of where they are: some proxies pass on what they were told.
    func role(of visitor: Visitor) -> Role {
        guard !visitor.isProxied, isThisMachine(visitor.host), let address = visitor.address.flatMap({ IPAddress($0) })
        else { return .viewer }
        return address.isLoopback ? .operator : .viewer
    }

    private func isThisMachine(_ host: String?) -> Bool {
        host.map { ["127.0.0.1", "localhost", "[::1]"].contains(Self.name(in: $0)) } == true
    }

    /// A host without its port.
    private static func name(in host: String) -> String {
        String(host.hasPrefix("[") ? host.prefix { $0 != "]" } + "]" : host.prefix { $0 != ":" })
    }
}
