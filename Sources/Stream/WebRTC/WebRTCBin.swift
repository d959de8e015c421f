// GStreamer's WebRTC element: offers and answers, and what its signals call.

import CGStreamer
import Dispatch
import Foundation

/// The element of a sender's pipeline that speaks WebRTC. Its calls wait: for a thread that may, and none of GStreamer's.
struct WebRTCBin: Sendable {
    static let name = "peer"
    /// No step of an offer or an answer takes as long as this in earnest; in seconds.
    private static let patience = 3.0
    /// How long candidates are waited for: some milliseconds, unless there is something odd about the network.
    private static let gathering = 0.5

    private let pipeline: Pipeline

    init(of pipeline: Pipeline) { self.pipeline = pipeline }

    /// Makes it one that only sends; before the pipeline's first state.
    ///
    /// - Throws: a sentence when the element is not what is known of it.
    func prepare() throws(WebRTCRefusal) {
        let isReady = pipeline.withElement(Self.name) { showtell_prepare_sender($0) }
        guard isReady != 0 else {
            throw WebRTCRefusal(.failed, "GStreamer's webrtcbin has no transceiver or no ICE agent")
        }
    }

    /// Answers an offer; the answer has all candidates.
    ///
    /// - Throws: a sentence when GStreamer says no.
    func answer(to offer: String) throws(WebRTCRefusal) -> String {
        try take(offer, GST_WEBRTC_SDP_TYPE_OFFER, "offer")
        return try make("answer")
    }

    /// Makes an offer that has all candidates.
    ///
    /// - Throws: a sentence when GStreamer says no.
    func offer() throws(WebRTCRefusal) -> String { try make("offer") }

    /// Takes the answer to its offer.
    ///
    /// - Throws: a sentence when GStreamer says no.
    func take(answer: String) throws(WebRTCRefusal) { try take(answer, GST_WEBRTC_SDP_TYPE_ANSWER, "answer") }

    private func take(_ text: String, _ type: GstWebRTCSDPType, _ what: String) throws(WebRTCRefusal) {
        var message: UnsafeMutablePointer<GstSDPMessage>?
        guard gst_sdp_message_new_from_text(text, &message) == GST_SDP_OK, let message,
            let remote = gst_webrtc_session_description_new(type, message)
        else { throw WebRTCRefusal(.malformed, "GStreamer cannot read the \(what)") }
        defer { gst_webrtc_session_description_free(remote) }
        _ = try ask("take the \(what)") { showtell_set_description($0, "set-remote-description", remote, $1) }
    }

    /// Makes a description of this side and waits for its candidates.
    private func make(_ what: String) throws(WebRTCRefusal) -> String {
        let reply = try ask("make an \(what)") { showtell_create_description($0, "create-\(what)", $1) }
        guard let local = showtell_description(reply.promise, what) else {
            throw WebRTCRefusal(.unusable, "GStreamer finds no \(what)")
        }
        defer { gst_webrtc_session_description_free(local) }
        _ = try ask("take its own \(what)") { showtell_set_description($0, "set-local-description", local, $1) }
        // The owner's thread has nothing else to do; a signal would come on a thread that may not wait.
        let isOver = DispatchTime.now() + Self.gathering
        while pipeline.withElement(Self.name, showtell_has_gathered) == 0, DispatchTime.now() < isOver {
            Thread.sleep(forTimeInterval: 0.002)
        }
        guard let text = pipeline.withElement(Self.name, showtell_local_description) else {
            throw WebRTCRefusal(.failed, "GStreamer has no \(what)")
        }
        defer { g_free(text) }
        return String(cString: text)
    }

    /// How the connection is.
    var state: GstWebRTCPeerConnectionState { pipeline.withElement(Self.name, showtell_connection_state) }

    /// Calls a closure, on any thread, when the state of the connection changes. The closure only hands over.
    func onChange(_ call: @escaping @Sendable () -> Void) {
        pipeline.withElement(Self.name) { Self.connect($0, "notify::connection-state", call) }
    }

    /// Calls a closure, on any thread, when the other side has reported how it receives (RFC 3550, section 6.4). The closure
    /// only hands over.
    func onReport(_ call: @escaping @Sendable () -> Void) {
        pipeline.withElement(Self.name) { peer in
            guard let rtp = gst_bin_get_by_name(showtell_bin(peer), "rtpbin") else { return }
            defer { gst_object_unref(rtp) }
            Self.connect(rtp, "on-ssrc-active", call)
        }
    }

    private final class Box: Sendable {
        let call: @Sendable () -> Void
        init(_ call: @escaping @Sendable () -> Void) { self.call = call }
    }

    private static func connect(
        _ element: UnsafeMutablePointer<GstElement>, _ signal: String, _ call: @escaping @Sendable () -> Void
    ) {
        showtell_connect(
            element, signal,
            { context in
                if let context { Unmanaged<Box>.fromOpaque(context).takeUnretainedValue().call() }
            }, Unmanaged.passRetained(Box(call)).toOpaque(),
            { context in
                if let context { Unmanaged<Box>.fromOpaque(context).release() }
            })
    }

    /// What GStreamer replied to a question, kept as long as this.
    private final class Reply {
        let promise: UnsafeMutablePointer<GstPromise>
        let arrival = DispatchSemaphore(value: 0)

        init?() {
            // GStreamer's thread may keep the promise after nobody waits any more: the semaphore goes with the promise.
            let context = Unmanaged.passRetained(arrival).toOpaque()
            let promise = gst_promise_new_with_change_func(
                { _, context in
                    if let context { Unmanaged<DispatchSemaphore>.fromOpaque(context).takeUnretainedValue().signal() }
                }, context,
                { context in
                    if let context { Unmanaged<DispatchSemaphore>.fromOpaque(context).release() }
                })
            guard let promise else { return nil }
            self.promise = promise
        }

        deinit { gst_promise_unref(promise) }
    }

    /// Asks something and waits for the reply.
    private func ask(
        _ what: String, _ question: (UnsafeMutablePointer<GstElement>, UnsafeMutablePointer<GstPromise>) -> Void
    ) throws(WebRTCRefusal) -> Reply {
        guard let reply = Reply() else { throw WebRTCRefusal(.failed, "there is no memory for a connection") }
        pipeline.withElement(Self.name) { question($0, reply.promise) }
        guard reply.arrival.wait(timeout: .now() + Self.patience) == .success else {
            throw WebRTCRefusal(.failed, "GStreamer did not \(what) within \(Int(Self.patience)) seconds")
        }
        if let reason = showtell_broken_promise(reply.promise) {
            defer { g_free(reason) }
            throw WebRTCRefusal(.unusable, "GStreamer does not \(what): \(String(cString: reason))")
        }
        return reply
    }
}
