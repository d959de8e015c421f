// The film over WebRTC: what the web door asks for, and what GStreamer makes of it.

public import Control
public import Stream

/// Sends a rendition to whoever offers to receive it.
struct PeerStudio: PeerMaker {
    let rendition: VideoRendition
    let patience: WebRTCPatience

    var whyNot: String? { rendition.kind == nil ? rendition.absence : nil }

    func connect(_ offer: String, ended: @escaping @Sendable () -> Void) async throws(PeerRefusal) -> any Peer {
        do throws(WebRTCRefusal) {
            return try await WebRTCPeer.connect(offer, to: rendition, patience: patience, ended: ended)
        } catch {
            switch error.kind {
            case .malformed: throw PeerRefusal(.malformed, error.description)
            case .unusable: throw PeerRefusal(.unusable, error.description)
            case .failed: throw PeerRefusal(.unavailable(retryAfter: 5), error.description)
            }
        }
    }
}

extension WebRTCPeer: Peer {}
