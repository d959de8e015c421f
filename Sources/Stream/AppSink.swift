// How samples leave a pipeline: a closure called on GStreamer's thread.

import CGStreamer

/// Calls a closure with each sample that reaches an appsink.
///
/// The closure runs on a streaming thread and only hands over. It returns false to end the stream.
enum AppSink {
    typealias Handler = @Sendable (_ sample: OpaquePointer) -> Bool

    private final class Box: Sendable {
        let handler: Handler
        init(_ handler: @escaping Handler) { self.handler = handler }
    }

    /// Attaches `handler` to the appsink called `name`; the sink keeps it until the pipeline goes.
    static func attach(_ pipeline: Pipeline, _ name: String, _ handler: @escaping Handler) {
        var callbacks = GstAppSinkCallbacks()
        callbacks.new_sample = { sink, context in
            guard let sink, let context, let sample = gst_app_sink_pull_sample(sink) else { return GST_FLOW_EOS }
            defer { gst_sample_unref(sample) }
            let box = Unmanaged<Box>.fromOpaque(context).takeUnretainedValue()
            return box.handler(sample) ? GST_FLOW_OK : GST_FLOW_EOS
        }
        let context = Unmanaged.passRetained(Box(handler)).toOpaque()
        pipeline.withElement(name) { element in
            gst_app_sink_set_callbacks(showtell_app_sink(element), &callbacks, context) { context in
                if let context { Unmanaged<Box>.fromOpaque(context).release() }
            }
        }
    }

    /// Lends the bytes of a sample's buffer, with its presentation time.
    static func withBytes(_ sample: OpaquePointer, _ body: (UnsafeRawBufferPointer, _ pts: UInt64) -> Void) {
        guard let buffer = gst_sample_get_buffer(sample) else { return }
        var map = GstMapInfo()
        guard gst_buffer_map(buffer, &map, GST_MAP_READ) != 0 else { return }
        defer { gst_buffer_unmap(buffer, &map) }
        body(UnsafeRawBufferPointer(start: map.data, count: Int(map.size)), UInt64(showtell_pts(buffer)))
    }
}
