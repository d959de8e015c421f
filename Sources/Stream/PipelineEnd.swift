// The end of a pipeline, which waits for other people's code: drivers, libraries, networks. It may never come.

import CGStreamer
import Dispatch
import Foundation
import Logging
import Synchronization

/// Stops pipelines, each on a thread of its own, so that one that is stuck holds nobody up for long.
///
/// A change to `GST_STATE_NULL` takes the locks of all elements and joins the streaming threads. A driver that does not
/// return from an ioctl holds it up for ever, and no thread can be ended from outside. What is stuck is left behind with
/// what it holds: its threads, its memory, and perhaps its camera.
public enum PipelineEnd {
    /// Seconds that whoever stops a pipeline waits.
    static let patience = 3.0

    private static let stuckPipelines = Atomic(0)

    /// Pipelines that have not ended, though they should have.
    public static var stuck: Int { stuckPipelines.load(ordering: .relaxed) }

    /// What a pipeline is made of, for the thread that ends it.
    struct Parts: @unchecked Sendable {
        // Guard of the @unchecked: GStreamer counts references and locks its elements itself.
        let pipeline: UnsafeMutablePointer<GstElement>
        let bus: UnsafeMutablePointer<GstBus>

        /// Lets go of it.
        func release() {
            gst_object_unref(bus)
            gst_object_unref(pipeline)
        }
    }

    private enum Outcome { case waiting, ended, leftBehind }

    /// Ends a pipeline and waits for that, for three seconds at the most. Blocks.
    ///
    /// - Parameter ended: called on the thread that ended it, whenever that was.
    static func halt(_ parts: Parts, ended: @escaping @Sendable () -> Void) {
        let (done, shared) = (DispatchSemaphore(value: 0), Ending())
        let thread = Thread {
            gst_element_set_state(parts.pipeline, GST_STATE_NULL)
            ended()
            if shared.note(.ended) == .leftBehind {
                stuckPipelines.subtract(1, ordering: .relaxed)
                log.notice("a pipeline that was left behind has ended after all")
            }
            done.signal()
        }
        thread.name = "pipeline end"
        thread.start()
        guard done.wait(timeout: .now() + patience) == .timedOut else { return }
        guard shared.note(.leftBehind) == .waiting else { return }
        stuckPipelines.add(1, ordering: .relaxed)
        log.error(
            "a pipeline did not stop within \(Int(patience)) seconds and is left behind with what it holds; the daemon goes on, and a restart frees it"
        )
    }

    /// What became of an end, told once by each side.
    private final class Ending: Sendable {
        private let outcome = Mutex(Outcome.waiting)

        /// - Returns: what was noted before.
        func note(_ new: Outcome) -> Outcome {
            outcome.withLock { outcome in
                defer { if outcome != .ended { outcome = new } }
                return outcome
            }
        }
    }

    private static var log: Logger { Logger(label: "showtell") }
}
