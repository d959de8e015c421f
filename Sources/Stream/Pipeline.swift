// A GStreamer pipeline with an owner: made from launch text, started, asked for news, stopped.

import CGStreamer
import Synchronization

/// What went wrong in a pipeline, in a sentence.
struct PipelineError: Error, CustomStringConvertible {
    let description: String
    /// Whether a device is in somebody else's hands.
    var isBusy = false
    /// Seconds after which another try makes sense at the earliest; nil when nobody has said.
    var retryAfter: Double?
}

/// A pipeline and its bus.
///
/// Every blocking call belongs on the thread of the pipeline's owner, never into a task.
final class Pipeline: @unchecked Sendable {
    // Guard of the @unchecked: GStreamer locks its elements itself; the pointers never change.

    /// News from the bus.
    enum Message {
        case error(PipelineError)
        case endOfStream
        case segmentDone
    }

    private let pipeline: UnsafeMutablePointer<GstElement>
    private let bus: UnsafeMutablePointer<GstBus>
    /// Whether nothing of it runs.
    private let isIdle = Atomic(true)

    /// Makes the elements of a launch line.
    ///
    /// - Throws: a sentence when an element is missing or a property is wrong.
    init(launch text: String) throws(PipelineError) {
        Self.startGStreamer
        var error: UnsafeMutablePointer<GError>?
        let element = gst_parse_launch(text, &error)
        if let error {
            // An element may come back even so; the error decides.
            defer { g_error_free(error) }
            if let element { gst_object_unref(element) }
            throw PipelineError(description: String(cString: error.pointee.message))
        }
        guard let element, let bus = gst_element_get_bus(element) else {
            throw PipelineError(description: "GStreamer cannot make “\(text)”")
        }
        pipeline = element
        self.bus = bus
    }

    deinit {
        let parts = PipelineEnd.Parts(pipeline: pipeline, bus: bus)
        if isIdle.load(ordering: .acquiring) { return parts.release() }
        // Whoever ends it lets go of it, whenever that is.
        PipelineEnd.halt(parts) { parts.release() }
    }

    private static let startGStreamer: Void = { gst_init(nil, nil) }()

    /// Lends the element of a name for the duration of `body`.
    func withElement<Result>(_ name: String, _ body: (UnsafeMutablePointer<GstElement>) -> Result) -> Result {
        guard let element = gst_bin_get_by_name(showtell_bin(pipeline), name) else {
            preconditionFailure("the launch text has no element called \(name)")
        }
        defer { gst_object_unref(element) }
        return body(element)
    }

    /// Sets a property from text, as the launch syntax would, but without its quoting.
    func set(_ property: String, of name: String, to value: String) {
        withElement(name) { gst_util_set_object_arg(showtell_object($0), property, value) }
    }

    /// Asks for a state; returns at once.
    ///
    /// - Throws: the reason from the bus when the change fails immediately.
    func enter(_ state: GstState) throws(PipelineError) {
        isIdle.store(false, ordering: .releasing)
        if gst_element_set_state(pipeline, state) == GST_STATE_CHANGE_FAILURE { throw reason() }
    }

    /// Waits until the state that was asked for is reached.
    func waitForState(seconds: Double) throws(PipelineError) {
        let result = gst_element_get_state(pipeline, nil, nil, GstClockTime(seconds * 1e9))
        if result == GST_STATE_CHANGE_FAILURE { throw reason() }
        if result == GST_STATE_CHANGE_ASYNC {
            if let error = firstError(waiting: 0) { throw error }
            throw PipelineError(description: "no picture within \(Int(seconds)) seconds")
        }
    }

    /// Waits at most so many seconds for news; nil when there is none.
    func message(waiting seconds: Double) -> Message? {
        let timeout = GstClockTime(seconds * 1e9)
        // Messages of no interest are taken off the bus too: left there, they would keep their elements alive.
        guard let message = gst_bus_timed_pop_filtered(bus, timeout, showtell_messages_of_interest()) else {
            return nil
        }
        defer { gst_message_unref(message) }
        switch showtell_message_type(message) {
        case GST_MESSAGE_EOS: return .endOfStream
        case GST_MESSAGE_SEGMENT_DONE: return .segmentDone
        default: return .error(Self.error(in: message))
        }
    }

    /// The first error on the bus, where only errors matter; nil when there is none within so many seconds.
    func firstError(waiting seconds: Double) -> PipelineError? {
        while let message = message(waiting: seconds) {
            if case .error(let error) = message { return error }
        }
        return nil
    }

    /// Jumps to the beginning: with `flush`, at once; without, when the present segment has been played to its end.
    func seekToStart(flush: Bool, segment: Bool) -> Bool {
        var flags = GST_SEEK_FLAG_ACCURATE.rawValue
        if flush { flags |= GST_SEEK_FLAG_FLUSH.rawValue }
        if segment { flags |= GST_SEEK_FLAG_SEGMENT.rawValue }
        return gst_element_seek(
            pipeline, 1, GST_FORMAT_TIME, GstSeekFlags(rawValue: flags), GST_SEEK_TYPE_SET, 0, GST_SEEK_TYPE_NONE, -1)
            != 0
    }

    /// Lets running time be the monotonic clock itself; before the first state.
    func runOnMonotonicTime() { showtell_run_on_monotonic_time(pipeline) }

    /// The clock's time at which running time was zero, in nanoseconds.
    var baseTime: GstClockTime { gst_element_get_base_time(pipeline) }

    /// Ends everything and waits for the streaming threads, for three seconds at the most: a pipeline that does not stop by
    /// then is left behind (`PipelineEnd`).
    func stop() {
        if isIdle.load(ordering: .acquiring) { return }
        // What its threads call may need it for as long as it has not ended: the thread that ends it keeps it.
        PipelineEnd.halt(PipelineEnd.Parts(pipeline: pipeline, bus: bus)) { [self] in
            isIdle.store(true, ordering: .releasing)
        }
    }

    private func reason() -> PipelineError {
        firstError(waiting: 0.2) ?? PipelineError(description: "the pipeline cannot start")
    }

    private static func error(in message: UnsafeMutablePointer<GstMessage>) -> PipelineError {
        var error: UnsafeMutablePointer<GError>?
        gst_message_parse_error(message, &error, nil)
        guard let error else { return PipelineError(description: "an error without a reason") }
        defer { g_error_free(error) }
        let isBusy = g_error_matches(error, gst_resource_error_quark(), Int32(GST_RESOURCE_ERROR_BUSY.rawValue)) != 0
        return PipelineError(description: String(cString: error.pointee.message), isBusy: isBusy)
    }
}
