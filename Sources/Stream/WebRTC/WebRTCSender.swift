// The sending end of a connection over WebRTC, whoever made the offer.

import CGStreamer
import Foundation
import Synchronization

/// How long the other side is waited for.
public struct WebRTCPatience: Sendable, Hashable {
    /// From the answer to the connection.
    public var connecting: Duration
    /// From one report to the next.
    public var silence: Duration

    /// Durations.
    public init(connecting: Duration = .seconds(10), silence: Duration = .seconds(15)) {
        (self.connecting, self.silence) = (connecting, silence)
    }
}

/// A pipeline from access units to packets, and the connection that carries them.
///
/// It has one owner, on whose thread or queue everything happens unless it says otherwise; its calls may wait.
/// (GStreamer 1.22 does not ask whether the other side is still there, RFC 7675; but whoever receives reports every few
/// seconds how, RFC 3550.)
final class WebRTCSender: @unchecked Sendable {
    // Guard of the @unchecked: what changes is touched by the owner alone, or is atomic.

    /// How the connection is.
    enum State {
        case connecting
        /// Pictures go.
        case connected
        /// Nothing more comes of it, for a reason in a sentence.
        case over(String)
    }

    /// What GStreamer's threads tell.
    private final class Signs: Sendable {
        /// When something was heard; 0 before anything was.
        let heard = Atomic<UInt64>(0)
        /// The film is in another codec by now.
        let isOtherwise = Atomic(false)
    }

    private static let payloader = "pay"

    let bin: WebRTCBin
    let codec: VideoCodec
    private let pipeline: Pipeline
    private let feed: WebRTCFeed
    private let rendition: VideoRendition
    private let patience: WebRTCPatience
    private let signs = Signs()
    private var began = MonotonicClock.now()
    private var changed: @Sendable () -> Void = {}
    private var membership: Int?

    /// A sender that runs and is connected to nobody.
    ///
    /// - Parameters:
    ///   - payload: the RTP payload type.
    ///   - playoutDelay: the number of that extension; nil for none.
    ///   - keyFrames: whether key frames are asked for every so often, for people who come later and cannot ask themselves.
    init(
        _ codec: VideoCodec, payload: Int, playoutDelay: Int? = nil, of rendition: VideoRendition,
        patience: WebRTCPatience, keyFrames: Bool = false
    ) throws(WebRTCRefusal) {
        do throws(PipelineError) {
            pipeline = try Pipeline(launch: Self.launch(codec, payload))
            bin = WebRTCBin(of: pipeline)
            if let playoutDelay { PlayoutDelay.sayNone(in: pipeline, behind: Self.payloader, number: playoutDelay) }
            feed = WebRTCFeed(pipeline, codec, rhythm: keyFrames ? KeyFrameRhythm() : nil) { [weak rendition] in
                rendition?.requestKeyFrame()
            }
        } catch {
            throw WebRTCRefusal(.failed, error.description)
        }
        (self.codec, self.rendition, self.patience) = (codec, rendition, patience)
        try bin.prepare()
        pipeline.runOnMonotonicTime()
        do throws(PipelineError) {
            try pipeline.enter(GST_STATE_PLAYING)
        } catch {
            throw WebRTCRefusal(.failed, error.description)
        }
    }

    /// The pipeline of a sender: units in, packets out.
    ///
    /// The timestamps are the capture's own (`timestamp-offset=0`), so that a page can tell which frame it shows. The
    /// source's number stands in the caps too: the description is made before any packet, and without it browsers take what
    /// comes for somebody else's and do not show it.
    private static func launch(_ codec: VideoCodec, _ payload: Int) -> String {
        let source = UInt32.random(in: 1...UInt32.max)
        let common = "name=\(payloader) pt=\(payload) ssrc=\(source) timestamp-offset=0 mtu=1200"
        let (caps, payloader) =
            switch codec {
            case .h264:
                (
                    "video/x-h264,stream-format=byte-stream,alignment=au",
                    "rtph264pay \(common) aggregate-mode=zero-latency config-interval=-1"
                )
            case .vp8: ("video/x-vp8", "rtpvp8pay \(common) picture-id-mode=15-bit")
            }
        return """
            appsrc name=\(WebRTCFeed.name) is-live=true format=time block=false max-bytes=0 caps=\(caps) ! \(payloader) ! \
            application/x-rtp,media=video,encoding-name=\(codec.encodingName),clock-rate=90000,payload=\(payload),\
            ssrc=(uint)\(source) ! webrtcbin name=\(WebRTCBin.name) bundle-policy=max-bundle latency=0
            """
    }

    /// Pictures that were left out because the pipeline did not take them.
    var skipped: Int { feed.skipped }

    /// Begins to listen for the other side, which has been answered or has answered.
    ///
    /// - Parameter changed: called on any thread when it is time to look; only hands over, and never holds the last reference
    ///   to the sender: its end would wait for the thread that it runs on.
    func watch(_ changed: @escaping @Sendable () -> Void = {}) {
        began = MonotonicClock.now()
        self.changed = changed
        bin.onChange(changed)
        bin.onReport { [signs] in signs.heard.store(MonotonicClock.now(), ordering: .relaxed) }
    }

    /// Looks how the connection is; twice a second is often enough.
    func look() -> State {
        // Taking messages off the bus drains it: they would keep their elements alive.
        if let error = pipeline.firstError(waiting: 0) { return .over(error.description) }
        // Who asks again hears why, or gets something else.
        if signs.isOtherwise.load(ordering: .relaxed) || rendition.kind?.codec != codec {
            return .over("the film is in another codec now, or there is none")
        }
        let now = MonotonicClock.now()
        switch bin.state {
        case GST_WEBRTC_PEER_CONNECTION_STATE_CONNECTED: join(now)
        case GST_WEBRTC_PEER_CONNECTION_STATE_FAILED: return .over("no packet gets through in both directions")
        case GST_WEBRTC_PEER_CONNECTION_STATE_CLOSED: return .over("the far end has closed the connection")
        default: break
        }
        let isJoined = membership != nil
        let (last, patience) =
            isJoined
            ? (signs.heard.load(ordering: .relaxed), patience.silence) : (began, patience.connecting)
        if now > last, Duration.nanoseconds(now - last) > patience {
            let seconds = patience.components.seconds
            return .over(
                isJoined
                    ? "the far end has reported nothing for \(seconds) seconds"
                    : "no connection has come about within \(seconds) seconds")
        }
        return isJoined ? .connected : .connecting
    }

    /// Only now does the film begin: what is pushed before the connection stands would wait, and be old.
    private func join(_ now: UInt64) {
        guard membership == nil else { return }
        signs.heard.store(now, ordering: .relaxed)
        membership = rendition.join { [feed, signs, changed] unit in
            guard !feed.push(unit), !signs.isOtherwise.exchange(true, ordering: .relaxed) else { return }
            changed()
        }
    }

    /// Takes nothing more; returns at once.
    func leave() {
        if let membership { rendition.leave(membership) }
    }

    /// Ends everything.
    func stop() {
        leave()
        pipeline.stop()
    }
}
