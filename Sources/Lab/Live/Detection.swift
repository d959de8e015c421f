// How well what was taught is told from what never was.

/// Two-sided counts over numbers that are higher for what was taught.
package enum Detection {
    /// The area under the curve of right over wrong acceptances: the chance that something taught has a higher number than
    /// something that was not, ties counting half (Mann and Whitney 1947). nil without any of either.
    package static func areaUnderCurve(taught: [Double], strange: [Double]) -> Double? {
        guard !taught.isEmpty, !strange.isEmpty else { return nil }
        let sorted = strange.sorted()
        let wins = taught.reduce(0.0) { sum, value in
            let (below, upTo) = (place(value, in: sorted) { $0 < $1 }, place(value, in: sorted) { $0 <= $1 })
            return sum + Double(below + upTo) / 2
        }
        return wins / Double(taught.count * strange.count)
    }

    /// The share of what is strange that is accepted by the highest bound which at most a share `missing` of what was taught
    /// lies below. nil without any of either.
    package static func accepted(taught: [Double], strange: [Double], missing: Double) -> Double? {
        guard !taught.isEmpty, !strange.isEmpty else { return nil }
        let bound = taught.sorted()[min(Int(missing * Double(taught.count)), taught.count - 1)]
        return Double(strange.count { $0 >= bound }) / Double(strange.count)
    }

    /// How many values of a sorted list come before: a binary search.
    private static func place(_ value: Double, in sorted: [Double], _ isBefore: (Double, Double) -> Bool) -> Int {
        var (low, high) = (0, sorted.count)
        while low < high {
            let middle = (low + high) / 2
            if isBefore(sorted[middle], value) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
