// How the film that is sent to media servers does.

/// One target of `--publish`.
public struct PublishInfo: Encodable, Sendable, Hashable {
    /// The target, without passwords, keys and queries.
    public let uri: String
    /// `connecting`, `live` or `offline`.
    public let state: String
    /// Why it is not live, in a sentence.
    public let message: String?
    /// Pictures that were left out because the target took them too slowly.
    public let dropped: Int

    /// How it does.
    public init(uri: String, state: String, message: String?, dropped: Int) {
        self.uri = uri
        self.state = state
        self.message = message
        self.dropped = dropped
    }
}
