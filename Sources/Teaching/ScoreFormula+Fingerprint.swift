// A classifier in sixteen letters, for people who compare two.

public import Classifier
import Features

extension ScoreFormula {
    /// Sixteen hexadecimal digits that stand for every bit of every number.
    public var fingerprint: String {
        var hash = FNV1a()
        func mix(_ numbers: [Double]) {
            hash.mix(UInt64(numbers.count))
            for number in numbers { hash.mix(number.bitPattern) }
        }
        func mix(_ numbers: [Int]) {
            hash.mix(UInt64(numbers.count))
            for number in numbers { hash.mix(UInt64(bitPattern: Int64(number))) }
        }
        mix(categories.map { Int($0) })
        mix([groupCount, blocks.count])
        for block in blocks {
            mix([block.range.lowerBound, block.range.upperBound])
            mix([block.share] + block.centre.map { Double($0) })
            for list in [block.samples, block.taken].compactMap(\.self) {
                mix(list.values)
                mix(list.atCentre.map { $0 ? 1 : 0 })
            }
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
        return hash.digits
    }
}
