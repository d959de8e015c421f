// The ways in which the picture reaches a page: this server's own, and those of media servers that stand in for it.

import Foundation

/// Where a page gets the picture, and how.
public struct Delivery: Sendable, Hashable, Encodable {
    /// How it is delivered.
    public enum Kind: String, Sendable, Hashable, Encodable, CaseIterable {
        /// The film in the messages of `/stream.h264`.
        case h264
        /// WebRTC, asked for by one POST (WHEP).
        case whep
        /// A picture after the other.
        case mjpeg
        /// A playlist and its pieces.
        case hls
        /// A mountpoint of the streaming plugin of Janus, its number behind `#`.
        case janus
    }

    /// How.
    public let type: Kind
    /// Where: a path of this server, or the address of another.
    public let url: String

    /// This server's own, the best first.
    public static let own: [Delivery] = [
        Delivery(type: .h264, url: "/stream.h264"), Delivery(type: .whep, url: "/whep"),
        Delivery(type: .mjpeg, url: "/stream.mjpg"),
    ]

    /// The pieces of this server, where it makes some.
    public static let ownPieces = Delivery(type: .hls, url: "/hls/index.m3u8")

    init(type: Kind, url: String) { (self.type, self.url) = (type, url) }

    /// Reads `TYPE=URL`.
    ///
    /// - Throws: a sentence that says what can be written.
    public init(_ text: String) throws(DeliveryError) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let kinds = Kind.allCases.map(\.rawValue).joined(separator: ", ")
        guard parts.count == 2, let kind = Kind(rawValue: parts[0]) else {
            throw DeliveryError(
                "--media needs a way and an address; write TYPE=URL, with one of \(kinds) as TYPE, for example hls=https://media.example/hls/showtell.m3u8"
            )
        }
        (type, url) = (kind, parts[1])
        guard !url.hasPrefix("/") || url.hasPrefix("//") else {
            guard Self.isPlain(url) else {
                throw DeliveryError("a path in --media has spaces, quotes or letters that no URL has")
            }
            return
        }
        guard Self.isPlain(url), let parts = URLComponents(string: url), let scheme = parts.scheme?.lowercased(),
            ["http", "https"].contains(scheme), let host = parts.host, !host.isEmpty
        else {
            throw DeliveryError(
                "that is no address for \(kind.rawValue); write http:// or https:// and HOST:PORT/…, or a path of this server that begins with /"
            )
        }
        guard parts.user == nil, parts.password == nil else {
            throw DeliveryError(
                "an address in --media goes to everybody who opens the page: it must not have a password")
        }
        // What a content security policy can name: letters, digits, dots and hyphens (W3C CSP 3, 2.3.1).
        guard host.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "-") }) else {
            throw DeliveryError(
                "“\(host)” in --media is no name that a browser can be told to trust; write a name or an IPv4 address")
        }
    }

    /// The foreign server that a browser must be allowed to ask; nil for this one.
    var origin: String? {
        guard let parts = URLComponents(string: url), let scheme = parts.scheme?.lowercased(), let host = parts.host
        else { return nil }
        return "\(scheme)://\(host.lowercased())" + (parts.port.map { ":\($0)" } ?? "")
    }

    private static func isPlain(_ url: String) -> Bool {
        url.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !#""'<>\^`{|}"#.utf8.contains($0) }
    }
}

/// Why a delivery cannot be, in a sentence.
public struct DeliveryError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The sentence.
    public let description: String

    init(_ description: String) { self.description = description }
}

/// What a page is told before it asks for the picture: the body of `/config.json`.
public struct PageConfiguration: Sendable, Hashable, Encodable {
    /// Another with each start of the daemon.
    public let boot: String
    /// The daemon's version.
    public let version: String
    /// How the picture is to be had, the best first.
    public let deliveries: [Delivery]

    /// What a page is told.
    public init(boot: String, version: String, deliveries: [Delivery] = Delivery.own) {
        (self.boot, self.version, self.deliveries) = (boot, version, deliveries)
    }

    /// As JSON.
    var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    /// The content security policy: this server, and of others exactly those that the picture comes from.
    var contentPolicy: String {
        let hosts = { (kinds: [Delivery.Kind]) -> String in
            let origins = deliveries.filter { kinds.contains($0.type) }.compactMap(\.origin)
            return Set(origins).sorted().map { " \($0)" }.joined()
        }
        let asked = hosts([.h264, .whep, .hls, .janus])
        // A player that puts pieces together itself plays them as a blob.
        let played = deliveries.contains { $0.type == .hls } ? " blob:" + hosts([.hls]) : ""
        return [
            "default-src 'self'", "img-src 'self' blob: data:\(hosts([.mjpeg]))",
            asked.isEmpty ? nil : "connect-src 'self'\(asked)", played.isEmpty ? nil : "media-src 'self'\(played)",
            "frame-ancestors 'self'", "base-uri 'none'",
        ].compactMap { $0 }.joined(separator: "; ")
    }
}
