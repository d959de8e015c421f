// How recognition fares, and who watches: what there is to know before anybody gets less.

/// How recognition fared for some time, and whether it was the processor that it lacked.
///
/// Both are shares, so they mean the same on a slow machine and on a fast one: a machine whose recognition takes longer
/// than a frame all by itself misses frames without waiting, and nothing that is sent to viewers would help it.
public struct LoadReading: Sendable, Hashable {
    /// Frames that came.
    public var frames: Int
    /// Those of them that were not judged, or not in time.
    public var missed: Int
    /// Seconds that describing frames took, by the clock.
    public var taken: Double
    /// Seconds of these in which the thread that describes had a processor.
    public var worked: Double

    /// Counts and times.
    public init(frames: Int, missed: Int, taken: Double, worked: Double) {
        (self.frames, self.missed, self.taken, self.worked) = (frames, missed, taken, worked)
    }

    /// The share of frames that recognition missed, 0 to 1.
    var missedShare: Double { frames > 0 ? min(max(Double(missed) / Double(frames), 0), 1) : 0 }
    /// The share of its time in which recognition could have worked and had no processor, 0 to 1; nil when it has
    /// finished nothing.
    var waitedShare: Double? { taken > 0 ? min(max(1 - worked / taken, 0), 1) : nil }
}

/// What somebody watches at present.
public struct Watched: Sendable, Hashable {
    /// The small picture.
    public var low: Bool
    /// The picture.
    public var pictures: Bool
    /// The film, by whatever way.
    public var film: Bool

    /// What is watched.
    public init(low: Bool, pictures: Bool, film: Bool) {
        (self.low, self.pictures, self.film) = (low, pictures, film)
    }
}

/// What is left out so that recognition has the processor.
public struct Shedding: Sendable, Hashable {
    /// The small picture is made of every so manieth frame.
    public var low = 1
    /// And the picture.
    public var pictures = 1
    /// And the film.
    public var film = 1
    /// Whether nobody else is let in.
    public var isFull = false

    /// Nothing.
    public init() {}
}
