// Looking for several objects beside the picture: now and then a frame, and only while somebody wants to know.

import Imaging
import Logging
import Stream
import Synchronization
import Teaching

/// What was found in a frame.
struct Sighting: Sendable {
    let found: FoundObjects
    /// The frame's number.
    let frame: Int64
    /// When it was captured.
    let captured: UInt64
}

/// Gives frames to the scout, one at a time; frames that come meanwhile are passed over.
final class ObjectLine: Sendable {
    private struct State {
        var isOn = false
        var isBusy = false
        /// When the last look began.
        var began: UInt64 = 0
        var newest: Sighting?
    }

    /// Looks begin no sooner one after another, in nanoseconds: the verdict needs the processor, too.
    private static let interval: UInt64 = 120_000_000
    /// What was found longer ago than this is not drawn any more, in nanoseconds.
    private static let memory: UInt64 = 1_000_000_000

    private let state = Mutex(State())
    private let scout: ObjectScout
    private let pool: PicturePool
    private let everyFrame: Bool
    private let logger: Logger
    private let isWanted: @Sendable () -> Bool
    private let announce: @Sendable (Sighting) async -> Void

    /// - Parameters:
    ///   - everyFrame: look at each frame, however long it takes.
    ///   - isWanted: whether anybody sees or hears what is found.
    ///   - announce: says what was found; called once for each frame that was looked at.
    init(
        scout: ObjectScout, pool: PicturePool, everyFrame: Bool, logger: Logger,
        isWanted: @escaping @Sendable () -> Bool, announce: @escaping @Sendable (Sighting) async -> Void
    ) {
        self.scout = scout
        self.pool = pool
        self.everyFrame = everyFrame
        self.logger = logger
        self.isWanted = isWanted
        self.announce = announce
    }

    /// Switches it on or off. What was found is forgotten, and so is the memory it took.
    func set(isOn: Bool) async {
        state.withLock { ($0.isOn, $0.newest) = (isOn, nil) }
        if !isOn { await scout.rest() }
    }

    /// Takes a frame that nobody has drawn on yet.
    ///
    /// - Returns: looks at it; nil when it is passed over.
    func take(_ frame: Frame) -> Task<Void, Never>? {
        guard isOn, isWanted() else { return nil }
        let now = MonotonicClock.now()
        let mayLook = state.withLock { state in
            guard !state.isBusy, everyFrame || now >= state.began + Self.interval else { return false }
            (state.isBusy, state.began) = (true, now)
            return true
        }
        guard mayLook else { return nil }
        let copy = pool.copy(frame.picture)
        return Task {
            await look(at: copy, frame)
            state.withLock { $0.isBusy = false }
        }
    }

    private func look(at picture: Picture, _ frame: Frame) async {
        do {
            let found = try await scout.find(in: picture)
            let sighting = Sighting(found: found, frame: frame.number, captured: frame.captured)
            let isOn = state.withLock { state in
                if state.isOn { state.newest = sighting }
                return state.isOn
            }
            if isOn { await announce(sighting) } else { await scout.rest() }
        } catch {
            logger.warning("no objects are looked for in this frame: \(error)")
        }
    }

    private var isOn: Bool { state.withLock { $0.isOn } }

    /// What was found in a frame or a moment before it.
    func sighting(for frame: Frame) -> Sighting? {
        guard let newest = state.withLock({ $0.newest }) else { return nil }
        return frame.captured < newest.captured + Self.memory ? newest : nil
    }

    /// Waits for a look, when no frame is to be lost.
    func finish(_ look: Task<Void, Never>?) async { if everyFrame { await look?.value } }
}
