// Why somebody does not get the film over WebRTC.

/// A sentence, and whose fault it is.
public struct WebRTCRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    /// Kinds of reasons.
    public enum Kind: Sendable {
        /// The offer is no session description.
        case malformed
        /// The offer has nothing that could be sent.
        case unusable
        /// It is this side that cannot.
        case failed
    }

    /// Whose fault it is.
    public let kind: Kind
    /// The sentence.
    public let description: String

    init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}
