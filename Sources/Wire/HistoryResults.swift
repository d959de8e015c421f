// What is said of teaching acts. Keys are written in snake_case.

/// One teaching act of the history.
public struct ActInfo: Encodable, Sendable {
    /// Its number.
    public let id: Int64
    /// What was done: `teach`, `follow`, `background`, `reject`, `rename`, `remove`, `merge`, `reset`, `sample.move`,
    /// `sample.remove` or `session.load`.
    public let kind: String
    /// The category it concerned, or null.
    public let category: OrNull<String>
    /// The session it loaded, if it did.
    public let session: String?
    /// How many samples it brought, moved or removed.
    public let samples: Int
    /// Who did it.
    public let author: String
    /// Seconds since 1970.
    public let time: Double
    /// Whether it is taken back at present.
    public let undone: Bool

    /// An act.
    public init(
        id: Int64, kind: String, category: String?, session: String?, samples: Int, author: String, time: Double,
        undone: Bool
    ) {
        self.id = id
        self.kind = kind
        self.category = OrNull(category)
        self.session = session
        self.samples = samples
        self.author = author
        self.time = time
        self.undone = undone
    }
}

/// A list of acts: what `history`, `undo` and `redo` answer, and the `history` event.
public struct HistoryInfo: Encodable, Sendable {
    /// The acts, the newest first.
    public let acts: [ActInfo]
    /// The newest revision.
    public let revision: Int64

    /// A list.
    public init(acts: [ActInfo], revision: Int64) {
        self.acts = acts
        self.revision = revision
    }
}
