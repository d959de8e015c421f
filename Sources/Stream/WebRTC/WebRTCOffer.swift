// What a browser asks for: an SDP offer (RFC 8866, RFC 8829), read by a list of what may be in it.

/// An offer to receive video, as far as it matters.
///
/// Nothing of the offer's text goes on: GStreamer gets a new text, written from the values that were understood.
package struct WebRTCOffer: Sendable, Hashable {
    /// A section that may be answered with no only.
    package struct Section: Sendable, Hashable {
        /// `audio`, `video` or `application`.
        package let media: String
        /// The protocol, as in the offer.
        package let transport: String
        /// The first of its formats.
        package let format: String
        /// Its name; nil when it has none.
        package let name: String?
    }

    /// What a viewer's player can decode.
    package struct Format: Sendable, Hashable {
        /// Payload type, 0 to 127.
        package let payload: Int
        /// Profile and level of H.264 in six hexadecimal digits.
        package let profile: String?
        /// Payload type of packets that are sent again.
        package let retransmission: Int?
        /// Which of `nack`, `nack pli` and `ccm fir` the player may send.
        package let feedback: [String]
    }

    /// The other end of the connection.
    package struct Transport: Sendable, Hashable {
        package let fragment: String
        package let password: String
        /// Hash function and digits.
        package let fingerprint: String
        /// `actpass`, `active` or `passive`.
        package let setup: String
        /// `candidate:…` lines, rewritten.
        package let candidates: [String]
    }

    /// Every section in its order; the one at `place` is answered with yes.
    package let sections: [Section]
    package let place: Int
    package let codec: VideoCodec
    package let format: Format
    package let transport: Transport
    /// Whether the video's transport is offered as one that others may share (RFC 9143).
    package let isBundled: Bool
    /// What the extension *playout delay* is called in packets; nil when the player does not know it.
    package let playoutDelay: Int?

    /// The offer that GStreamer gets: one section, nothing but what is needed.
    package var text: String { video.text }

    /// The section that is answered with yes.
    private var video: RemoteVideo {
        RemoteVideo(
            name: sections[place].name ?? "0", codec: codec, format: format, transport: transport, isBundled: isBundled)
    }

    /// What the player gets, from GStreamer's answer to `text`: with an answer for every section of its offer.
    ///
    /// - Returns: nil when GStreamer does not say yes.
    package func answer(from text: String) -> String? {
        let lines = text.split(whereSeparator: \.isNewline).map(String.init)
        guard let begin = lines.firstIndex(where: { $0.hasPrefix("m=video ") && !$0.hasPrefix("m=video 0 ") }),
            !lines[(begin + 1)...].contains(where: { $0.hasPrefix("m=") })
        else { return nil }
        var accepted = Array(lines[begin...])
        if codec == .h264 {
            // GStreamer leaves out profile and level, which some players want to see.
            accepted.removeAll { $0.hasPrefix("a=fmtp:\(format.payload) ") }
            accepted.append("a=fmtp:\(format.payload) \(video.parameters)")
        }
        if let playoutDelay { accepted.append("a=extmap:\(playoutDelay) \(PlayoutDelay.uri)") }
        var all = Array(lines[..<begin])
        for (index, section) in sections.enumerated() { all += index == place ? accepted : section.rejection }
        return all.map { $0 + "\r\n" }.joined()
    }
}

extension WebRTCOffer.Section {
    /// No, in SDP: port 0.
    fileprivate var rejection: [String] {
        ["m=\(media) 0 \(transport) \(format)", "c=IN IP4 0.0.0.0"] + (name.map { ["a=mid:\($0)"] } ?? [])
            + (media == "application" ? [] : ["a=inactive"])
    }
}
