// What people do to what the daemon knows: the acts that the journal keeps.

/// A teaching act. Categories are meant by their names: that is what people say.
public enum Act: Sendable, Hashable, Codable {
    /// These samples are of a category; a new name makes a new category.
    ///
    /// - Parameter followed: true where a thing was followed and its new views learnt; nil where every picture was shown to
    ///   be learnt. A program that does not know the word reads the act as if it were not there, and knows the same.
    case teach(category: String, followed: Bool? = nil)
    /// These samples are the empty stage.
    case background
    /// These samples are not that category — or not any, when none was shown.
    case reject(category: String?)
    case rename(category: String, to: String)
    case remove(category: String)
    case merge(category: String, into: String)
    case reset
    /// These samples are of that category, whatever was said before; a new name makes a new category.
    case moveSamples(samples: [Int64], category: String)
    /// These samples teach nothing any more.
    case removeSamples(samples: [Int64])
    /// A saved session takes the place of all that was known; its samples come with the act.
    ///
    /// - Parameters:
    ///   - session: the name it was saved under.
    ///   - origin: names the journal it was saved from.
    case load(session: String, origin: String, content: Snapshot)
    /// Takes an earlier act back.
    case undo(act: Int64)
    /// Does an act again that was taken back.
    case redo(act: Int64)

    /// The act in a word.
    public var kind: String {
        switch self {
        case .teach(_, let followed): followed == true ? "follow" : "teach"
        case .background: "background"
        case .reject: "reject"
        case .rename: "rename"
        case .remove: "remove"
        case .merge: "merge"
        case .reset: "reset"
        case .moveSamples: "sample.move"
        case .removeSamples: "sample.remove"
        case .load: "session.load"
        case .undo: "undo"
        case .redo: "redo"
        }
    }

    /// The category it names first, if any.
    public var category: String? {
        switch self {
        case .teach(let category, _), .rename(let category, _), .remove(let category), .merge(let category, _),
            .moveSamples(_, let category):
            category
        case .reject(let category): category
        case .background, .reset, .removeSamples, .load, .undo, .redo: nil
        }
    }
}

extension Act {
    /// The session it loads, if it does.
    public var session: String? { if case .load(let session, _, _) = self { session } else { nil } }

    /// How many samples it is about, where these are not samples that it brings.
    public var movedSamples: Int? {
        switch self {
        case .moveSamples(let samples, _), .removeSamples(let samples): samples.count
        default: nil
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
