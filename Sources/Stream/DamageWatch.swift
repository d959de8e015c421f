// How many of a source's pictures are damaged, and when that is worth a sentence.

/// Counts over ten seconds, and speaks when more than one picture in twenty was damaged, or when that is over.
struct DamageWatch {
    private static let span: UInt64 = 10_000_000_000
    private var began = MonotonicClock.now()
    private var start: (shown: Int, damaged: Int)
    private var isBad = false

    /// - Parameter damaged: how many were damaged before this life of the source.
    init(damaged: Int) { start = (0, damaged) }

    /// What is to be said, with totals since the start; nil when there is no news.
    mutating func news(shown: Int, damaged: Int, now: UInt64 = MonotonicClock.now()) -> News? {
        guard now - began >= Self.span else { return nil }
        let (good, bad) = (shown - start.shown, damaged - start.damaged)
        (began, start) = (now, (shown, damaged))
        let wasBad = isBad
        isBad = bad * 20 > good + bad
        if isBad {
            return .bad(
                "\(bad) of the last \(good + bad) pictures were damaged and left out: check plug, cable and hub")
        }
        return wasBad ? .over : nil
    }

    enum News: Equatable {
        case bad(String)
        case over
    }
}
