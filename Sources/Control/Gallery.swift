// The renditions of the picture: each is encoded once, and only while somebody wants it.

/// What is shown of a frame.
public final class Gallery: Sendable {
    /// As the source gives it, with what was recognised drawn on it.
    public let full = Broadcast()
    /// The same, smaller.
    public let low = Broadcast()
    /// As the source gives it, with nothing drawn on it.
    public let clean = Broadcast()
    /// The same as video.
    public let film: Film

    /// Renditions without pictures.
    public init(film: Film) { self.film = film }

    /// Whether somebody wants any of them.
    public var isWanted: Bool { full.isWanted || low.isWanted || clean.isWanted || film.isWanted }

    /// Sets what is done when somebody comes who wants a picture.
    public func whenWanted(_ action: @escaping @Sendable () -> Void) {
        for broadcast in [full, low, clean] { broadcast.whenWanted(action) }
        film.whenWanted(action)
    }
}
