// One viewer over WebRTC, with a pipeline of its own: nothing that happens to it reaches the film or anybody else.

import Dispatch
import Synchronization

/// A viewer that a rendition is sent to, from its offer to its end.
///
/// It ends when it is closed, when the browser leaves, and when it falls silent.
public final class WebRTCPeer: @unchecked Sendable {
    // Guard of the @unchecked: what changes is touched on `queue` alone, or is atomic.

    /// The SDP answer, with all candidates.
    public let answer: String

    /// A thread of its own, where waiting for the pipeline harms nobody.
    private let queue: DispatchQueue
    private let notice: Notice
    /// Nil when it has ended: whoever still holds the peer then holds no thread and no socket.
    private var sender: WebRTCSender?

    /// Tells once that it is over.
    private final class Notice: Sendable {
        private let isTold = Atomic(false)
        private let ended: @Sendable () -> Void
        init(_ ended: @escaping @Sendable () -> Void) { self.ended = ended }
        func tell() {
            if !isTold.exchange(true, ordering: .relaxed) { ended() }
        }
    }

    private var timer: (any DispatchSourceTimer)?

    /// Makes the key that all viewers share, for which the first one would have to wait. Waits: for a thread that may.
    public static func warmUp() { _ = try? Pipeline(launch: "dtlsdec fakesink") }

    /// Answers an offer. The viewer joins the rendition as soon as it is connected.
    ///
    /// - Parameter ended: called once, on any thread, when the viewer is gone and nothing of it is left.
    /// - Throws: a sentence when the offer is not understood or nothing in it can be sent.
    public static func connect(
        _ offer: String, to rendition: VideoRendition, patience: WebRTCPatience = WebRTCPatience(),
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
        _ text: String, _ rendition: VideoRendition, _ patience: WebRTCPatience, _ queue: DispatchQueue,
        _ notice: Notice
    ) throws(WebRTCRefusal) {
        guard let codec = rendition.kind?.codec else { throw WebRTCRefusal(.failed, "no encoder for video works here") }
        let offer = try WebRTCOffer(text, for: codec)
        let sender = try WebRTCSender(
            codec, payload: offer.format.payload, playoutDelay: offer.playoutDelay, of: rendition, patience: patience)
        guard let answer = offer.answer(from: try sender.bin.answer(to: offer.text)) else {
            throw WebRTCRefusal(.unusable, "GStreamer declines the offer's video")
        }
        (self.answer, self.sender, self.queue, self.notice) = (answer, sender, queue, notice)
    }

    /// Sends the viewer away; returns at once.
    public func close() { queue.async { self.end() } }

    /// Begins to look after it. On `queue`.
    private func watch() {
        // GStreamer's threads must never hold the last reference: the end would wait for the thread that it runs on.
        sender?.watch { [weak self, queue] in queue.async { [weak self] in self?.look() } }
        let timer = DispatchSource.makeTimerSource(queue: queue)
        timer.schedule(deadline: .now() + 0.5, repeating: 0.5, leeway: .milliseconds(200))
        timer.setEventHandler { [weak self] in self?.look() }
        timer.resume()
        self.timer = timer
        look()
    }

    /// Looks how the connection is. On `queue`.
    private func look() {
        if case .over = sender?.look() { end() }
    }

    /// Ends everything. On `queue`.
    private func end() {
        guard let sender else { return }
        self.sender = nil
        timer?.cancel()
        sender.stop()
        notice.tell()
    }
}
