// Any JSON value, as it came over the wire and before anybody has said what it should be.

public import Foundation

/// A JSON value.
///
/// Whole numbers are kept apart from fractions, so that an id is echoed as it was sent and `count` can refuse 1.5.
public enum JSON: Sendable, Hashable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([JSON])
    case object([String: JSON])
}

extension JSON {
    /// Reads a text that holds one JSON value and nothing else.
    ///
    /// - Throws: `JSONError`, a sentence with the place.
    public init(parsing text: Data) throws(JSONError) { self = try JSONReader.read(text) }
}

extension JSON: Encodable {
    /// Writes the value as itself.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let values): try container.encode(values)
        case .object(let fields): try container.encode(fields)
        }
    }
}

extension JSON: CustomStringConvertible {
    /// The value as a person would write it in a sentence: short, strings in quotes.
    public var description: String {
        switch self {
        case .null: "null"
        case .bool(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .number(let value): "\(value)"
        case .string(let value): value.count > 40 ? "\"\(value.prefix(40))…\"" : "\"\(value)\""
        case .array: "a list"
        case .object: "an object"
        }
    }
}

/// A value that is written as `null` when it is absent, where a plain optional would leave its key out.
public struct OrNull<Value: Encodable & Sendable>: Encodable, Sendable {
    /// The value, if there is one.
    public let value: Value?

    /// Wraps an optional.
    public init(_ value: Value?) { self.value = value }

    /// Writes the value, or null.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let value { try container.encode(value) } else { try container.encodeNil() }
    }
}
