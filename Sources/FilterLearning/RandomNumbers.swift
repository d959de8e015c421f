// What learning draws at random, from seeds.

import Features
import Foundation

/// Normally distributed numbers of mean 0 and deviation 1 (Box and Muller, A Note on the Generation of Random Normal
/// Deviates, 1958).
struct NormalNumbers {
    private var generator: SplitMix64

    init(seed: UInt64) { generator = SplitMix64(seed: seed) }

    /// A number.
    mutating func next() -> Double {
        let (radius, angle) = (uniform(), uniform())
        return (-2 * log(radius)).squareRoot() * cos(2 * .pi * angle)
    }

    /// A number in 0 < u ≤ 1.
    private mutating func uniform() -> Double { Double((generator.next() >> 11) + 1) / Double(1 << 53) }
}

/// The order in which inputs are learnt from: a new permutation whenever all were taken.
///
/// A place's input is a function of the seed and the place alone, so whoever resumes has nothing to remember.
struct InputOrder {
    private let count: Int
    private let seed: UInt64
    private var round = -1
    private var order: [Int] = []

    init(count: Int, seed: UInt64) { (self.count, self.seed) = (count, seed) }

    /// The input at a place of the endless order.
    mutating func input(at place: Int) -> Int {
        let (round, rest) = place.quotientAndRemainder(dividingBy: count)
        if round != self.round {
            var generator = SplitMix64(seed: seed &+ UInt64(round) &+ 1)
            order = generator.permutation(of: count)
            self.round = round
        }
        return order[rest]
    }
}
