// Threads that share one piece of work after another: rows of a picture, for as long as a frame takes.

import Dispatch
import Foundation
import Synchronization

/// Splits work on rows between the calling thread and helpers.
///
/// A frame has a dozen pieces of work, each of some tenths of a millisecond. Between two of them a helper spins, since
/// waking a thread costs as much as such a piece; when nothing has come for some time, as between two frames, it sleeps.
/// A helper that comes late, because its core is busy, is not waited for: whoever is there does the rows.
///
/// What is computed must not depend on who does which rows. One thread at a time may call `split`.
public final class Team: Sendable {
    /// Threads that work, the caller's among them.
    public let threads: Int

    private let desk = Desk()

    /// A team of `threads` threads, at least 1: the caller's, and helpers that end with the team.
    public init(threads: Int) {
        self.threads = max(threads, 1)
        for helper in 1..<self.threads {
            OwnThread.start("team-\(helper)") { [desk] in desk.serve(as: helper) }
        }
    }

    deinit { desk.close() }

    /// Calls `body` with ranges that together are `0..<count`, and returns when all are done.
    ///
    /// Nothing is allocated, provided that `body` captures nothing: what it works on is what it is given. (A closure that
    /// captured something, or knew its object's class, would have to be allocated to reach other threads.)
    ///
    /// - Parameters:
    ///   - chunk: items a range, the last one aside.
    ///   - object: what `body` works on, and is given; `unsafeDowncast` costs nothing there.
    ///   - body: called at the same time on several threads, each time with the number of the thread in `0..<threads`.
    public func split(
        _ count: Int, chunk: Int, of object: AnyObject, _ body: @escaping (AnyObject, Range<Int>, Int) -> Void
    ) {
        if threads > 1, count > chunk {
            desk.offer(Desk.Work(count: count, chunk: chunk, object: object, body: body))
        } else if count > 0 {
            body(object, 0..<count, 0)
        }
    }
}

/// Where a piece of work lies while it is done.
private final class Desk: @unchecked Sendable {
    // Guard of the @unchecked: `work` is written only while no helper takes part in it, and read only by those that do.

    struct Work {
        let count: Int
        let chunk: Int
        let object: AnyObject
        let body: (AnyObject, Range<Int>, Int) -> Void
    }

    private var work: Work?
    /// First item that nobody has taken.
    private let next = Atomic<Int>(0)
    /// Which piece of work this is (upper bits), whether helpers may still join (bit 15), how many have (lower bits).
    private let round = Atomic<Int>(0)
    private let sleeping = Atomic<Int>(0)
    private let isClosed = Atomic<Bool>(false)
    private let bell = DispatchSemaphore(value: 0)

    private static let open = 1 << 15
    private static let one = 1 << 16
    /// Looks at the desk before a helper sleeps: about a tenth of a millisecond.
    private static let patience = 50_000
    /// Looks at the desk before the caller lets others have its core.
    private static let politeness = 5_000

    func offer(_ work: Work) {
        self.work = work
        next.store(0, ordering: .relaxed)
        let number = (round.load(ordering: .relaxed) / Self.one + 1) * Self.one
        round.store(number | Self.open, ordering: .sequentiallyConsistent)
        wake()
        take(part: work, as: 0)
        round.subtract(Self.open, ordering: .acquiringAndReleasing)
        // A helper may have lost its core in the middle of a range: perhaps to this very thread.
        var looks = 0
        while round.load(ordering: .acquiring) != number {
            looks += 1
            if looks > Self.politeness { sched_yield() }
        }
        self.work = nil
    }

    private func take(part work: Work, as member: Int) {
        while true {
            let first = next.add(work.chunk, ordering: .relaxed).oldValue
            if first >= work.count { return }
            work.body(work.object, first..<min(first + work.chunk, work.count), member)
        }
    }

    func serve(as helper: Int) {
        var (seen, looks) = (0, 0)
        while !isClosed.load(ordering: .acquiring) {
            let now = round.load(ordering: .acquiring)
            if now / Self.one == seen || now & Self.open == 0 {
                looks += 1
                if looks > Self.patience {
                    sleep(unless: now)
                    looks = 0
                }
                continue
            }
            guard round.compareExchange(expected: now, desired: now + 1, ordering: .acquiringAndReleasing).exchanged
            else { continue }
            if let work { take(part: work, as: helper) }
            (seen, looks) = (now / Self.one, 0)
            round.subtract(1, ordering: .releasing)
        }
    }

    /// Sleeps until the bell rings, unless the desk has changed since it was looked at.
    private func sleep(unless seen: Int) {
        sleeping.add(1, ordering: .sequentiallyConsistent)
        if round.load(ordering: .sequentiallyConsistent) != seen || isClosed.load(ordering: .sequentiallyConsistent) {
            // Whoever rings has counted this sleeper or not: take back the count, or the ring.
            var count = sleeping.load(ordering: .relaxed)
            while count > 0 {
                let taken = sleeping.compareExchange(
                    expected: count, desired: count - 1, ordering: .sequentiallyConsistent)
                if taken.exchanged { return }
                count = taken.original
            }
        }
        bell.wait()
    }

    /// Rings once for each sleeper.
    private func wake() {
        let sleepers = sleeping.exchange(0, ordering: .sequentiallyConsistent)
        for _ in 0..<sleepers { bell.signal() }
    }

    func close() {
        isClosed.store(true, ordering: .sequentiallyConsistent)
        wake()
    }
}
