// What GStreamer gets to read of the other side: a text of ours with the values that were understood.

/// The video section of the other side, which receives.
struct RemoteVideo: Hashable {
    /// The section's name (`mid`).
    let name: String
    let codec: VideoCodec
    let format: WebRTCOffer.Format
    let transport: WebRTCOffer.Transport
    /// Whether its transport is one that others may share (RFC 9143).
    let isBundled: Bool

    /// A session description of this section alone.
    var text: String {
        var payloads = "\(format.payload)"
        var lines = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0"]
        if isBundled { lines.append("a=group:BUNDLE \(name)") }
        if let retransmission = format.retransmission { payloads += " \(retransmission)" }
        lines += [
            "m=video 9 UDP/TLS/RTP/SAVPF \(payloads)", "c=IN IP4 0.0.0.0", "a=rtcp:9 IN IP4 0.0.0.0",
            "a=ice-ufrag:\(transport.fragment)", "a=ice-pwd:\(transport.password)",
            "a=fingerprint:\(transport.fingerprint)", "a=setup:\(transport.setup)", "a=mid:\(name)", "a=recvonly",
            "a=rtcp-mux", "a=rtcp-rsize", "a=rtpmap:\(format.payload) \(codec.encodingName)/90000",
        ]
        lines += format.feedback.map { "a=rtcp-fb:\(format.payload) \($0)" }
        if codec == .h264 { lines.append("a=fmtp:\(format.payload) \(parameters)") }
        if let retransmission = format.retransmission {
            lines += ["a=rtpmap:\(retransmission) rtx/90000", "a=fmtp:\(retransmission) apt=\(format.payload)"]
        }
        lines += transport.candidates.map { "a=\($0)" }
        return lines.map { $0 + "\r\n" }.joined()
    }

    /// The parameters of H.264.
    var parameters: String { codec.parameters(profile: format.profile) }
}

extension VideoCodec {
    /// As RTP names it.
    var encodingName: String { self == .h264 ? "H264" : "VP8" }

    /// Format parameters of H.264 (RFC 6184, section 8.1).
    func parameters(profile: String?) -> String {
        let profile = profile.map { ";profile-level-id=\($0)" } ?? ""
        return "level-asymmetry-allowed=1;packetization-mode=1\(profile)"
    }
}
