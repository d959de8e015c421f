// A line that came in, as a request; and the lines that go out.

public import Foundation

/// A request as it came over the wire: its id to echo, its method, its parameters still unread.
public struct Message: Sendable, Hashable {
    /// The id to echo: a string or an integer; nil for a request that wants no reply.
    public let id: JSON?
    /// The method's name.
    public let method: String
    /// The parameters, if any.
    public let params: JSON?

    /// Whether the message carries a picture, and so may be longer than others.
    public var carriesImage: Bool {
        guard case .object(let fields) = params else { return false }
        return fields["image"] != nil
    }

    /// Reads one line (without its newline).
    ///
    /// - Throws: `Refused`, with the id when it could be read.
    public init(line: Data) throws(Refused) {
        let json: JSON
        do {
            json = try JSON(parsing: line)
        } catch {
            throw Refused(id: nil, failure: .parseError("this line is not JSON: \(error.description)"))
        }
        guard case .object(let fields) = json else {
            throw Refused(id: nil, failure: .invalidRequest("a request is one object a line, not \(json)"))
        }
        switch fields["id"] {
        case nil: id = nil
        case .some(.integer), .some(.string): id = fields["id"]
        case .some(let other):
            throw Refused(id: nil, failure: .invalidRequest("id must be a string or a whole number, not \(other)"))
        }
        guard fields["jsonrpc"] == .string("2.0") else {
            throw Refused(id: id, failure: .invalidRequest("a request says \"jsonrpc\": \"2.0\""))
        }
        guard case .string(let method) = fields["method"] else {
            throw Refused(id: id, failure: .invalidRequest("method must be a string, not \(fields["method"] ?? .null)"))
        }
        self.method = method
        params = fields["params"]
    }

    /// A line that is no request.
    public struct Refused: Error, Sendable, Hashable {
        /// The id to answer to, when it could be read.
        public let id: JSON?
        /// Why.
        public let failure: Failure
    }
}

/// Writes values as single lines of JSON, keys in snake_case and in a fixed order.
public enum Line {
    /// The reply to a request.
    public static func result(_ value: any Encodable, id: JSON) throws -> Data {
        try encode(Reply(id: id, result: value))
    }

    /// The refusal of a request; an unreadable request has a null id.
    public static func failure(_ failure: Failure, id: JSON?) -> Data {
        (try? encode(Refusal(id: id ?? .null, error: failure))) ?? Data()
    }

    /// The server's first line.
    public static func hello(_ hello: Hello) throws -> Data {
        try encode(Notification(method: "hello", params: hello))
    }

    /// An event of a subscription.
    public static func event(_ event: Event) throws -> Data {
        try encode(Notification(method: "event", params: event))
    }

    static func encode(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(value)
    }

    private struct Reply: Encodable {
        let id: JSON
        let result: any Encodable
        private enum Key: String, CodingKey { case jsonrpc, id, result }
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            try container.encode("2.0", forKey: .jsonrpc)
            try container.encode(id, forKey: .id)
            try result.encode(to: container.superEncoder(forKey: .result))
        }
    }

    private struct Refusal: Encodable {
        let jsonrpc = "2.0"
        let id: JSON
        let error: Failure
    }

    private struct Notification<Params: Encodable>: Encodable {
        let jsonrpc = "2.0"
        let method: String
        let params: Params
    }
}
