// Where the film is published to, as people write it on a command line.

import Foundation

/// A media server that is sent the film, or a folder that it is written into.
public struct PublishTarget: Sendable, Hashable {
    /// How it is sent.
    enum Way: Hashable {
        case rtsp
        case rtmp
        case srt
        /// RTP in UDP packets; where there is a port for RTCP, requests for key frames come back.
        case rtp(host: String, port: Int, feedback: Int?)
        /// A playlist and its pieces, for a web server.
        case folder(String)
        /// Over WebRTC.
        case whip(WHIPEndpoint)
    }

    let way: Way
    /// As it was written, with everything that is in it.
    let location: String
    /// The target for logs and people: without passwords, keys and queries.
    public let name: String
    /// Who listens, where that can be seen before anything is sent.
    let door: (host: String, port: Int)?
    private let secrets: [String]

    /// What it takes films in.
    var codecs: Set<VideoCodec> { if case .whip = way { [.h264, .vp8] } else { [.h264] } }

    /// Reads `rtsp://…`, `rtmp://…`, `srt://HOST:PORT`, `whip://…`, `udp+rtp://HOST:PORT` or `hls:DIR`.
    ///
    /// - Throws: a sentence that says what can be written, and repeats nothing secret.
    public init(_ text: String) throws(PublishError) {
        if text.hasPrefix("hls:") {
            let folder = String(text.dropFirst(4))
            guard !folder.isEmpty else { throw PublishError("hls: needs a folder; write hls:DIR") }
            (way, location, name, door, secrets) = (.folder(folder), text, text, nil, [])
            return
        }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), let parts = URLComponents(string: text),
            let scheme = parts.scheme?.lowercased()
        else { throw PublishError(Self.usage) }
        guard let host = parts.host?.trimmingCharacters(in: CharacterSet(charactersIn: "[]")), !host.isEmpty else {
            throw PublishError(Self.schemes.contains(scheme) ? "\(scheme):// needs a HOST" : Self.usage)
        }
        let place = (host.contains(":") ? "[\(host)]" : host) + (parts.port.map { ":\($0)" } ?? "")
        location = text
        switch scheme {
        case "rtsp", "rtsps":
            (way, name) = (.rtsp, "\(scheme)://\(place)\(parts.path)")
            door = (host, parts.port ?? (scheme == "rtsp" ? 554 : 322))
        case "rtmp", "rtmps":
            // What stands behind the application is a key that whoever has it can publish by.
            let path = parts.path.split(separator: "/")
            guard path.count >= 2 else {
                throw PublishError(
                    "\(scheme):// needs an application and a stream; write \(scheme)://HOST/APPLICATION/STREAM")
            }
            (way, name) = (.rtmp, "\(scheme)://\(place)/\(path[0])/…")
            door = (host, parts.port ?? (scheme == "rtmp" ? 1935 : 443))
        case "srt":
            guard parts.port != nil else { throw PublishError("srt:// needs a port; write srt://HOST:PORT") }
            let mode = parts.queryItems?.first { $0.name == "mode" }?.value
            guard mode == nil || mode == "caller" else {
                throw PublishError("srt:// calls a server that listens; “mode” in it can be caller only")
            }
            (way, name, door) = (.srt, "srt://\(place)", nil)
        case "udp+rtp":
            let items = parts.queryItems ?? []
            let feedback = items.first { $0.name == "rtcp" }?.value.flatMap(Self.port)
            guard let port = parts.port.map(String.init).flatMap(Self.port),
                items.isEmpty || (items.count == 1 && feedback != nil), parts.path.isEmpty || parts.path == "/"
            else {
                throw PublishError("udp+rtp:// needs ports; write udp+rtp://HOST:PORT or udp+rtp://HOST:PORT?rtcp=PORT")
            }
            (way, name, door) = (.rtp(host: host, port: port, feedback: feedback), "udp+rtp://\(place)", nil)
        case "whip", "whips":
            // Some servers know who may publish by the path.
            (way, name) = (.whip(try WHIPEndpoint(parts, scheme: scheme)), "\(scheme)://\(place)/…")
            door = (host, parts.port ?? (scheme == "whip" ? 80 : 443))
        default: throw PublishError(Self.usage)
        }
        secrets = Self.secrets(of: parts, way)
    }

    private static let schemes = ["rtsp", "rtsps", "rtmp", "rtmps", "srt", "udp+rtp", "whip", "whips"]

    /// The text itself is not repeated: it may hold a password.
    private static let usage =
        "that is nothing to publish to; write rtsp://HOST/PATH, rtmp://HOST/APPLICATION/STREAM, srt://HOST:PORT, whip://HOST/PATH, udp+rtp://HOST:PORT or hls:DIR"

    private static func port(_ text: String) -> Int? { Int(text).flatMap { (1...65535).contains($0) ? $0 : nil } }

    private static func secrets(of parts: URLComponents, _ way: Way) -> [String] {
        var secrets = [parts.user, parts.password, parts.percentEncodedUser, parts.percentEncodedPassword]
        secrets += [parts.query, parts.percentEncodedQuery]
        secrets += (parts.queryItems ?? []).map(\.value)
        switch way {
        case .rtmp: secrets += parts.path.split(separator: "/").dropFirst().map(String.init)
        case .whip where parts.path != "/": secrets += [parts.path, parts.percentEncodedPath]
        default: break
        }
        return Set(secrets.compactMap { $0 }).filter { !$0.isEmpty }.sorted { $0.count > $1.count }
    }

    /// A text without what is secret in the address.
    func withoutSecrets(_ text: String) -> String {
        secrets.reduce(text.replacing(location, with: name)) { $0.replacing($1, with: "…") }
    }

    /// The same address.
    public static func == (left: Self, right: Self) -> Bool { left.location == right.location }
    /// By the address.
    public func hash(into hasher: inout Hasher) { hasher.combine(location) }
}

/// Why a film cannot be published, in a sentence.
public struct PublishError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The sentence.
    public let description: String

    init(_ description: String) { self.description = description }
}
