// The one thread on which everything is learnt and judged; what works beside it has one of the same kind.

import Dispatch

/// Runs an actor's work on a serial queue of its own, so that the shared threads never wait for arithmetic.
final class LearnerThread: SerialExecutor {
    private let queue: DispatchQueue

    init(_ name: String = "showtell.learner", qos: DispatchQoS = .userInitiated) {
        queue = DispatchQueue(label: name, qos: qos)
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedSerialExecutor()
        queue.async { job.runSynchronously(on: executor) }
    }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }
}
