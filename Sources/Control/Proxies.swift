// Who really asks when a proxy stands in front: which proxies are believed, and what they say.

import Foundation
import NIOCore

/// Proxies whose `X-Forwarded-For`, `-Host`, `-Proto` and `-Prefix` are believed. Of everybody else these headers say
/// nothing: whoever asks can write them.
public struct Proxies: Sendable, Hashable {
    private let networks: [IPNetwork]

    /// Nobody is believed.
    public init() { networks = [] }

    /// Reads addresses and networks (`192.0.2.1`, `10.0.0.0/8`), several of them with commas between.
    ///
    /// - Throws: a sentence that says what can be written.
    public init(_ text: some Sequence<String>) throws(FrontError) {
        var networks: [IPNetwork] = []
        for item in text.flatMap({ $0.split(separator: ",", omittingEmptySubsequences: false) }) {
            let item = item.trimmingCharacters(in: .whitespaces)
            guard let network = IPNetwork(item) else {
                throw FrontError(
                    "“\(item)” in --trust-proxy is no address; write addresses or networks, for example 127.0.0.1 or 10.0.0.0/8"
                )
            }
            networks.append(network)
        }
        self.networks = networks
    }

    private func trusts(_ address: IPAddress) -> Bool { networks.contains { $0.contains(address) } }

    /// Who asks on a connection.
    ///
    /// - Parameters:
    ///   - connection: the other end of the connection.
    ///   - host: the `Host` of the request.
    ///   - values: all values of a header.
    func visitor(on connection: SocketAddress?, host: String?, values: (String) -> [String]) -> Visitor {
        let direct = Visitor(address: connection?.ipAddress, host: host)
        guard !networks.isEmpty, let nearest = connection?.ipAddress.flatMap({ IPAddress($0) }), trusts(nearest) else {
            return direct
        }
        func items(_ name: String) -> [String] {
            values("X-Forwarded-\(name)").flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }
                .map { $0.trimmingCharacters(in: .whitespaces) }
        }
        let hops = items("For")
        let said = (host: items("Host").last, scheme: items("Proto").last, prefix: items("Prefix").last)
        guard !hops.isEmpty || said.host != nil || said.scheme != nil || said.prefix != nil else { return direct }
        return Visitor(
            address: client(behind: nearest, hops).description, host: said.host.flatMap(Self.host) ?? host,
            scheme: said.scheme.flatMap(Self.scheme), prefix: said.prefix.flatMap { try? BasePath($0) },
            isProxied: true)
    }

    /// The nearest address that is no proxy of ours. Each proxy adds at the end whom it heard it from: what stands before
    /// the first stranger is that stranger's word.
    private func client(behind nearest: IPAddress, _ hops: [String]) -> IPAddress {
        var client = nearest
        for hop in hops.reversed() {
            guard trusts(client), let next = IPAddress(hop: hop) else { break }
            client = next
        }
        return client
    }

    private static func host(_ text: String) -> String? {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "A")...UInt8(ascii: "Z"):
                true
            default: "-._:[]".utf8.contains(byte)
            }
        }
        return isPlain && (1...255).contains(text.utf8.count) ? text.lowercased() : nil
    }

    /// Some proxies say `ws` and `wss` of a WebSocket; its page came by the scheme below.
    private static func scheme(_ text: String) -> String? {
        ["http": "http", "https": "https", "ws": "http", "wss": "https"][text.lowercased()]
    }
}

/// Somebody who asks, as far as that is known.
struct Visitor: Sendable {
    /// Where they ask from; nil when that is not known.
    var address: String?
    /// The name under which they asked for this server; nil when they gave none.
    var host: String?
    /// `http` or `https`; nil where no proxy says it.
    var scheme: String?
    /// Below which path a proxy shows this server; nil where none says it.
    var prefix: BasePath?
    /// Whether a proxy that is believed stands between.
    var isProxied = false
}

/// Why something in front of the server cannot be, in a sentence.
public struct FrontError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The sentence.
    public let description: String

    init(_ description: String) { self.description = description }
}
