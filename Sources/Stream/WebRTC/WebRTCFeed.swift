// Where access units enter a pipeline of WebRTC.

import CGStreamer
import Synchronization

/// Gives a sender's pipeline what is coded, and lets no picture through that could not be understood.
final class WebRTCFeed: @unchecked Sendable {
    // Guard of the @unchecked: GStreamer locks its elements itself; the pointer never changes.

    static let name = "in"
    /// Units that may wait in the pipeline: a quarter of a second, and something is wrong.
    private static let mostWaiting = 8

    private struct State {
        /// What came before was left out: nothing can be understood until a key frame.
        var needsKeyFrame = true
        var skipped = 0
        var rhythm: KeyFrameRhythm?
    }

    private let state: Mutex<State>
    private let codec: VideoCodec
    private let source: UnsafeMutablePointer<GstElement>
    /// Asks for a key frame.
    private let requestKeyFrame: @Sendable () -> Void

    /// - Parameter rhythm: when key frames are asked for that nobody needs who is here; nil for never.
    init(
        _ pipeline: Pipeline, _ codec: VideoCodec, rhythm: KeyFrameRhythm?,
        requestKeyFrame: @escaping @Sendable () -> Void
    ) {
        state = Mutex(State(rhythm: rhythm))
        self.codec = codec
        self.requestKeyFrame = requestKeyFrame
        source = pipeline.withElement(Self.name) { element in
            gst_object_ref(element)
            return element
        }
        // GStreamer passes on, upstream, what a player that has lost too much asks for.
        PadProbe.onKeyFrameRequest(pipeline, behind: Self.name, requestKeyFrame)
    }

    deinit { gst_object_unref(source) }

    /// Units that were left out because the pipeline did not take them.
    var skipped: Int { state.withLock { $0.skipped } }

    /// Hands a unit over and returns at once. The memory is the encoder's own; nothing is copied.
    ///
    /// - Returns: false when the film is in another codec by now.
    func push(_ unit: AccessUnit) -> Bool {
        guard unit.codec == codec else { return false }
        let isFull = gst_app_src_get_current_level_buffers(showtell_app_src(source)) >= Self.mostWaiting
        let (passes, asks) = state.withLock { state in
            var asks = isFull && !state.needsKeyFrame
            if isFull { state.needsKeyFrame = true }
            let passes = !isFull && (unit.isKey || !state.needsKeyFrame)
            if passes {
                state.needsKeyFrame = false
                if state.rhythm?.isDue(isKey: unit.isKey, captured: unit.captured) == true { asks = true }
            } else {
                state.skipped += 1
            }
            return (passes, asks)
        }
        if asks { requestKeyFrame() }
        if passes { gst_app_src_push_buffer(showtell_app_src(source), showtell_buffer_ref(unit.buffer)) }
        return true
    }
}
