// One viewer over WebRTC, with a pipeline of its own: nothing that happens to it reaches the film or anybody else.

import CGStreamer
import Dispatch
import Foundation
import Synchronization

/// A viewer that a rendition is sent to, from its offer to its end.
///
/// It ends when it is closed, when the browser leaves, and when it falls silent. (GStreamer 1.22 does not ask whether the
/// other side is still there, RFC 7675; but a living player reports every second or so how it receives.)
public final class WebRTCPeer: @unchecked Sendable {
    // Guard of the @unchecked: what changes is touched on `queue` alone, or is atomic.

    /// How long a viewer is waited for.
    public struct Patience: Sendable {
        /// From the answer to the connection.
        public var connecting: Duration
        /// From one report to the next.
        public var silence: Duration

        /// Durations.
        public init(connecting: Duration = .seconds(10), silence: Duration = .seconds(15)) {
            (self.connecting, self.silence) = (connecting, silence)
        }
    }

    /// The SDP answer, with all candidates.
    public let answer: String

    /// A thread of its own, where waiting for the pipeline harms nobody.
    private let queue: DispatchQueue
    private let codec: VideoCodec
    private let feed: WebRTCFeed
    private let rendition: VideoRendition
    private let patience: Patience
    private let notice: Notice
    /// Nil when it has ended: whoever still holds the peer then holds no thread and no socket.
    private var line: (pipeline: Pipeline, bin: WebRTCBin)?

    /// Tells once that it is over.
    private final class Notice: Sendable {
        private let isTold = Atomic(false)
        private let ended: @Sendable () -> Void
        init(_ ended: @escaping @Sendable () -> Void) { self.ended = ended }
        func tell() {
            if !isTold.exchange(true, ordering: .relaxed) { ended() }
        }
    }

    /// When something was heard; the element's signals share it.
    private final class Heard: Sendable { let time = Atomic<UInt64>(0) }

    private let began = MonotonicClock.now()
    /// When it reported last; 0 before it is connected.
    private let heard = Heard()
    private var membership: Int?
    private var timer: (any DispatchSourceTimer)?

    /// Makes the key that all viewers share, for which the first one would have to wait. Waits: for a thread that may.
    public static func warmUp() { _ = try? Pipeline(launch: "dtlsdec fakesink") }

    /// Answers an offer. The viewer joins the rendition as soon as it is connected.
    ///
    /// - Parameter ended: called once, on any thread, when the viewer is gone and nothing of it is left.
    /// - Throws: a sentence when the offer is not understood or nothing in it can be sent.
    public static func connect(
        _ offer: String, to rendition: VideoRendition, patience: Patience = Patience(),
        ended: @escaping @Sendable () -> Void
    ) async throws(WebRTCRefusal) -> WebRTCPeer {
        let queue = DispatchQueue(label: "showtell.viewer", qos: .userInitiated)
        let result = await withCheckedContinuation { continuation in
            queue.async {
                continuation.resume(
                    returning: Result { () throws(WebRTCRefusal) in
                        let peer = try WebRTCPeer(offer, rendition, patience, queue, Notice(ended))
                        peer.watch()
                        return peer
                    })
            }
        }
        return try result.get()
    }

    private init(
        _ text: String, _ rendition: VideoRendition, _ patience: Patience, _ queue: DispatchQueue,
        _ notice: Notice
    ) throws(WebRTCRefusal) {
        guard let codec = rendition.kind?.codec else { throw WebRTCRefusal(.failed, "no encoder for video works here") }
        let offer = try WebRTCOffer(text, for: codec)
        let pipeline: Pipeline
        do throws(PipelineError) {
            pipeline = try Pipeline(launch: Self.launch(offer))
        } catch {
            throw WebRTCRefusal(.failed, error.description)
        }
        let bin = WebRTCBin(of: pipeline)
        feed = WebRTCFeed(pipeline, codec) { [weak rendition] in rendition?.requestKeyFrame() }
        (self.codec, self.rendition) = (codec, rendition)
        (self.patience, self.queue, self.notice) = (patience, queue, notice)
        try bin.prepare()
        pipeline.runOnMonotonicTime()
        do throws(PipelineError) {
            try pipeline.enter(GST_STATE_PLAYING)
        } catch {
            throw WebRTCRefusal(.failed, error.description)
        }
        guard let answer = offer.answer(from: try bin.answer(to: offer.text)) else {
            throw WebRTCRefusal(.unusable, "GStreamer declines the offer's video")
        }
        self.answer = answer
        line = (pipeline, bin)
    }

    /// The pipeline of a viewer: units in, packets out.
    ///
    /// The timestamps are the capture's own (`timestamp-offset=0`), so that a page can tell which frame it shows. The
    /// source's number stands in the caps too: the answer is made before any packet, and without it browsers take what
    /// comes for somebody else's and do not show it.
    private static func launch(_ offer: WebRTCOffer) -> String {
        let (source, payload) = (UInt32.random(in: 1...UInt32.max), offer.format.payload)
        let common = "pt=\(payload) ssrc=\(source) timestamp-offset=0 mtu=1200"
        let (caps, payloader) =
            switch offer.codec {
            case .h264:
                (
                    "video/x-h264,stream-format=byte-stream,alignment=au",
                    "rtph264pay \(common) aggregate-mode=zero-latency config-interval=-1"
                )
            case .vp8: ("video/x-vp8", "rtpvp8pay \(common) picture-id-mode=15-bit")
            }
        return """
            appsrc name=\(WebRTCFeed.name) is-live=true format=time block=false max-bytes=0 caps=\(caps) ! \(payloader) ! \
            application/x-rtp,media=video,encoding-name=\(offer.codec.encodingName),clock-rate=90000,payload=\(payload),\
            ssrc=(uint)\(source) ! webrtcbin name=\(WebRTCBin.name) bundle-policy=max-bundle latency=0
            """
    }

    /// Sends the viewer away; returns at once.
    public func close() { queue.async { self.end() } }

    /// Begins to look after it. On `queue`.
    private func watch() {
        // GStreamer's threads must never hold the last reference: the end would wait for the thread that it runs on.
        line?.bin.onChange { [weak self, queue] in queue.async { [weak self] in self?.look() } }
        line?.bin.onReport { [heard] in heard.time.store(MonotonicClock.now(), ordering: .relaxed) }
        let timer = DispatchSource.makeTimerSource(queue: queue)
        timer.schedule(deadline: .now() + 0.5, repeating: 0.5, leeway: .milliseconds(200))
        timer.setEventHandler { [weak self] in self?.look() }
        timer.resume()
        self.timer = timer
        look()
    }

    /// Looks how the connection is. On `queue`.
    private func look() {
        guard let line else { return }
        // Taking messages off the bus drains it: they would keep their elements alive.
        if line.pipeline.firstError(waiting: 0) != nil { return end() }
        // Nothing more will come in what was agreed on: who asks again hears why, or gets something else.
        if rendition.kind?.codec != codec { return end() }
        let now = MonotonicClock.now()
        switch line.bin.state {
        case GST_WEBRTC_PEER_CONNECTION_STATE_CONNECTED: join(now)
        case GST_WEBRTC_PEER_CONNECTION_STATE_FAILED, GST_WEBRTC_PEER_CONNECTION_STATE_CLOSED: return end()
        default: break
        }
        let heard = heard.time.load(ordering: .relaxed)
        let (last, patience) = membership == nil ? (began, patience.connecting) : (heard, patience.silence)
        if now > last, Duration.nanoseconds(now - last) > patience { end() }
    }

    /// Only now does the film begin: what is pushed before the connection stands would wait, and be old.
    private func join(_ now: UInt64) {
        guard membership == nil else { return }
        heard.time.store(now, ordering: .relaxed)
        let feed = feed
        membership = rendition.join { [weak self] unit in
            if !feed.push(unit) { self?.close() }
        }
    }

    /// Ends everything. On `queue`.
    private func end() {
        guard let line else { return }
        self.line = nil
        timer?.cancel()
        if let membership { rendition.leave(membership) }
        line.pipeline.stop()
        notice.tell()
    }
}
