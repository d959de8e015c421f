// Pictures in, JPEG out: the broadcast's own pipeline, which no camera can break.

import CGStreamer
public import Imaging
import Synchronization

/// Encodes pictures on GStreamer's threads; the newest wins when they come too fast.
public final class JPEGEncoder: Sendable {
    /// Called on a streaming thread with the bytes of a picture and the tag it was given.
    public typealias Output = @Sendable (_ jpeg: UnsafeRawBufferPointer, _ tag: UInt64) -> Void

    private struct State {
        var pipeline: Pipeline?
        var size: (width: Int, height: Int) = (0, 0)
    }

    private let state = Mutex(State())
    private let quality: Int
    private let longestSide: Int?
    private let output: Output

    /// An encoder; its pipeline is made with the first picture.
    ///
    /// - Parameters:
    ///   - quality: 1…100, as libjpeg counts.
    ///   - longestSide: what larger pictures are scaled down to, in pixels; nil for none.
    ///   - output: receives what was encoded.
    public init(quality: Int = 80, longestSide: Int? = nil, output: @escaping Output) {
        self.quality = quality
        self.longestSide = longestSide
        self.output = output
    }

    /// Hands a picture over and returns at once; the picture must not be changed any more.
    ///
    /// - Parameter tag: comes back with the bytes; must rise from picture to picture.
    /// - Throws: a sentence when the encoder has failed; the next picture gets a new one.
    public func encode(_ picture: Picture, tag: UInt64) throws(EncoderError) {
        do {
            try state.withLock { try encode(picture, tag, &$0) }
        } catch {
            throw EncoderError(description: "pictures cannot be encoded: \(error)")
        }
    }

    private func encode(_ picture: Picture, _ tag: UInt64, _ state: inout State) throws {
        // Looking at the bus with every picture drains it: nothing piles up, no thread waits.
        if let error = state.pipeline?.firstError(waiting: 0) {
            state.pipeline = nil
            throw error
        }
        // A pipeline that scales is made for one size.
        if longestSide != nil, state.size != (picture.width, picture.height) { state.pipeline = nil }
        let pipeline = try state.pipeline ?? makePipeline(scaling(picture))
        if state.pipeline == nil || state.size != (picture.width, picture.height) {
            announce(picture, to: pipeline)
        }
        state = State(pipeline: pipeline, size: (picture.width, picture.height))
        push(picture, tag, into: pipeline)
    }

    /// What the pipeline needs so that the picture comes out smaller; empty when it is small enough.
    private func scaling(_ picture: Picture) -> String {
        let side = max(picture.width, picture.height)
        guard let longestSide, side > longestSide else { return "" }
        // Even numbers: colours have half as many pixels.
        let (width, height) = (picture.width, picture.height)
        let size = [width, height].map { max(2, ($0 * longestSide / side + 1) / 2 * 2) }
        return "videoscale ! video/x-raw,width=\(size[0]),height=\(size[1]) ! "
    }

    private func makePipeline(_ scaling: String) throws(PipelineError) -> Pipeline {
        // JPEG means luma from 0 to 255 (colorimetry 1:4:0:0, JFIF); video's 16…235 would wash the picture out.
        let pipeline = try Pipeline(
            launch: """
                appsrc name=in is-live=true format=time block=false max-buffers=2 leaky-type=downstream ! videoconvert ! \
                video/x-raw,format=I420,colorimetry=1:4:0:0 ! \(scaling)jpegenc quality=\(quality) ! \
                appsink name=out sync=false max-buffers=2 enable-last-sample=false
                """)
        let output = output
        AppSink.attach(pipeline, "out") { sample in
            AppSink.withBytes(sample) { bytes, tag in output(bytes, tag) }
            return true
        }
        try pipeline.enter(GST_STATE_PLAYING)
        return pipeline
    }

    private func announce(_ picture: Picture, to pipeline: Pipeline) {
        let format = "video/x-raw,format=BGRx,width=\(picture.width),height=\(picture.height),framerate=0/1"
        guard let caps = gst_caps_from_string(format) else { return }
        defer { gst_caps_unref(caps) }
        pipeline.withElement("in") { gst_app_src_set_caps(showtell_app_src($0), caps) }
    }

    private func push(_ picture: Picture, _ tag: UInt64, into pipeline: Pipeline) {
        // The buffer lies in the picture's memory and keeps the picture until it has been encoded.
        let owner = Unmanaged.passRetained(picture).toOpaque()
        let buffer = picture.withBytes { bytes in
            gst_buffer_new_wrapped_full(
                GST_MEMORY_FLAG_READONLY, bytes.baseAddress, gsize(bytes.count), 0, gsize(bytes.count), owner
            ) { owner in
                if let owner { Unmanaged<Picture>.fromOpaque(owner).release() }
            }
        }
        guard let buffer else { return }
        showtell_set_pts(buffer, GstClockTime(tag))
        pipeline.withElement("in") { _ = gst_app_src_push_buffer(showtell_app_src($0), buffer) }
    }
}

/// Why pictures cannot be encoded, in a sentence.
public struct EncoderError: Error, Sendable, CustomStringConvertible {
    /// The sentence.
    public let description: String
}
