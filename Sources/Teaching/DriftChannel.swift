// One number a second, and whether it has moved for good.

/// The newest 30 seconds of a number that is near 0 while all is as it was taught.
///
/// It has moved when 25 of them lie beyond its limit on one side, and is back when no more than 10 do. This asks nothing of
/// the numbers' distribution, and seconds in which something else was seen do not count for much. As long as a second lies
/// beyond the limit, on that side, for other reasons with a probability of at most 0.4, and that of one second does not
/// depend on that of another, 25 of 30 do with one of 1.4·10⁻⁶; over the 86,400 seconds of a day and the seven sides that
/// are watched, that is fewer than one false alarm a day.
struct DriftChannel: Sendable {
    /// Seconds that are looked at.
    private static let window = 30
    /// Seconds that must lie beyond the limit.
    private static let most = 25
    /// Seconds that may lie beyond it still when the change is over.
    private static let few = 10

    /// The smallest change worth telling, in the number's own unit.
    let limit: Double
    /// Whether less is a change too.
    private let isTwoSided: Bool
    private var seconds: [(value: Double, time: Double)] = []

    init(_ limit: Limit) {
        self.limit = limit.value
        isTwoSided = limit.isTwoSided
    }

    /// Takes the number of a second.
    mutating func add(_ value: Double, at time: Double) {
        if seconds.count == Self.window { seconds.removeFirst() }
        seconds.append((value, time))
    }

    /// What 25 of the 30 seconds lie beyond, on the side where that is farther; 0 until there are so many.
    var distance: Double { side.distance }

    /// Whether hardly any second lies beyond the limit.
    var isNear: Bool { sides.allSatisfy { sign in seconds.count { sign * $0.value > limit } <= Self.few } }

    /// When the first of these seconds was that lies beyond the limit.
    var since: Double? { seconds.first { side.sign * $0.value > limit }?.time }

    private var sides: [Double] { isTwoSided ? [1, -1] : [1] }

    private var side: (distance: Double, sign: Double) {
        guard seconds.count == Self.window else { return (0, 1) }
        let distances = sides.map { sign in
            (distance: max(seconds.map { sign * $0.value }.sorted()[Self.window - Self.most], 0), sign: sign)
        }
        return distances.max { $0.distance < $1.distance } ?? (0, 1)
    }
}

/// The smallest change of a number that is worth telling.
package struct Limit: Sendable {
    /// In the number's own unit.
    package let value: Double
    /// Whether less is a change too.
    package let isTwoSided: Bool

    /// A limit.
    package init(_ value: Double, isTwoSided: Bool) {
        self.value = value
        self.isTwoSided = isTwoSided
    }
}
