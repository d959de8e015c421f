// Reads an offer. Whoever can reach the port may send one, so everything is checked and nothing is taken over unseen.

extension WebRTCOffer {
    /// Reads an offer to receive video.
    ///
    /// - Parameter codec: what is sent.
    /// - Throws: a sentence when it is no offer, or none for this codec.
    package init(_ text: String, for codec: VideoCodec) throws(WebRTCRefusal) {
        let (session, sections) = try SDPLines.cut(text, "offer")
        var refusal = WebRTCRefusal(.unusable, "the offer has no video section that is recvonly")
        for (index, section) in sections.enumerated() where section.isVideoToReceive {
            guard let format = section.format(for: codec) else {
                let mode = codec == .h264 ? " with packetization-mode=1" : ""
                refusal = WebRTCRefusal(
                    .unusable, "the offer has no \(codec.encodingName)\(mode), which is what is sent")
                continue
            }
            guard let transport = section.transport(session) else {
                refusal = WebRTCRefusal(
                    .unusable, "the offer's video needs ice-ufrag, ice-pwd, a fingerprint, setup, mid and rtcp-mux")
                continue
            }
            self.init(
                sections: sections.map(\.summary), place: index, codec: codec, format: format, transport: transport,
                isBundled: section.isBundled(in: session),
                playoutDelay: section.number(ofExtension: PlayoutDelay.uri))
            return
        }
        throw refusal
    }
}
