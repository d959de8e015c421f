// What people do to what the daemon knows: the acts that the journal keeps.

/// A teaching act. Categories are meant by their names: that is what people say.
public enum Act: Sendable, Hashable, Codable {
    /// These samples are of a category; a new name makes a new category.
    case teach(category: String)
    /// These samples are the empty stage.
    case background
    /// These samples are not that category — or not any, when none was shown.
    case reject(category: String?)
    case rename(category: String, to: String)
    case remove(category: String)
    case merge(category: String, into: String)
    case reset
    /// Takes an earlier act back.
    case undo(act: Int64)
    /// Does an act again that was taken back.
    case redo(act: Int64)

    /// The act in a word.
    public var kind: String {
        switch self {
        case .teach: "teach"
        case .background: "background"
        case .reject: "reject"
        case .rename: "rename"
        case .remove: "remove"
        case .merge: "merge"
        case .reset: "reset"
        case .undo: "undo"
        case .redo: "redo"
        }
    }

    /// The category it names first, if any.
    public var category: String? {
        switch self {
        case .teach(let category), .rename(let category, _), .remove(let category), .merge(let category, _): category
        case .reject(let category): category
        case .background, .reset, .undo, .redo: nil
        }
    }
}

/// An act as it stands in the journal.
public struct ActRecord: Sendable, Hashable {
    /// Counts the acts of a journal from 1.
    public let id: Int64
    /// Seconds since 1970.
    public let time: Double
    /// Who did it.
    public let author: String
    /// What was done.
    public let act: Act
    /// The samples it brought, in order.
    public internal(set) var samples: [Int64]

    package init(id: Int64, time: Double, author: String, act: Act, samples: [Int64]) {
        self.id = id
        self.time = time
        self.author = author
        self.act = act
        self.samples = samples
    }
}
