// A number that stands for many bytes.

/// FNV-1a with 64 bits (Fowler, Noll and Vo).
///
/// Every step can be undone, so bytes that differ in one place alone never have the same value; others do with a
/// probability of about 2⁻⁶⁴. It does not guard against people who want two things to look the same.
package struct FNV1a: Sendable {
    /// What stands for the bytes so far.
    package private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    /// No bytes yet.
    package init() {}

    /// The value of some bytes.
    package static func value(of bytes: UnsafeRawBufferPointer) -> UInt64 {
        var hash = FNV1a()
        for byte in bytes { hash.mix(byte) }
        return hash.value
    }

    /// Adds a byte.
    package mutating func mix(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }

    /// Adds four bytes, the lowest first.
    package mutating func mix(_ bits: UInt32) {
        for shift in stride(from: UInt32(0), to: 32, by: 8) { mix(UInt8(truncatingIfNeeded: bits >> shift)) }
    }

    /// Adds eight bytes, the lowest first.
    package mutating func mix(_ bits: UInt64) {
        for shift in stride(from: UInt64(0), to: 64, by: 8) { mix(UInt8(truncatingIfNeeded: bits >> shift)) }
    }

    /// The value as sixteen hexadecimal digits.
    package var digits: String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }
}
