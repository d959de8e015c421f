// Why teaching was refused.

/// Why teaching was refused, in a sentence and with a reason that the wire can name.
public struct TeachingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The reason.
    public enum Kind: Sendable {
        case unknownCategory, nameRefused, noFrame, noCamera, staleRevision, leaseExpired, notFound, disk, busy,
            unusable, regionRefused
    }

    /// The reason.
    public let kind: Kind
    /// The sentence.
    public let description: String

    init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}
