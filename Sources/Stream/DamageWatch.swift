// How many of a camera's pictures are damaged, and when that is worth a sentence.

/// Counts over ten seconds, and speaks when more than one picture in twenty was damaged, or when that is over.
///
/// What a camera sent and nobody saw was damaged: it was stopped before the decoder, or the decoder could not read it. One
/// or two are on their way at any moment, which is less than matters.
struct DamageWatch {
    private static let span: UInt64 = 10_000_000_000
    private var began = MonotonicClock.now()
    private var start = (sent: 0, shown: 0)
    private var isBad = false

    /// What is to be said, with totals since the start; nil when there is no news.
    mutating func news(sent: Int, shown: Int) -> News? {
        let now = MonotonicClock.now()
        guard now - began >= Self.span else { return nil }
        let (all, good) = (sent - start.sent, shown - start.shown)
        (began, start) = (now, (sent, shown))
        let wasBad = isBad
        isBad = (all - good) * 20 > all
        if isBad {
            return .bad(
                "\(all - good) of the last \(all) pictures were damaged and left out: check plug, cable and hub")
        }
        return wasBad ? .over : nil
    }

    enum News {
        case bad(String)
        case over
    }
}
