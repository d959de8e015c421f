// When viewers together take more than they may, all of them get fewer pictures before anybody is refused.

/// Chooses the rate for everybody from what they took.
struct BandwidthRegulator: Sendable {
    /// Pictures a second, from one step to the next; before the first step there is no limit.
    static let rates: [Double] = [30, 15, 10, 5, 2, 1]
    /// Seconds for which there must have been room before everybody gets more.
    static let calm = 3

    /// Mbit/s.
    let limit: Double
    private var step = 0
    private var calmFor = 0
    /// Mbit/s of a viewer when it last got pictures as they come.
    private var share = 0.0
    /// Whether one more viewer would be too many even at the lowest rate.
    private(set) var isCrowded = false

    init(limit: Double) { self.limit = limit }

    /// Pictures a second at the most; nil for as they come.
    var rate: Double? { step == 0 ? nil : Self.rates[step - 1] }

    /// Says in a sentence that there is less than there could be.
    var degraded: String? {
        rate.map { rate in
            "pictures go out at \(Int(rate)) a second at the most: viewers together may take \(Self.text(limit)) Mbit/s"
        }
    }

    /// Takes note of what everybody together took in the last second.
    mutating func note(megabits: Double, viewers: Int) {
        if step == 0, viewers > 0 { share = megabits / Double(viewers) }
        let isLast = step == Self.rates.count
        isCrowded = isLast && viewers > 0 && megabits * Double(viewers + 1) / Double(viewers) > limit
        if megabits > limit {
            calmFor = 0
            if !isLast { step += 1 }
        } else if step > 0, expected(megabits, viewers) < 0.9 * limit {
            calmFor += 1
            guard calmFor >= Self.calm else { return }
            (step, calmFor) = (step - 1, 0)
        } else {
            calmFor = 0
        }
    }

    /// What everybody would take one step up; without a limit, what they took when there was none.
    private func expected(_ megabits: Double, _ viewers: Int) -> Double {
        step >= 2 ? megabits * Self.rates[step - 2] / Self.rates[step - 1] : max(megabits, share * Double(viewers))
    }

    private static func text(_ number: Double) -> String {
        number == number.rounded() ? "\(Int(number))" : "\(number)"
    }
}
