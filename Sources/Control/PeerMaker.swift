// What makes viewers over WebRTC, as the web door sees it.

/// Somebody who watches over WebRTC.
public protocol Peer: Sendable {
    /// The SDP answer to the offer.
    var answer: String { get }
    /// Sends it away; returns at once.
    func close()
}

/// What sends the film over WebRTC.
public protocol PeerMaker: Sendable {
    /// Why there is no film, in a sentence; nil when there is one.
    var whyNot: String? { get }

    /// Answers an offer.
    ///
    /// - Parameters:
    ///   - offer: SDP, as somebody sent it.
    ///   - ended: called once, on any thread, when the peer is gone, whoever ended it.
    /// - Throws: why there is no answer.
    func connect(_ offer: String, ended: @escaping @Sendable () -> Void) async throws(PeerRefusal) -> any Peer
}

/// Why somebody does not get the film over WebRTC.
public struct PeerRefusal: Error, Sendable, Hashable {
    /// Kinds of reasons.
    public enum Kind: Sendable, Hashable {
        /// The offer is no SDP.
        case malformed
        /// Nothing that is offered can be sent.
        case unusable
        /// Not now; perhaps after so many seconds.
        case unavailable(retryAfter: Int)
    }

    /// Whose fault it is.
    public let kind: Kind
    /// The sentence.
    public let message: String

    /// A refusal.
    public init(_ kind: Kind, _ message: String) {
        (self.kind, self.message) = (kind, message)
    }
}
