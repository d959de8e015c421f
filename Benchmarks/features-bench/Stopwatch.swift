// Times in milliseconds, over many runs.

/// What many runs of the same work took.
struct Laps {
    private var milliseconds: [Double] = []

    mutating func add(nanoseconds: Int) { milliseconds.append(Double(nanoseconds) / 1e6) }

    /// The shortest: what the machine can do when nothing disturbs it.
    var best: Double { milliseconds.min() ?? .nan }
    /// The middle: what it does today.
    var median: Double { milliseconds.isEmpty ? .nan : milliseconds.sorted()[milliseconds.count / 2] }

    /// Runs work again and again and times each run, after one that warms up.
    static func measure(_ runs: Int, _ work: () throws -> Void) rethrows -> Laps {
        try work()
        var laps = Laps()
        for _ in 0..<runs {
            let passed = try ContinuousClock().measure(work).components
            laps.add(nanoseconds: Int(passed.seconds) * 1_000_000_000 + Int(passed.attoseconds / 1_000_000_000))
        }
        return laps
    }
}
