// The requests that change what is known.

import Control
import Teaching
import Wire

extension Commands {
    /// Makes a change and publishes it before anybody is told that it is done.
    func apply(
        _ change: Call.Change, _ options: ChangeOptions, _ client: Client
    ) async throws -> any Encodable & Sendable {
        let (author, revision) = (author(client), options.ifRevision)
        switch change {
        case .background(let seconds):
            try requireSource()
            let taught = try await learner.teachBackground(seconds: seconds, author: author, ifRevision: revision)
            await news.tell(taught)
            return TaughtInfo(taught)
        case .reject(let name):
            let rejected = try await learner.reject(name, author: author, ifRevision: revision)
            return RejectedInfo(
                category: OrNull(rejected.category), samples: rejected.samples, revision: await news.tellChange(),
                frame: rejected.frame)
        case .rename(let name, let newName):
            let kept = try await learner.rename(name, to: newName, author: author, ifRevision: revision)
            return ChangeInfo(category: kept, revision: await news.tellChange())
        case .remove(let name):
            let samples = try await learner.remove(name, author: author, ifRevision: revision)
            return ChangeInfo(category: name, samples: samples, revision: await news.tellChange())
        case .merge(let name, let target):
            let category = try await learner.merge(name, into: target, author: author, ifRevision: revision)
            return MergedInfo(
                category: category.name, total: category.samples.count, revision: await news.tellChange())
        case .undo(let count, let mine):
            let acts = try await learner.undo(count, of: mine ? author : nil, by: author, ifRevision: revision)
            return HistoryInfo(acts: acts.map { ActInfo($0, isUndone: true) }, revision: await news.tellChange())
        case .redo(let count, let mine):
            let acts = try await learner.redo(count, of: mine ? author : nil, by: author, ifRevision: revision)
            return HistoryInfo(acts: acts.map { ActInfo($0, isUndone: false) }, revision: await news.tellChange())
        case .reset:
            try await learner.reset(author: author, ifRevision: revision)
            return ChangeInfo(revision: await news.tellChange())
        case .moveSamples(let samples, let name):
            let moved = try await learner.move(samples, to: name, author: author, ifRevision: revision)
            return SampleChangeInfo(
                category: moved.category.name, samples: moved.samples, total: moved.category.samples.count,
                revision: await news.tellChange())
        case .removeSamples(let samples):
            let removed = try await learner.remove(samples: samples, author: author, ifRevision: revision)
            return SampleChangeInfo(samples: removed, revision: await news.tellChange())
        case .loadSession(let name): return try await load(name, options, client)
        }
    }
}
