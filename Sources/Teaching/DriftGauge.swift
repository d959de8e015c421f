// From running means to a notice: once when something has changed, once when it is back.

/// What can differ from the time of teaching.
public enum DriftKind: String, Sendable, Hashable, CaseIterable {
    /// Brightness, or the tint of everything.
    case light
    /// What the empty stage looks like.
    case stage
}

/// The empty stage, or the light on it, is no longer what was taught, or is so again.
public struct DriftNotice: Sendable, Hashable {
    /// What differs.
    public let kind: DriftKind
    /// When it began, in seconds since 1970.
    public internal(set) var since: Double
    /// How far the number that has moved most is from what was taught: of light the logarithm of brightness, or levels of
    /// tint; of the stage 1 - cosine.
    public let distance: Double
    /// The distance from which on it is told, in the same unit.
    public let threshold: Double
    /// Whether it is as it was taught again.
    public let isOver: Bool

    /// The notice as a sentence.
    public var message: String {
        switch (kind, isOver) {
        case (.light, false): "the light has changed since the empty stage was taught; teach the empty stage again"
        case (.light, true): "the light is as it was taught again"
        case (.stage, false): "the empty stage no longer looks as it was taught; clear it and teach it again"
        case (.stage, true): "the empty stage looks as it was taught again"
        }
    }
}

/// Watches some numbers a second for one kind of change.
package struct DriftGauge: Sendable {
    private let kind: DriftKind
    private let fresh: [DriftChannel]
    private var channels: [DriftChannel]
    /// The notice that was given and not yet taken back.
    package private(set) var standing: DriftNotice?

    /// - Parameter limits: of each number.
    package init(_ kind: DriftKind, limits: [Limit]) {
        self.kind = kind
        fresh = limits.map { DriftChannel($0) }
        channels = fresh
    }

    /// Takes the numbers of a second.
    ///
    /// - Returns: a notice when a change has begun or is over.
    package mutating func add(_ values: [Double], at time: Double) -> DriftNotice? {
        for index in channels.indices { channels[index].add(values[index], at: time) }
        let worst = channels.max { $0.distance / $0.limit < $1.distance / $1.limit }
        guard let worst else { return nil }
        if let standing {
            guard channels.allSatisfy(\.isNear) else { return nil }
            self.standing = nil
            return notice(since: standing.since, worst.distance, worst.limit, isOver: true)
        }
        guard worst.distance > worst.limit else { return nil }
        standing = notice(since: worst.since ?? time, worst.distance, worst.limit, isOver: false)
        return standing
    }

    /// Begins anew: what is compared with has changed.
    ///
    /// - Returns: the end of the notice that stood.
    package mutating func reset() -> DriftNotice? {
        channels = fresh
        defer { standing = nil }
        return standing.map { notice(since: $0.since, 0, $0.threshold, isOver: true) }
    }

    private func notice(since: Double, _ distance: Double, _ threshold: Double, isOver: Bool) -> DriftNotice {
        DriftNotice(kind: kind, since: since, distance: distance, threshold: threshold, isOver: isOver)
    }
}
