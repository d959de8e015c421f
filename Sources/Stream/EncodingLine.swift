// Pictures into a pipeline, encoded samples out of it: what every encoder has in common.

import CGStreamer
import Dispatch
import Synchronization

/// A pipeline of `appsrc ! … ! appsink` that is made with its first picture, and anew after a failure.
///
/// Nothing here waits: pictures are handed over, samples come back on a streaming thread, and the bus is drained with
/// every picture.
final class EncodingLine: Sendable {
    private struct State {
        var pipeline: Pipeline?
        var launch = ""
        /// What the pipeline was told last.
        var format: EncoderInput.Format?
    }

    private let state = Mutex(State())
    private let launch: @Sendable (_ width: Int, _ height: Int) -> String
    private let rate: String
    private let output: AppSink.Handler

    /// A line that nothing has been put on yet.
    ///
    /// - Parameters:
    ///   - rate: frames a second as a fraction; `0/1` says that it may be any.
    ///   - launch: the elements between source and sink, for pictures of a size.
    ///   - output: called on a streaming thread; returns false to end the line.
    init(
        rate: String, launch: @escaping @Sendable (_ width: Int, _ height: Int) -> String,
        output: @escaping AppSink.Handler
    ) {
        self.launch = launch
        self.rate = rate
        self.output = output
    }

    /// Hands a picture over and returns at once.
    ///
    /// - Parameter time: nanoseconds, rising from picture to picture; the running time of what comes out.
    /// - Throws: what failed since the last picture; the next one gets a new pipeline.
    func push(_ input: EncoderInput, time: UInt64) throws(PipelineError) {
        // Typed throws do not pass through a closure that infers its error.
        let failure = state.withLock { state -> PipelineError? in
            do throws(PipelineError) {
                try push(input, time, &state)
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
    }

    /// Ends what runs; returns at once. What is still on its way out may yet come.
    func end() { state.withLock { Self.retire(&$0) } }

    /// Stopping waits for the streaming threads, and a broken device may keep them for long: nobody here waits for that.
    private static func retire(_ state: inout State) {
        guard let pipeline = state.pipeline.take() else { return }
        DispatchQueue.global(qos: .utility).async { pipeline.stop() }
    }

    /// Asks for a picture that can be understood without those before it.
    func requestKeyFrame() {
        guard let pipeline = state.withLock({ $0.pipeline }) else { return }
        pipeline.withElement("out") { sink in
            guard let pad = gst_element_get_static_pad(sink, "sink") else { return }
            defer { gst_object_unref(pad) }
            gst_pad_push_event(pad, gst_video_event_new_upstream_force_key_unit(showtell_no_time(), 1, 0))
        }
    }

    private func push(_ input: EncoderInput, _ time: UInt64, _ state: inout State) throws(PipelineError) {
        // Looking at the bus with every picture drains it: nothing piles up, no thread waits.
        if let error = state.pipeline?.firstError(waiting: 0) {
            Self.retire(&state)
            throw error
        }
        let pipeline = try pipeline(for: input, &state)
        guard let buffer = input.buffer(at: time) else { return }
        pipeline.withElement("in") { _ = gst_app_src_push_buffer(showtell_app_src($0), buffer) }
    }

    /// A pipeline that knows the picture's format. Most take any size; one that scales is made for one.
    private func pipeline(for input: EncoderInput, _ state: inout State) throws(PipelineError) -> Pipeline {
        let format = input.format
        if let running = state.pipeline, state.format == format { return running }
        let launch = launch(input.size.width, input.size.height)
        let pipeline: Pipeline
        if let running = state.pipeline, state.launch == launch {
            pipeline = running
        } else {
            Self.retire(&state)
            pipeline = try makePipeline(launch)
        }
        announce(format, to: pipeline)
        state = State(pipeline: pipeline, launch: launch, format: format)
        return pipeline
    }

    private func makePipeline(_ launch: String) throws(PipelineError) -> Pipeline {
        let pipeline = try Pipeline(
            launch: """
                appsrc name=in is-live=true format=time block=false max-buffers=2 leaky-type=downstream ! \(launch) ! \
                appsink name=out sync=false max-buffers=2 wait-on-eos=false enable-last-sample=false
                """)
        AppSink.attach(pipeline, "out", output)
        try pipeline.enter(GST_STATE_PLAYING)
        return pipeline
    }

    private func announce(_ format: EncoderInput.Format, to pipeline: Pipeline) {
        guard let caps = format.caps(rate: rate) else { return }
        defer { gst_caps_unref(caps) }
        pipeline.withElement("in") { gst_app_src_set_caps(showtell_app_src($0), caps) }
    }
}
