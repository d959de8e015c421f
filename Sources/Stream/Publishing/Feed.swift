// Access units on their way into a publisher's pipeline.

import CGStreamer
import Synchronization

/// Puts access units into an appsrc called `in`; never waits.
final class Feed: Sendable {
    private struct State {
        var isOver = false
        var gate = FeedGate()
    }

    private let state = Mutex(State())
    private let pipeline: Pipeline
    private let requestKeyFrame: @Sendable () -> Void

    init(_ pipeline: Pipeline, requestKeyFrame: @escaping @Sendable () -> Void) {
        self.pipeline = pipeline
        self.requestKeyFrame = requestKeyFrame
    }

    /// Pictures that were left out.
    var dropped: Int { state.withLock { $0.gate.dropped } }

    /// Pictures that came, whether they were put in or left out.
    var offered: Int { state.withLock { $0.gate.dropped + $0.gate.passed } }

    /// Takes nothing more.
    func end() { state.withLock { $0.isOver = true } }

    /// Puts a unit in, or leaves it out. For any thread.
    func push(_ unit: AccessUnit) {
        let waiting = pipeline.withElement("in") { gst_app_src_get_current_level_buffers(showtell_app_src($0)) }
        let (time, asks) = state.withLock { state -> (UInt64?, Bool) in
            guard !state.isOver else { return (nil, false) }
            return state.gate.decide(isKey: unit.isKey, captured: unit.captured, waiting: Int(waiting))
        }
        if asks { requestKeyFrame() }
        guard let time, let buffer = showtell_buffer_copy(unit.buffer) else { return }
        // No picture waits for a later one: each is shown in the order in which it is decoded.
        showtell_set_times(buffer, GstClockTime(time))
        pipeline.withElement("in") { _ = gst_app_src_push_buffer(showtell_app_src($0), buffer) }
    }
}

extension Feed {
    /// Calls `body` on a streaming thread for each picture, or packet of one, that leaves the element called
    /// `last`.
    static func count(_ pipeline: Pipeline, _ body: @escaping @Sendable () -> Void) {
        PadProbe.attach(
            pipeline, .behind("last"), [GST_PAD_PROBE_TYPE_BUFFER, GST_PAD_PROBE_TYPE_BUFFER_LIST]
        ) { _, info in
            // What has no time is no picture but a head, of which sinks take any number before the far end has answered.
            if !isHead(info) { body() }
            return GST_PAD_PROBE_OK
        }
    }

    private static func isHead(_ info: UnsafeMutablePointer<GstPadProbeInfo>) -> Bool {
        guard info.pointee.type.rawValue & GST_PAD_PROBE_TYPE_BUFFER.rawValue != 0,
            let buffer = gst_pad_probe_info_get_buffer(info)
        else { return false }
        return showtell_pts(buffer) == showtell_no_time()
    }
}
