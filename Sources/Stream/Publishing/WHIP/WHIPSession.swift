// The film on its way to a media server over WebRTC, with the offer on our side.

import Foundation

/// A session at a WHIP endpoint (RFC 9725), from the offer to its end.
final class WHIPSession: PublishLine {
    private let endpoint: WHIPEndpoint
    private let sender: WebRTCSender
    /// Where it is ended.
    private let session: URL?

    /// Makes an offer, sends it, and takes the answer.
    ///
    /// - Parameter patience: for the answer and the connection, and for reports.
    /// - Throws: why nothing comes of it, in a sentence.
    init(_ endpoint: WHIPEndpoint, of rendition: VideoRendition, patience: WebRTCPatience) throws(PipelineError) {
        guard let codec = rendition.kind?.codec else {
            throw PipelineError(description: "no encoder for video works here")
        }
        let sender: WebRTCSender
        let proposal: WebRTCProposal
        do throws(WebRTCRefusal) {
            sender = try WebRTCSender(
                codec, payload: WebRTCProposal.payload, of: rendition, patience: patience, keyFrames: true)
            proposal = WebRTCProposal(try sender.bin.offer(), codec: codec)
        } catch {
            throw PipelineError(description: error.description)
        }
        let reply: WHIPEndpoint.Session
        do throws(PipelineError) {
            reply = try endpoint.post(proposal.text, patience: patience.connecting)
        } catch {
            sender.stop()
            throw error
        }
        (self.endpoint, self.sender, session) = (endpoint, sender, reply.url)
        sender.watch()
        do throws(WebRTCRefusal) {
            try sender.bin.take(answer: try proposal.reading(reply.answer))
        } catch {
            end()
            throw PipelineError(description: error.description)
        }
    }

    var dropped: Int { sender.skipped }

    func look() throws(PipelineError) -> Bool {
        switch sender.look() {
        case .connecting: return false
        case .connected: return true
        case .over(let reason): throw PipelineError(description: reason)
        }
    }

    /// Says farewell even when the connection is broken: many servers keep the place for who does not.
    func end() {
        sender.leave()
        if let session { endpoint.delete(session) }
        sender.stop()
    }
}
