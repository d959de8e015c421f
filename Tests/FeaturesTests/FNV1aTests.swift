// The number that stands for bytes, against the values that its authors published.

import Features
import Testing

@Suite("FNV-1a")
struct FNV1aTests {
    @Test(
        arguments: [
            ("", 0xCBF2_9CE4_8422_2325), ("a", 0xAF63_DC4C_8601_EC8C), ("foobar", 0x8594_4171_F739_67E8),
        ] as [(String, UInt64)])
    func `it has the published values`(text: String, value: UInt64) {
        let bytes = Array(text.utf8)
        #expect(bytes.withUnsafeBytes { FNV1a.value(of: $0) } == value)
        var hash = FNV1a()
        for byte in bytes { hash.mix(byte) }
        #expect(hash.value == value && hash.digits.count == 16 && UInt64(hash.digits, radix: 16) == value)
    }

    @Test
    func `words are their bytes, the lowest first`() {
        var (bytes, words) = (FNV1a(), FNV1a())
        for byte in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] as [UInt8] { bytes.mix(byte) }
        words.mix(UInt32(0x0403_0201))
        words.mix(UInt64(0x0C0B_0A09_0807_0605))
        #expect(bytes.value == words.value)
    }
}
