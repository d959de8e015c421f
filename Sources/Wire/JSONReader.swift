// Reads JSON in one pass, in time that grows with its length and nothing else.

import Foundation

/// Why a text is not JSON, in a sentence with the place.
public struct JSONError: Error, Sendable, CustomStringConvertible {
    /// The sentence.
    public let description: String
}

/// A reader of one JSON text (RFC 8259), strict, for lines that anybody may have sent.
///
/// Foundation's decoder tries one type after the other and makes an error for each that does not fit; a line of a
/// mebibyte of small values keeps it busy for minutes. This one looks at a byte and knows.
struct JSONReader {
    /// Nothing in the protocol is deeper than a handful; the bound keeps the stack small.
    private static let maximumDepth = 64
    private let bytes: UnsafeBufferPointer<UInt8>
    private var place = 0

    /// Reads a text that holds one value and nothing else.
    static func read(_ text: Data) throws(JSONError) -> JSON {
        try text.withUnsafeBytes { bytes in
            Result { () throws(JSONError) in
                var reader = JSONReader(bytes: bytes.bindMemory(to: UInt8.self))
                let value = try reader.value(depth: 0)
                reader.skipSpace()
                guard reader.place == bytes.count else { throw reader.unexpected() }
                return value
            }
        }.get()
    }

    private init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// The byte at the present place; 0, which JSON has nowhere, behind the end.
    private var byte: UInt8 { place < bytes.count ? bytes[place] : 0 }

    private mutating func skipSpace() {
        while byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { place += 1 }
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSON {
        guard depth < Self.maximumDepth else {
            throw JSONError(description: "it is nested deeper than \(Self.maximumDepth) levels")
        }
        skipSpace()
        switch byte {
        case UInt8(ascii: "{"): return .object(try fields(depth: depth))
        case UInt8(ascii: "["): return .array(try items(depth: depth))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func fields(depth: Int) throws(JSONError) -> [String: JSON] {
        var fields: [String: JSON] = [:]
        place += 1
        skipSpace()
        if take("}") { return fields }
        while true {
            skipSpace()
            guard byte == UInt8(ascii: "\"") else { throw unexpected() }
            let name = try string()
            skipSpace()
            guard take(":") else { throw unexpected() }
            fields[name] = try value(depth: depth + 1)
            skipSpace()
            if take("}") { return fields }
            guard take(",") else { throw unexpected() }
        }
    }

    private mutating func items(depth: Int) throws(JSONError) -> [JSON] {
        var items: [JSON] = []
        place += 1
        skipSpace()
        if take("]") { return items }
        while true {
            items.append(try value(depth: depth + 1))
            skipSpace()
            if take("]") { return items }
            guard take(",") else { throw unexpected() }
        }
    }

    private mutating func take(_ sign: Unicode.Scalar) -> Bool {
        guard byte == UInt8(ascii: sign) else { return false }
        place += 1
        return true
    }

    private mutating func word(_ word: StaticString, _ value: JSON) throws(JSONError) -> JSON {
        for offset in 0..<word.utf8CodeUnitCount {
            guard byte == word.utf8Start[offset] else { throw unexpected() }
            place += 1
        }
        return value
    }

    /// A whole number that 64 bits hold is an integer, however it is written; any other is a Double.
    private mutating func number() throws(JSONError) -> JSON {
        let start = place
        _ = take("-")
        let first = byte
        let wholeDigits = skipDigits()
        guard wholeDigits == 1 || (wholeDigits > 1 && first != UInt8(ascii: "0")) else { throw unexpected() }
        if take(".") { guard skipDigits() > 0 else { throw unexpected() } }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            guard skipDigits() > 0 else { throw unexpected() }
        }
        let text = String(decoding: bytes[start..<place], as: UTF8.self)
        if let whole = Int64(text) { return .integer(whole) }
        guard let number = Double(text), number.isFinite else {
            throw JSONError(description: "the number at byte \(start + 1) is too large")
        }
        return Int64(exactly: number).map(JSON.integer) ?? .number(number)
    }

    private mutating func skipDigits() -> Int {
        let start = place
        while byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { place += 1 }
        return place - start
    }

    private func unexpected() -> JSONError {
        guard place < bytes.count else { return JSONError(description: "it ends too early") }
        let sign = Unicode.Scalar(bytes[place])
        let name = sign.isASCII && sign.value > 0x20 ? "\"\(sign)\"" : "a byte \(bytes[place])"
        return JSONError(description: "\(name) is unexpected at byte \(place + 1)")
    }
}

extension JSONReader {
    private mutating func string() throws(JSONError) -> String {
        place += 1
        let start = place
        var text: [UInt8]?
        while true {
            switch byte {
            case UInt8(ascii: "\""):
                let plain = bytes[start..<place]
                place += 1
                guard
                    let string = text.map({ String(validating: $0, as: UTF8.self) })
                        ?? String(validating: plain, as: UTF8.self)
                else { throw JSONError(description: "the text that ends at byte \(place) is not UTF-8") }
                return string
            case UInt8(ascii: "\\"):
                var unescaped = text ?? Array(bytes[start..<place])
                // The array has one owner while it grows.
                text = nil
                place += 1
                unescaped.append(contentsOf: String(try escaped()).utf8)
                text = unescaped
            case 0..<0x20: throw unexpected()
            default:
                text?.append(byte)
                place += 1
            }
        }
    }

    /// The character that an escape stands for; the place is behind the backslash.
    private mutating func escaped() throws(JSONError) -> Unicode.Scalar {
        let sign = byte
        switch sign {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): place += 1
        case UInt8(ascii: "u"):
            place += 1
            return try unicode()
        default:
            let known: [UInt8: Unicode.Scalar] = [0x62: "\u{8}", 0x66: "\u{C}", 0x6E: "\n", 0x72: "\r", 0x74: "\t"]
            guard let scalar = known[sign] else { throw unexpected() }
            place += 1
            return scalar
        }
        return Unicode.Scalar(sign)
    }

    /// Four hexadecimal digits, or two surrogates of four with `\u` between them.
    private mutating func unicode() throws(JSONError) -> Unicode.Scalar {
        let first = try hexadecimal()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, take("\\"), take("u") else { throw unexpected() }
        let second = try hexadecimal()
        guard 0xDC00...0xDFFF ~= second,
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw unexpected() }
        return scalar
    }

    private mutating func hexadecimal() throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw unexpected() }
            value = value << 4 | UInt32(digit)
            place += 1
        }
        return value
    }
}
