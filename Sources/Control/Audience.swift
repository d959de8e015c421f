// Everybody who watches, whatever way the picture takes to them.

/// The picture in all its deliveries.
public struct Audience: Sendable {
    /// Single pictures, drawn upon.
    public let pictures: Broadcast
    /// The film.
    public let film: Film
    /// The film, over WebRTC.
    public let peers: Peers

    /// An audience without anybody.
    public init(pictures: Broadcast, film: Film, peers: Peers) {
        self.pictures = pictures
        self.film = film
        self.peers = peers
    }

    /// How many people watch.
    public var viewers: Int { pictures.viewers + film.viewers + peers.viewers }

    /// Pictures that viewers left out because their line was slow.
    public var skipped: Int { pictures.skipped + film.skipped }

    /// Whether anybody watches or has asked for a picture.
    public var isWanted: Bool { pictures.isWanted || film.viewers + peers.viewers > 0 }
}
