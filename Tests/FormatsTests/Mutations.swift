// Damages files, the same way at every run.

/// A file that has been damaged in one or a few places.
struct Mutations {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// SplitMix64 (Steele, Lea and Flood 2014).
    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    private mutating func below(_ count: Int) -> Int { Int(next() % UInt64(count)) }

    /// The file with one to four damages: bits turned, bytes replaced, cut off, doubled or put in, words put in.
    mutating func damaged(_ file: [UInt8], words: [String]) -> [UInt8] {
        var file = file
        for _ in 0...below(4) where !file.isEmpty {
            let place = below(file.count)
            let end = min(file.count, place + 1 + below(12))
            switch below(8) {
            case 0: file[place] ^= 1 << UInt8(below(8))
            case 1: file[place] = UInt8(truncatingIfNeeded: next())
            case 2: file.removeSubrange(place..<end)
            case 3: file.removeSubrange(place...)
            case 4: file.insert(contentsOf: file[place..<end], at: below(file.count))
            case 5: file.insert(UInt8(truncatingIfNeeded: next()), at: place)
            case 6: file.insert(contentsOf: words[below(words.count)].utf8, at: place)
            default: file.replaceSubrange(place..<end, with: words[below(words.count)].utf8)
            }
        }
        return file
    }

    /// The bytes with a little-endian number of `width` bytes at `place` replaced, now and then by a likely trap.
    mutating func withLength(_ file: [UInt8], at place: Int, width: Int, fitting length: Int) -> [UInt8] {
        let lengths = [
            UInt64(length), UInt64(length + 1), UInt64(max(length, 1) - 1), 0, 1, UInt64(file.count), 0x7FFF_FFFF,
            0xFFFF_FFFF, 1 << 63, .max, .max - 7, next(),
        ]
        let length = lengths[below(3) == 0 ? below(lengths.count) : 0]
        var file = file
        for byte in 0..<width where place + byte < file.count {
            file[place + byte] = UInt8(truncatingIfNeeded: length >> UInt64(8 * byte))
        }
        return file
    }
}
