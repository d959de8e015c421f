// A classifier in sixteen letters, for people who compare two.

public import Classifier

extension ScoreFormula {
    /// Sixteen hexadecimal digits that stand for every bit of every number (FNV-1a with 64 bits; Fowler, Noll and Vo).
    public var fingerprint: String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func mix(_ bits: UInt64) {
            for shift in stride(from: 0, to: 64, by: 8) {
                hash = (hash ^ (bits >> UInt64(shift) & 255)) &* 0x0000_0100_0000_01B3
            }
        }
        func mix(_ numbers: [Double]) {
            mix(UInt64(numbers.count))
            for number in numbers { mix(number.bitPattern) }
        }
        func mix(_ numbers: [Int]) {
            mix(UInt64(numbers.count))
            for number in numbers { mix(UInt64(bitPattern: Int64(number))) }
        }
        mix(categories.map { Int($0) })
        mix([groupCount, blocks.count])
        for block in blocks {
            mix([block.range.lowerBound, block.range.upperBound])
            mix([block.share] + block.centre)
            mix(block.directions)
            mix(block.areAtCentre.map { $0 ? 1 : 0 })
        }
        mix(groups)
        mix(evidence)
        switch rule {
        case .linear(let coefficients, let biases):
            mix(coefficients)
            mix(biases)
        case .nearest(let groups, let count, let width):
            mix(groups + [count])
            mix([width])
        }
        mix(surroundings + [temperature])
        mix([rounding, equal, memorable, farthest])
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
