// Which pictures of a film are sent on to somebody who may be too slow for them.

/// Lets pictures through while there is room, and after a gap from a key frame on: what is between could not be understood.
package struct FeedGate: Sendable {
    /// Pictures that may wait: a second.
    package static let room = 30

    private var isGap = false
    /// The time at capture of the first picture that was let through.
    private var beginning: UInt64?
    private var rhythm = KeyFrameRhythm()
    /// Pictures that were left out.
    package private(set) var dropped = 0
    /// Pictures that were let through.
    package private(set) var passed = 0

    package init() {}

    /// Decides about the next picture.
    ///
    /// - Parameters:
    ///   - captured: monotonic clock, in nanoseconds.
    ///   - waiting: pictures that have been let through and not taken yet.
    /// - Returns: the picture's time in nanoseconds since the first, nil to leave it out; and whether a key frame is to be
    ///   asked for.
    package mutating func decide(isKey: Bool, captured: UInt64, waiting: Int) -> (time: UInt64?, asks: Bool) {
        if waiting >= Self.room { isGap = true }
        if isGap {
            let hasRoom = waiting <= Self.room / 2
            guard hasRoom, isKey else {
                dropped += 1
                return (nil, hasRoom)
            }
            isGap = false
        }
        let beginning = beginning ?? captured
        self.beginning = beginning
        passed += 1
        return (captured - beginning, rhythm.isDue(isKey: isKey, captured: captured))
    }
}

/// When a key frame is due for those who come later: who comes to a media server sees nothing before one.
struct KeyFrameRhythm: Sendable {
    /// Nanoseconds from one key frame to the next.
    private static let interval: UInt64 = 2_000_000_000

    private var last: UInt64 = 0

    /// Whether a key frame is to be asked for after the next picture; `captured` in nanoseconds of the monotonic clock.
    mutating func isDue(isKey: Bool, captured: UInt64) -> Bool {
        if isKey { last = captured }
        return captured > last + Self.interval
    }
}
