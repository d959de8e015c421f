// How steady codes are from frame to frame.

package import Linear

/// The states of code values, frame after frame: below 0, 0, or above.
package struct SignStates: Sendable {
    /// A list of -1, 0 and 1 for each frame.
    package private(set) var frames: [[Int8]] = []

    /// The states of codes.
    package init(frames codes: [Matrix]) {
        frames = codes.map { $0.values.map { $0 > 0 ? 1 : ($0 < 0 ? -1 : 0) } }
    }

    /// The states of predicted codes whose small values count as 0: in each unit as many as among the given states.
    ///
    /// - Parameters:
    ///   - codes: one matrix a frame, with one row a patch.
    ///   - states: of as many frames and patches.
    package init(frames codes: [Matrix], asManyZerosAs states: SignStates) {
        let units = codes.first?.columns ?? 0
        var thresholds = [Float](repeating: 0, count: units)
        for unit in 0..<units {
            let zeros = states.frames.reduce(0) { sum, frame in
                sum + stride(from: unit, to: frame.count, by: units).count { frame[$0] == 0 }
            }
            let sizes = codes.flatMap { matrix in
                stride(from: unit, to: matrix.values.count, by: units).map { abs(matrix.values[$0]) }
            }.sorted()
            thresholds[unit] = zeros > 0 ? sizes[zeros - 1] : -1
        }
        frames = codes.map { matrix in
            matrix.values.enumerated().map { place, value in
                abs(value) <= thresholds[place % units] ? 0 : (value > 0 ? 1 : -1)
            }
        }
    }

    /// The share of values that are not 0.
    package var density: Double {
        let all = frames.reduce(0) { $0 + $1.count }
        return Double(frames.reduce(0) { $0 + $1.count { $0 != 0 } }) / Double(max(all, 1))
    }

    /// What becomes of the states of one frame in another, over pairs of frames.
    package func transitions(_ pairs: [(from: Int, to: Int)]) -> Transitions {
        var counts = [Int](repeating: 0, count: 9)
        for pair in pairs {
            for (first, second) in zip(frames[pair.from], frames[pair.to]) {
                counts[3 * (Int(first) + 1) + Int(second) + 1] += 1
            }
        }
        func share(_ from: Int, _ to: Int) -> Double {
            let row = counts[3 * (from + 1)..<3 * (from + 1) + 3]
            return Double(counts[3 * (from + 1) + to + 1]) / Double(max(row.reduce(0, +), 1))
        }
        return Transitions(
            stayAbove: share(1, 1), stayBelow: share(-1, -1), aboveToZero: share(1, 0), belowToZero: share(-1, 0),
            stayZero: share(0, 0), flips: max(share(1, -1), share(-1, 1)))
    }
}

/// Shares of the states that become others.
package struct Transitions: Sendable, Codable, Equatable {
    /// P(+|+).
    package let stayAbove: Double
    /// P(−|−).
    package let stayBelow: Double
    /// P(0|+).
    package let aboveToZero: Double
    /// P(0|−).
    package let belowToZero: Double
    /// P(0|0).
    package let stayZero: Double
    /// The larger of P(−|+) and P(+|−).
    package let flips: Double
}
