// When recognition misses frames for want of a processor, less is sent: a little at first, and recognition last of all.

/// Chooses what is left out, step by step, from how recognition fares.
struct LoadRegulator: Sendable {
    private enum Step {
        case low(Int)
        case pictures(Int)
        case film(Int)
        case viewers
    }

    private static let steps: [Step] = [
        .low(10), .pictures(2), .pictures(3), .pictures(6), .film(2), .film(3), .film(6), .viewers,
    ]
    /// Recognition has too much to suffer when it misses this share of the frames…
    private static let muchMissed = 0.1
    /// …and waits for a processor for this share of its time.
    private static let muchWaited = 0.2
    /// It does well when it misses no more than this share, or waits no longer than that one.
    private static let (littleMissed, littleWaited) = (0.02, 0.1)

    private var hysteresis = Hysteresis(patience: 3, calm: 5, longestCalm: 60)
    /// How many steps have been taken.
    private(set) var step = 0
    /// What is left out.
    private(set) var shedding = Shedding()

    /// Takes note of a moment, and of who would notice.
    mutating func note(_ reading: LoadReading, _ watched: Watched, viewers: Int) {
        guard let sign = Self.sign(of: reading) else { return }
        let matters = { (step: Int) -> Bool in
            switch Self.steps[step - 1] {
            case .low: watched.low
            case .pictures: watched.pictures
            case .film: watched.film
            case .viewers: viewers > 0
            }
        }
        // What nobody watches costs nothing, and leaving it out brings nothing.
        let next = (step + 1...Self.steps.count + 1).first { $0 <= Self.steps.count && matters($0) }
        switch sign {
        case .tooMuch where next == nil, .calm where step == 0: _ = hysteresis.note(.neither)
        default:
            switch hysteresis.note(sign) {
            case .down: step = next ?? step
            case .up: step = (0..<step).reversed().first { $0 == 0 || matters($0) } ?? 0
            case nil: return
            }
            shedding = Self.shedding(step)
        }
    }

    /// Says in a sentence why there is less than there could be, and how much less.
    var degraded: String? {
        guard step > 0 else { return nil }
        var parts = ["the small picture shows every \(Self.ordinal(shedding.low)) frame"]
        if shedding.pictures > 1 { parts.append("the picture every \(Self.ordinal(shedding.pictures))") }
        if shedding.film > 1 { parts.append("the film every \(Self.ordinal(shedding.film))") }
        return "the processor is too busy for every frame to be judged, so less is sent "
            + "(step \(step) of \(Self.steps.count)): " + parts.joined(separator: ", ")
            + (shedding.isFull ? "; nobody else is let in, and those who watch stay" : "")
    }

    /// What a moment was like; nil when it does not tell.
    private static func sign(of reading: LoadReading) -> Hysteresis.Sign? {
        // No frames, nothing to miss.
        guard reading.frames > 0 else { return .calm }
        if reading.missedShare <= littleMissed { return .calm }
        guard let waited = reading.waitedShare else { return nil }
        if waited <= littleWaited { return .calm }
        return reading.missedShare >= muchMissed && waited >= muchWaited ? .tooMuch : .neither
    }

    private static func shedding(_ step: Int) -> Shedding {
        steps.prefix(step).reduce(into: Shedding()) { shedding, step in
            switch step {
            case .low(let frames): shedding.low = frames
            case .pictures(let frames): shedding.pictures = frames
            case .film(let frames): shedding.film = frames
            case .viewers: shedding.isFull = true
            }
        }
    }

    private static func ordinal(_ number: Int) -> String {
        [2: "second", 3: "third", 6: "sixth", 10: "tenth"][number] ?? "\(number)th"
    }
}
