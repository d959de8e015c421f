// The one thread on which everything is learnt and judged; what works beside it has one of the same kind.

import Dispatch
import Synchronization
import Workers

/// Runs an actor's work on a thread of its own, so that the shared threads never wait for arithmetic.
///
/// Not on a queue: its threads are shared with whoever else has a queue, and thirty frames a second would keep every one awake
/// that a busy moment has ever started.
final class LearnerThread: SerialExecutor {
    private let desk = Desk()

    /// - Parameters:
    ///   - name: what tools call the thread.
    ///   - niceness: how much it gives way to others, 0 to 19.
    init(_ name: String = "learner", niceness: Int32 = 0) {
        OwnThread.start(name, niceness: niceness) { [desk] in
            while let (job, executor) = desk.next() {
                job.runSynchronously(on: executor.asUnownedSerialExecutor())
            }
        }
    }

    deinit { desk.close() }

    func enqueue(_ job: consuming ExecutorJob) { desk.add(UnownedJob(job), of: self) }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }
}

/// The work that waits, first come, first served.
private final class Desk: Sendable {
    /// The executor stays until its last job is done.
    typealias Work = (job: UnownedJob, executor: LearnerThread)

    private struct Waiting {
        var work: [Work] = []
    }

    private let waiting = Mutex(Waiting())
    private let bell = DispatchSemaphore(value: 0)

    func add(_ job: UnownedJob, of executor: LearnerThread) {
        waiting.withLock { $0.work.append((job, executor)) }
        bell.signal()
    }

    /// Rings without work: nobody is left who could have any.
    func close() { bell.signal() }

    /// Waits; nil when it is closed.
    func next() -> Work? {
        bell.wait()
        return waiting.withLock { $0.work.isEmpty ? nil : $0.work.removeFirst() }
    }
}
