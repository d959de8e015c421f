// Things to teach, as many different views as are wanted.

import Features
import Imaging

enum Drawing {
    private static let side = 240

    /// A view of a thing: rectangles that belong to it, and others that do not.
    static func thing(_ thing: Int, view: Int) -> Picture {
        let picture = Picture(width: side, height: side)
        var own = SplitMix64(seed: UInt64(truncatingIfNeeded: thing) &* 7919 &+ 3)
        var other = SplitMix64(seed: UInt64(truncatingIfNeeded: view) &* 104_729 &+ 11)
        for index in 0..<30 { rectangle(picture, &own, shifted: index % 3 == 0 ? number(&other, 40) : 0) }
        for _ in 0..<15 { rectangle(picture, &other, shifted: 0) }
        return picture
    }

    private static func rectangle(_ picture: Picture, _ numbers: inout SplitMix64, shifted: Int) {
        let (x, y) = (min(number(&numbers, side) + shifted, side - 1), number(&numbers, side))
        let (width, height) = (10 + number(&numbers, 70), 10 + number(&numbers, 70))
        let colour = (0..<3).map { _ in UInt8(number(&numbers, 256)) }
        picture.withBytes { bytes in
            for row in y..<min(y + height, side) {
                for column in x..<min(x + width, side) {
                    for channel in 0..<3 { bytes[row * picture.stride + 4 * column + channel] = colour[channel] }
                }
            }
        }
    }

    /// A whole number from 0 to less than `bound`.
    private static func number(_ numbers: inout SplitMix64, _ bound: Int) -> Int {
        min(Int((Double(numbers.nextSigned()) + 1) / 2 * Double(bound)), bound - 1)
    }
}
