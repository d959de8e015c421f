// Everybody who watches, whatever way the picture takes to them.

/// The picture in all its deliveries.
public struct Audience: Sendable {
    /// Single pictures, drawn upon.
    public let pictures: Broadcast
    /// The film.
    public let film: Film

    /// An audience without anybody.
    public init(pictures: Broadcast, film: Film) {
        self.pictures = pictures
        self.film = film
    }

    /// How many people watch.
    public var viewers: Int { pictures.viewers + film.viewers }

    /// Pictures that viewers left out because their line was slow.
    public var skipped: Int { pictures.skipped + film.skipped }

    /// Whether anybody watches or has asked for a picture.
    public var isWanted: Bool { pictures.isWanted || film.viewers > 0 }
}
