// When to take a step, and when to take it back: slowly enough that nobody sees it go to and fro.

/// Counts judgements that come at an even pace, and says when they are enough for a step.
///
/// A step down needs `patience` judgements in a row, a step back up `calm` of them. Where a step up was followed by one
/// down, the next way up takes twice as long, up to `longestCalm`: what does not end is tried ever more seldom.
struct Hysteresis: Sendable {
    /// What a moment was like.
    enum Sign: Sendable {
        case tooMuch, neither, calm
    }

    /// What follows from the moments so far.
    enum Move: Sendable {
        case down, up
    }

    let patience: Int
    let calm: Int
    let longestCalm: Int
    private var strained = 0
    private var restful = 0
    private var needed: Int
    /// Judgements since the last step up; nil when it has proved right, or wrong.
    private var trial: Int?

    init(patience: Int, calm: Int, longestCalm: Int) {
        (self.patience, self.calm, self.longestCalm) = (patience, calm, longestCalm)
        needed = calm
    }

    /// Takes note of a moment.
    ///
    /// - Returns: the step that is due; who cannot take it says `neither` from then on.
    mutating func note(_ sign: Sign) -> Move? {
        if let age = trial {
            trial = age + 1
            if age >= 2 * calm { (trial, needed) = (nil, calm) }
        }
        strained = sign == .tooMuch ? strained + 1 : 0
        restful = sign == .calm ? restful + 1 : 0
        if strained >= patience {
            strained = 0
            if trial != nil { (trial, needed) = (nil, min(2 * needed, longestCalm)) }
            return .down
        }
        guard restful >= needed else { return nil }
        (restful, trial) = (0, 0)
        return .up
    }
}
