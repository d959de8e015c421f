// An offer of ours: how it is sent, and what may come back (RFC 8829, RFC 9725).

/// An offer to send video, and the reader of its answer.
///
/// Nothing of the answer's text goes on: GStreamer gets a new text, written from the values that were understood.
package struct WebRTCProposal: Sendable, Hashable {
    /// The payload type of what is sent.
    package static let payload = 96
    /// Constrained baseline, level 3.1: what every player must know (RFC 7742, section 6.2). What is sent says its own level.
    private static let profile = "42e01f"

    /// The offer as it is sent.
    package let text: String
    private let codec: VideoCodec

    /// - Parameter made: GStreamer's offer, with all candidates.
    package init(_ made: String, codec: VideoCodec) {
        var lines = made.split(whereSeparator: \.isNewline).map(String.init)
        // No candidate follows.
        lines.removeAll { $0.hasPrefix("a=ice-options:") }
        if codec == .h264, let map = lines.firstIndex(where: { $0.hasPrefix("a=rtpmap:\(Self.payload) ") }) {
            // GStreamer leaves out profile and level, without which many servers take H.264 for something else.
            lines.removeAll { $0.hasPrefix("a=fmtp:\(Self.payload) ") }
            lines.insert("a=fmtp:\(Self.payload) \(codec.parameters(profile: Self.profile))", at: map + 1)
        }
        text = lines.map { $0 + "\r\n" }.joined()
        self.codec = codec
    }

    /// Reads the answer.
    ///
    /// - Returns: the answer that GStreamer gets.
    /// - Throws: a sentence when it is none, or says no.
    package func reading(_ answer: String) throws(WebRTCRefusal) -> String {
        let (session, sections) = try SDPLines.cut(answer, "answer")
        guard sections.count == 1, let section = sections.first, section.isVideo else {
            throw WebRTCRefusal(.malformed, "the answer is to another offer: it has not just one video section")
        }
        guard !section.isDeclined, !section.has("inactive"), !section.has("sendonly"),
            let format = section.format(of: Self.payload, for: codec)
        else { throw WebRTCRefusal(.unusable, "the answer declines the film, which is \(codec.rawValue)") }
        guard let transport = section.transport(session), transport.setup != "actpass" else {
            throw WebRTCRefusal(
                .unusable,
                "the answer needs ice-ufrag, ice-pwd, a fingerprint, setup (active or passive), mid and rtcp-mux")
        }
        // One section shares its transport with nobody: that is so whether the answer says it or not.
        return RemoteVideo(
            name: section.name ?? "0", codec: codec, format: format, transport: transport, isBundled: true
        ).text
    }
}
