// Float32 numbers as little-endian bytes, the order that all three formats use.

extension Array where Element == Float {
    /// The numbers as bytes, least significant first.
    var littleEndianBytes: [UInt8] {
        map(\.bitPattern.littleEndian).withUnsafeBytes { [UInt8]($0) }
    }

    /// The numbers whose bytes, least significant first, are these.
    ///
    /// - Precondition: the number of bytes is a multiple of 4.
    init(littleEndianBytes bytes: RawSpan) {
        precondition(bytes.byteCount % 4 == 0, "\(bytes.byteCount) bytes")
        self = bytes.withUnsafeBytes { bytes in
            (0..<bytes.count / 4).map { index in
                Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)))
            }
        }
    }
}
