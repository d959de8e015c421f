// Which multipliers of support vector machines are still worth a look.

/// What has settled at a bound, machine by machine: the shrinking of Hsieh et al. 2008, section 3.2.
///
/// A multiplier at a bound whose slope points beyond the bound by more than any slope did in the walk before will hardly
/// leave it, and is passed over until a new walk is made.
struct DualWalk {
    private let samples: Int
    private var isShrunk: [Bool]
    private var hasBegun = false
    /// The least and the greatest slope that counted in the walk before, and in this one, machine by machine.
    private var (least, greatest): ([Float], [Float])
    private var (newLeast, newGreatest): ([Float], [Float])

    init(classes: Int, samples: Int) {
        self.samples = samples
        isShrunk = Array(repeating: false, count: classes * samples)
        (least, greatest) = (Array(repeating: -.infinity, count: classes), Array(repeating: .infinity, count: classes))
        (newLeast, newGreatest) = (Array(repeating: 0, count: classes), Array(repeating: 0, count: classes))
    }

    /// Whether nothing moved in the last walk.
    var isIdle: Bool { zip(newLeast, newGreatest).allSatisfy { $1 - $0 < 1e-6 } }

    /// Begins a walk with what the one before found.
    mutating func begin() {
        if hasBegun {
            least = newLeast.map { $0 < 0 ? $0 : -.infinity }
            greatest = newGreatest.map { $0 > 0 ? $0 : .infinity }
        }
        hasBegun = true
        for label in newLeast.indices { (newLeast[label], newGreatest[label]) = (0, 0) }
    }

    @inline(__always)
    func isActive(_ label: Int, _ sample: Int) -> Bool { !isShrunk[label * samples + sample] }

    /// Takes note of a slope; false when nothing is to be moved.
    @inline(__always)
    mutating func note(_ slope: Float, of multiplier: Float, _ bound: Float, _ label: Int, _ sample: Int) -> Bool {
        var counting = slope
        if multiplier == 0, slope >= 0 {
            if slope > greatest[label] { isShrunk[label * samples + sample] = true }
            counting = 0
        } else if multiplier == bound, slope <= 0 {
            if slope < least[label] { isShrunk[label * samples + sample] = true }
            counting = 0
        }
        newLeast[label] = min(newLeast[label], counting)
        newGreatest[label] = max(newGreatest[label], counting)
        return counting != 0
    }
}

/// Orders of things, each as good as random and the same every time.
struct Shuffle {
    private var order: [Int]
    /// Knuth's linear congruential generator of 64 bits (MMIX).
    private var state: UInt64 = 1

    init(count: Int) { order = Array(0..<count) }

    /// The next order (Fisher and Yates).
    mutating func next() -> [Int] {
        for last in order.indices.dropFirst().reversed() {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            order.swapAt(last, Int((state >> 33) % UInt64(last + 1)))
        }
        return order
    }
}
