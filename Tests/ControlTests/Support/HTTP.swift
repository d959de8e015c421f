// HTTP and WebSocket by hand, over a plain socket.

import Foundation
import Wire

/// An answer of the web server.
struct Answer: Sendable {
    let status: Int
    /// Names in lower case.
    let headers: [String: String]
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }
}

/// A part of the stream.
struct Part: Sendable {
    let headers: [String: String]
    let picture: [UInt8]

    var frame: Int { headers["x-frame"].flatMap(Int.init) ?? -1 }
}

extension Socket {
    /// Sends a request; `Host` names the loopback address unless it is given.
    func request(_ method: String, _ path: String, _ headers: [String: String] = [:]) throws {
        var headers = headers
        headers["Host"] = headers["Host"] ?? "127.0.0.1"
        let lines = headers.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)\r\n" }
        try send("\(method) \(path) HTTP/1.1\r\n\(lines.joined())\r\n")
    }

    /// The head of an answer.
    func head() throws -> (status: Int, headers: [String: String]) {
        let lines = try text(upTo: "\r\n\r\n").components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ")
        guard words.count > 1, let status = Int(words[1]) else { throw Trouble(description: "no status: \(lines[0])") }
        return (status, Self.fields(lines.dropFirst()))
    }

    /// A whole answer, as long as its header says.
    func answer(hasBody: Bool = true) throws -> Answer {
        let (status, headers) = try head()
        let length = hasBody ? headers["content-length"].flatMap(Int.init) ?? 0 : 0
        return Answer(status: status, headers: headers, body: try bytes(length))
    }

    /// Begins to watch the stream: what follows are parts.
    @discardableResult
    func watch(_ path: String = "/stream.mjpg") throws -> [String: String] {
        try request("GET", path)
        let (status, headers) = try head()
        guard status == 200 else { throw Trouble(description: "the stream answers \(status)") }
        let first = try text(upTo: "\r\n")
        guard first == "--\(Self.boundary)" else { throw Trouble(description: "no boundary but \(first)") }
        return headers
    }

    /// The next part with everything up to the boundary behind it.
    func part() throws -> Part {
        let lines = try text(upTo: "\r\n\r\n").components(separatedBy: "\r\n")
        let headers = Self.fields(lines[...])
        guard let length = headers["content-length"].flatMap(Int.init) else {
            throw Trouble(description: "a part without a length: \(lines)")
        }
        let picture = try bytes(length)
        let end = String(decoding: try bytes(Self.boundary.utf8.count + 6), as: UTF8.self)
        guard end == "\r\n--\(Self.boundary)\r\n" else { throw Trouble(description: "no boundary but \(end)") }
        return Part(headers: headers, picture: picture)
    }

    private static let boundary = "showtell-picture"

    private static func fields(_ lines: ArraySlice<String>) -> [String: String] {
        var fields: [String: String] = [:]
        for line in lines {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            fields[line[..<colon].lowercased()] = value
        }
        return fields
    }
}
