// Writes the wire format of Protocol Buffers: as much of it as an ONNX file needs.

/// Collects the fields of one message.
///
/// Each field is a varint key, `number << 3 | wire type`, and its value. Source: Protocol Buffers documentation,
/// “Encoding”. Fields are written in the order they are asked for; nothing is left out because it is zero or empty.
struct ProtobufWriter {
    private(set) var bytes: [UInt8] = []

    private enum WireType: UInt64 {
        case varint = 0
        case lengthDelimited = 2
        case fixed32 = 5
    }

    /// A field of type `int32`, `int64` or `enum`; negative numbers take ten bytes.
    mutating func integer(_ field: UInt64, _ value: Int) {
        key(field, .varint)
        varint(UInt64(bitPattern: Int64(value)))
    }

    /// A field of type `float`.
    mutating func float(_ field: UInt64, _ value: Float) {
        key(field, .fixed32)
        withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// A field of type `string`.
    mutating func string(_ field: UInt64, _ value: String) {
        raw(field, count: value.utf8.count, value.utf8)
    }

    /// A field of type `bytes`: the numbers, little-endian.
    mutating func numbers(_ field: UInt64, _ values: [Float]) {
        raw(field, count: 4 * values.count, values.littleEndianBytes)
    }

    /// A field of type `bytes`: the numbers, little-endian.
    mutating func numbers(_ field: UInt64, _ values: [Int64]) {
        values.map(\.littleEndian).withUnsafeBytes { raw(field, count: $0.count, $0) }
    }

    /// A field that is a message itself.
    mutating func message(_ field: UInt64, _ write: (inout ProtobufWriter) -> Void) {
        var inner = ProtobufWriter()
        write(&inner)
        raw(field, count: inner.bytes.count, inner.bytes)
    }

    private mutating func raw(_ field: UInt64, count: Int, _ content: some Sequence<UInt8>) {
        key(field, .lengthDelimited)
        varint(UInt64(count))
        bytes.append(contentsOf: content)
    }

    private mutating func key(_ field: UInt64, _ type: WireType) {
        varint(field << 3 | type.rawValue)
    }

    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest > 0x7F {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
