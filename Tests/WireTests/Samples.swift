// What the tests know about the protocol: a good value for each parameter, and how to look into JSON.

import Foundation
import Wire

/// A good value for every parameter that some method takes.
let goodValues: [String: JSON] = [
    "before": .integer(9),
    "category": .string("cup"),
    "controls": .object(["gain": .integer(3)]),
    "count": .integer(3),
    "enabled": .bool(true),
    "follow": .integer(2),
    "height": .integer(1),
    "if_revision": .integer(7),
    "image": .string("AAAA"),
    "into": .string("mug"),
    "kind": .string("nearest-mean"),
    "lease": .integer(4),
    "lease_ms": .integer(1000),
    "limit": .integer(20),
    "max_hz": .number(2.5),
    "n": .integer(5),
    "name": .string("monday"),
    "objects": .bool(true),
    "on": .bool(false),
    "region": .object(["x": .number(0.25), "y": .integer(0), "width": .number(0.5), "height": .integer(1)]),
    "request_key": .string("a-key"),
    "samples": .array([.integer(1), .integer(2)]),
    "scope": .string("mine"),
    "seconds": .number(1.5),
    "source": .string("test:ball"),
    "subscription": .integer(1),
    "threshold": .number(0.1),
    "to": .string("mug"),
    "topics": .array([.string("prediction"), .string("state")]),
    "width": .number(0.5),
    "x": .number(0.25),
    "y": .integer(0),
]

/// A good value of a parameter.
func goodValue(of name: String) throws -> JSON {
    guard let value = goodValues[name] else { throw Trouble(description: "\(name) is new: give it a good value") }
    return value
}

/// Every parameter of a method with a good value.
func goodParams(of method: Wire.Method) throws -> [String: JSON] {
    Dictionary(uniqueKeysWithValues: try method.parameters.map { ($0.name, try goodValue(of: $0.name)) })
}

/// The refusal of parameters, or nil when they are accepted.
func refusal(of params: JSON?, by method: Wire.Method) -> Failure? {
    do {
        _ = try method.call(params)
        return nil
    } catch {
        return error
    }
}

/// The call that a method makes of parameters written as JSON.
func call(_ name: String, _ params: String = "{}") throws -> Call {
    guard let method = Wire.Method.named(name) else { throw Trouble(description: "there is no method \(name)") }
    return try method.call(try json(params))
}

/// What stands in a text.
func json(_ text: String) throws -> JSON { try json(Data(text.utf8)) }

/// What stands in a line.
func json(_ line: Data) throws -> JSON { try JSONDecoder().decode(Judge.self, from: line).json }

/// Foundation's decoder, which tries one type after the other: slow, and the judge.
private struct Judge: Decodable {
    let json: JSON

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            json = .null
        } else if let value = try? container.decode(Bool.self) {
            json = .bool(value)
        } else if let value = try? container.decode(Int64.self) {
            json = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            json = .number(value)
        } else if let value = try? container.decode(String.self) {
            json = .string(value)
        } else if let values = try? container.decode([Judge].self) {
            json = .array(values.map(\.json))
        } else {
            json = .object(try container.decode([String: Judge].self).mapValues(\.json))
        }
    }
}

/// Why a test could not go on.
struct Trouble: Error, CustomStringConvertible {
    let description: String
}

extension JSON {
    /// The value of a key; nil when there is none or this is no object.
    subscript(_ key: String) -> JSON? {
        if case .object(let fields) = self { fields[key] } else { nil }
    }

    /// The values of a list.
    var items: [JSON] {
        if case .array(let items) = self { items } else { [] }
    }

    /// The text of a string.
    var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The names of an object's fields.
    var keys: Set<String> {
        if case .object(let fields) = self { Set(fields.keys) } else { [] }
    }
}

/// Steele, Lea and Flood's SplitMix64: the same numbers everywhere.
struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}
