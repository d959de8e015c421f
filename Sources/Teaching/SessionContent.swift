// What a saved session holds, read into memory so that a learner can take it over.

import Foundation

/// What is known in a session, with the samples that teach it.
public struct SessionContent: Sendable {
    /// What is known.
    let snapshot: Snapshot
    /// The samples that `snapshot` speaks of, in order.
    let samples: [StoredSample]
    /// Names the journal that it was saved from.
    let origin: String
    /// Names all that made its features.
    let features: String
    /// What cameras were set to when it was saved, as the daemon wrote it; nil where it says nothing of them.
    public let cameras: String?

    /// Reads a session. Takes as long as the disk needs: not for a task.
    ///
    /// - Throws: `unusable` when it holds what no journal of this program would.
    public init(of journal: Journal, name: String) throws(SessionError) {
        do throws(JournalError) {
            let knowledge = try History(of: journal).knowledge
            snapshot = Snapshot(knowledge)
            var samples: [StoredSample] = []
            for id in knowledge.inUse {
                guard let sample = try journal.sample(id) else {
                    throw JournalError(description: "sample \(id) has just broken")
                }
                samples.append(sample)
            }
            self.samples = samples
            cameras = try journal.cameras()
        } catch {
            throw SessionError(.unusable, "the session “\(name)” cannot be used: \(error.description)")
        }
        do {
            for category in snapshot.categories { _ = try CategoryName.accept(category.name) }
        } catch {
            throw SessionError(.unusable, "the session “\(name)” has a category that cannot be shown: \(error)")
        }
        let isSound = snapshot.categories.allSatisfy { $0.color.wholeMatch(of: /#[0-9a-f]{6}/) != nil }
        guard isSound, Set(snapshot.names).count == snapshot.names.count else {
            throw SessionError(.unusable, "the session “\(name)” has categories that no journal has; it is broken")
        }
        origin = journal.session
        features = journal.features
    }

    /// Whether every sample's picture was kept, so that it can be described anew.
    var hasPictures: Bool { samples.allSatisfy { $0.keepsake.picture != nil } }
}

/// What a list of sessions says of one.
public struct SessionSummary: Sendable {
    /// The categories and how many samples each has, the oldest first.
    public let categories: [(name: String, samples: Int)]
    /// Samples that teach something.
    public let samples: Int
    /// Acts of the journal.
    public let acts: Int
    /// Names all that made its features.
    public let features: String
    /// Whether every sample's picture was kept, so that it can be described by other filters.
    public let hasPictures: Bool

    /// Looks through a session.
    ///
    /// - Throws: `JournalError` when it cannot be read.
    public init(of journal: Journal) throws(JournalError) {
        let history = try History(of: journal)
        let knowledge = history.knowledge
        categories = knowledge.categories.map { ($0.name, $0.samples.count) }
        samples = knowledge.inUse.count
        acts = history.acts.count
        features = journal.features
        hasPictures = try journal.pictures().isSuperset(of: knowledge.inUse)
    }
}
