// Everybody who follows a feed, by event loop: a ring is one hop for each loop, however many viewers it has.

import NIOCore
import Synchronization

/// Somebody who follows a feed. All calls come on the viewer's event loop.
protocol Viewer: AnyObject {
    /// There may be something new.
    func offer()
    /// Some time has passed.
    func tick(_ now: NIODeadline)
}

/// The viewers of a feed.
package final class Crowd: Sendable {
    private struct State {
        var loops: [ObjectIdentifier: LoopCrowd] = [:]
        var count = 0
        var awaken: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    /// Nobody yet.
    package init() {}

    /// How many there are.
    package var count: Int { state.withLock { $0.count } }

    /// Sets what is done when somebody comes.
    func whenJoined(_ action: @escaping @Sendable () -> Void) { state.withLock { $0.awaken = action } }

    /// Tells everybody that there is something new. Returns at once; may be called on any thread.
    package func ring() {
        for loop in state.withLock({ Array($0.loops.values) }) { loop.ring() }
    }

    /// Adds a viewer; called on its loop.
    func join(_ viewer: some Viewer, on loop: any EventLoop) {
        let (place, awaken) = state.withLock { state in
            state.count += 1
            let place = state.loops[ObjectIdentifier(loop)] ?? LoopCrowd(loop)
            state.loops[ObjectIdentifier(loop)] = place
            return (place, state.awaken)
        }
        place.join(viewer)
        awaken?()
    }

    /// Lets a viewer go; called on its loop.
    func leave(_ viewer: some Viewer, on loop: any EventLoop) {
        let place = state.withLock { $0.loops[ObjectIdentifier(loop)] }
        if place?.leave(viewer) == true { state.withLock { $0.count -= 1 } }
    }
}

/// Those on one event loop.
private final class LoopCrowd: @unchecked Sendable {
    private let loop: any EventLoop
    /// Whether a ring is on its way to the loop: another one would find nothing that this one does not.
    private let isRinging = Atomic(false)
    // Guarded by the event loop: touched there and nowhere else.
    private var viewers: [any Viewer] = []
    private var ticker: RepeatedTask?

    init(_ loop: any EventLoop) { self.loop = loop }

    func ring() {
        guard !isRinging.exchange(true, ordering: .acquiringAndReleasing) else { return }
        loop.execute {
            self.isRinging.store(false, ordering: .sequentiallyConsistent)
            for viewer in self.viewers { viewer.offer() }
        }
    }

    func join(_ viewer: any Viewer) {
        loop.assertInEventLoop()
        viewers.append(viewer)
        guard ticker == nil else { return }
        let step = TimeAmount.milliseconds(200)
        ticker = loop.scheduleRepeatedTask(initialDelay: step, delay: step) { [weak self] _ in
            let now = NIODeadline.now()
            for viewer in self?.viewers ?? [] { viewer.tick(now) }
        }
    }

    /// Returns false when the viewer was not there.
    func leave(_ viewer: any Viewer) -> Bool {
        loop.assertInEventLoop()
        guard let place = viewers.firstIndex(where: { $0 === viewer }) else { return false }
        viewers.remove(at: place)
        if viewers.isEmpty {
            ticker?.cancel()
            ticker = nil
        }
        return true
    }
}
