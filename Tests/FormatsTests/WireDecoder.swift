// Reads the wire format of Protocol Buffers, field by field: what the writer is held against.

/// One field of a message.
struct WireField: Equatable {
    enum Value: Equatable {
        case varint(UInt64)
        case fixed32(UInt32)
        case bytes([UInt8])
    }

    struct Malformed: Error {}

    let number: UInt64
    let value: Value

    /// The fields of a message, in the order in which they stand.
    static func decode(_ message: [UInt8]) throws -> [WireField] {
        var rest = message[...]
        var fields: [WireField] = []
        while !rest.isEmpty {
            let key = try varint(&rest)
            let value: Value =
                switch key & 7 {
                case 0: .varint(try varint(&rest))
                case 2: .bytes(Array(try take(varint(&rest), of: &rest)))
                case 5: .fixed32(try take(4, of: &rest).reversed().reduce(0) { $0 << 8 | UInt32($1) })
                default: throw Malformed()
                }
            fields.append(WireField(number: key >> 3, value: value))
        }
        return fields
    }

    private static func varint(_ rest: inout ArraySlice<UInt8>) throws -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard let byte = rest.popFirst() else { throw Malformed() }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        throw Malformed()
    }

    private static func take(_ count: UInt64, of rest: inout ArraySlice<UInt8>) throws -> ArraySlice<UInt8> {
        guard count <= UInt64(rest.count) else { throw Malformed() }
        defer { rest = rest.dropFirst(Int(count)) }
        return rest.prefix(Int(count))
    }
}

extension Array<WireField> {
    /// The values of the fields of a number.
    func values(_ number: UInt64) -> [WireField.Value] { filter { $0.number == number }.map(\.value) }

    /// The fields of the messages in the fields of a number.
    func messages(_ number: UInt64) throws -> [[WireField]] {
        try values(number).map { value in
            guard case .bytes(let bytes) = value else { throw WireField.Malformed() }
            return try WireField.decode(bytes)
        }
    }

    /// The texts in the fields of a number.
    func texts(_ number: UInt64) throws -> [String] {
        try values(number).map { value in
            guard case .bytes(let bytes) = value else { throw WireField.Malformed() }
            return String(decoding: bytes, as: UTF8.self)
        }
    }
}
