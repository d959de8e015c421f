// When viewers together take more than they may, all of them get fewer pictures before anybody is refused.

/// Chooses the rate for everybody from what they took.
struct BandwidthRegulator: Sendable {
    /// Pictures a second, from one step to the next; before the first step there is no limit.
    static let rates: [Double] = [30, 15, 10, 5, 2, 1]

    /// Mbit/s.
    let limit: Double
    /// How many steps have been taken.
    private(set) var step = 0
    /// Too much for a second is too much; there must have been room for three before everybody gets more.
    private var hysteresis = Hysteresis(patience: 1, calm: 3, longestCalm: 3)
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
        switch hysteresis.note(sign(megabits, viewers)) {
        case .down: step += 1
        case .up: step -= 1
        case nil: break
        }
    }

    private func sign(_ megabits: Double, _ viewers: Int) -> Hysteresis.Sign {
        if megabits > limit { return step < Self.rates.count ? .tooMuch : .neither }
        return step > 0 && expected(megabits, viewers) < 0.9 * limit ? .calm : .neither
    }

    /// What everybody would take one step up; without a limit, what they took when there was none.
    private func expected(_ megabits: Double, _ viewers: Int) -> Double {
        step >= 2 ? megabits * Self.rates[step - 2] / Self.rates[step - 1] : max(megabits, share * Double(viewers))
    }

    private static func text(_ number: Double) -> String {
        number == number.rounded() ? "\(Int(number))" : "\(number)"
    }
}
