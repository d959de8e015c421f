// The generator behind everything that is random but must be the same everywhere.

/// SplitMix64 (Steele, Lea and Flood, Fast Splittable Pseudorandom Number Generators, 2014): the state grows by a
/// constant, and two rounds of shift, exclusive or and multiplication make the number.
///
/// Written down rather than taken from the library, so that other programs can repeat it bit for bit.
package struct SplitMix64 {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    /// The next 64 bits.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    /// A number in -1 ..< 1 from the upper 24 bits: `bits/2²³ - 1`, exact in Float.
    package mutating func nextSigned() -> Float {
        Float(next() >> 40) / 8_388_608 - 1
    }

    /// The numbers `0..<count` in random order: Fisher and Yates from the last place down, where place `i` changes
    /// with place `next mod (i + 1)`.
    package mutating func permutation(of count: Int) -> [Int] {
        var order = Array(0..<count)
        for place in stride(from: count - 1, to: 0, by: -1) {
            order.swapAt(place, Int(next() % UInt64(place + 1)))
        }
        return order
    }
}
