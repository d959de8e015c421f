// What a refusal looks like on the wire: JSON-RPC's codes for protocol errors, a stable kind for ours.

/// An error reply: a code, a sentence, and for Showtell's own errors a kind that scripts can rely on.
public struct Failure: Error, Sendable, Hashable, CustomStringConvertible {
    /// Showtell's own reasons, stable over versions.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        case unknownCategory = "unknown_category"
        case nameRefused = "name_refused"
        case noFrame = "no_frame"
        case noCamera = "no_camera"
        case busy
        case staleRevision = "stale_revision"
        case leaseExpired = "lease_expired"
        case notAllowed = "not_allowed"
        case tooLarge = "too_large"
        case badImage = "bad_image"
        case notFound = "not_found"
        case badSession = "bad_session"
    }

    /// JSON-RPC error code.
    public let code: Int
    /// A sentence that says what was wrong, with the offending value.
    public let message: String
    /// Showtell's reason; nil for a protocol error.
    public let kind: Kind?
    /// Whether the same request may succeed later.
    public let retry: Bool

    private init(code: Int, message: String, kind: Kind? = nil, retry: Bool = false) {
        self.code = code
        self.message = message
        self.kind = kind
        self.retry = retry
    }

    /// One of Showtell's own refusals (code −32000).
    public init(_ kind: Kind, _ message: String, retry: Bool = false) {
        self.init(code: -32000, message: message, kind: kind, retry: retry)
    }

    /// The line is not JSON (−32700).
    public static func parseError(_ message: String) -> Failure { Failure(code: -32700, message: message) }
    /// The JSON is not a request (−32600).
    public static func invalidRequest(_ message: String) -> Failure { Failure(code: -32600, message: message) }
    /// There is no such method (−32601).
    public static func methodNotFound(_ message: String) -> Failure { Failure(code: -32601, message: message) }
    /// A parameter is unknown, missing or of the wrong type (−32602).
    public static func invalidParams(_ message: String) -> Failure { Failure(code: -32602, message: message) }
    /// The daemon could not do its part, a full disk for example (−32603).
    public static func internalError(_ message: String) -> Failure { Failure(code: -32603, message: message) }

    /// The sentence.
    public var description: String { message }
}

extension Failure: Encodable {
    private enum Key: String, CodingKey { case code, message, data }
    private struct Details: Encodable {
        let kind: Kind
        let retry: Bool
    }

    /// Writes JSON-RPC's error object: `{code, message, data?: {kind, retry}}`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(code, forKey: .code)
        try container.encode(message, forKey: .message)
        if let kind { try container.encode(Details(kind: kind, retry: retry), forKey: .data) }
    }
}
