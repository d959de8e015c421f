// How a source is doing, and what else capture has to tell.

/// How a source is doing.
public struct SourceStatus: Sendable, Hashable {
    /// The three states of a source.
    public enum State: String, Sendable {
        case connecting, live, offline
    }

    /// The source that is played: what `auto` stands for.
    public var uri: String
    /// The state.
    public var state: State
    /// Why it is not live, in a sentence.
    public var message: String?

    /// A state.
    public init(uri: String, state: State, message: String? = nil) {
        self.uri = uri
        self.state = state
        self.message = message
    }
}

/// What happens beside the pictures.
public enum CaptureNotice: Sendable, Hashable {
    /// A sentence for people.
    case remark(String)
    /// A camera was plugged in or pulled.
    case camerasChanged
    /// A control of the camera that is played has changed without a request.
    case controlsChanged
}
