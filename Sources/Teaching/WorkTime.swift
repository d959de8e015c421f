// How long some work took, and for how much of that its thread had a processor.

import Foundation

/// Time by the clock and time on a processor, in nanoseconds.
public struct WorkTime: Sendable, Hashable {
    /// By the monotonic clock.
    public let taken: Int
    /// On a processor: what is missing was spent in the queue for one, or in the hands of another machine on the same
    /// hardware, where the kernel is told of that.
    public let worked: Int

    /// Measures work of the calling thread that waits for nothing but a processor.
    static func measure<Result>(_ work: () -> Result) -> (Result, WorkTime) {
        let (clock, processor) = (read(CLOCK_MONOTONIC), read(CLOCK_THREAD_CPUTIME_ID))
        let result = work()
        let worked = read(CLOCK_THREAD_CPUTIME_ID) - processor
        return (result, WorkTime(taken: read(CLOCK_MONOTONIC) - clock, worked: worked))
    }

    private static func read(_ clock: clockid_t) -> Int {
        var time = timespec()
        clock_gettime(clock, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}
