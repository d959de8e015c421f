// Float32 numbers as little-endian bytes, the order that all three formats use.

extension Array<Float> {
    /// Calls `body` with the numbers as bytes, least significant first.
    func withLittleEndianBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try map(\.bitPattern.littleEndian).withUnsafeBytes(body)
    }
}
