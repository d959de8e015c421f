// How long a player may keep a picture so as to show them evenly: not at all.

import CGStreamer

/// The RTP header extension *playout delay* of the WebRTC project, in which a sender bounds that time.
///
/// A browser that is told nothing shows a picture ten milliseconds after it could, and later where packets come unevenly.
enum PlayoutDelay {
    /// What it is called in a session description.
    static let uri = "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"
    /// The least and the most, in twelve bits each, in hundredths of a second.
    private static let none: [UInt8] = [0, 0, 0]

    /// Says so with every key frame: a player keeps to what it was told last.
    ///
    /// - Parameters:
    ///   - payloader: the name of the element behind which packets are marked.
    ///   - number: what the two sides call the extension, 1 to 14.
    static func sayNone(in pipeline: Pipeline, behind payloader: String, number: Int) {
        let number = UInt8(clamping: number)
        PadProbe.attach(pipeline, .behind(payloader), [GST_PAD_PROBE_TYPE_BUFFER, GST_PAD_PROBE_TYPE_BUFFER_LIST]) {
            showtell_extend_key_packets($1, number, none)
            return GST_PAD_PROBE_OK
        }
    }
}
