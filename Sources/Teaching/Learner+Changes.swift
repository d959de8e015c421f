// Changes of what is known that need no frame.

import Imaging

extension Learner {
    /// “Not that”: the frame that was judged last becomes a counter-example.
    ///
    /// - Parameter name: what it is not; nil for what is shown.
    /// - Returns: the category, if any, the sample and its frame.
    /// - Throws: `noFrame`, `unknownCategory`, `staleRevision`, `disk`.
    public func reject(
        _ name: String?, author: String, ifRevision: Int64?
    ) throws(TeachingError) -> (category: String?, samples: [Int64], frame: Int64) {
        try check(ifRevision)
        guard let latest else { throw TeachingError(.noFrame, "there has been no frame yet to say “not that” to") }
        var shown = latest.prediction.category?.name
        if let name { shown = try category(named: name).name }
        let act = Act.reject(category: shown)
        let sample = StoredSample(
            features: latest.features, frame: latest.stamp.number,
            keepsake: latestPicture.picture.flatMap { keeper?($0, .whole) } ?? Keepsake())
        let record = try commit(act, author: author, samples: [sample])
        return (act.category, record.samples, latest.stamp.number)
    }

    /// Gives a category another name.
    ///
    /// - Returns: the name as it is kept.
    /// - Throws: `unknownCategory`, `nameRefused` (also when the name is taken), `staleRevision`, `disk`.
    public func rename(
        _ name: String, to newName: String, author: String, ifRevision: Int64?
    ) throws(TeachingError) -> String {
        try check(ifRevision)
        let category = try category(named: name)
        let accepted = try acceptName(newName, besides: category)
        guard knowledge.category(named: accepted) == nil || accepted == category.name else {
            throw TeachingError(.nameRefused, "there is a category “\(accepted)” already; category.merge joins the two")
        }
        try commit(.rename(category: category.name, to: accepted), author: author)
        return accepted
    }

    /// Forgets a category.
    ///
    /// - Returns: how many samples went with it.
    /// - Throws: `unknownCategory`, `staleRevision`, `disk`.
    public func remove(_ name: String, author: String, ifRevision: Int64?) throws(TeachingError) -> Int {
        try check(ifRevision)
        let category = try category(named: name)
        try commit(.remove(category: category.name), author: author)
        return category.samples.count
    }

    /// Moves the samples of a category into another, which keeps its name.
    ///
    /// - Returns: the category that stays.
    /// - Throws: `unknownCategory`, `nameRefused` when both are the same, `staleRevision`, `disk`.
    public func merge(
        _ name: String, into target: String, author: String, ifRevision: Int64?
    ) throws(TeachingError) -> Category {
        try check(ifRevision)
        let (from, into) = (try category(named: name), try category(named: target))
        guard from.id != into.id else {
            throw TeachingError(.nameRefused, "“\(from.name)” cannot be merged into itself")
        }
        try commit(.merge(category: from.name, into: into.name), author: author)
        return try category(named: into.name)
    }

    /// Begins anew; what was known can be had back by undoing.
    ///
    /// - Throws: `staleRevision`, `disk`.
    public func reset(author: String, ifRevision: Int64?) throws(TeachingError) {
        try check(ifRevision)
        try commit(.reset, author: author)
    }

    /// Takes the newest acts back.
    ///
    /// - Parameter author: whose acts; nil for everybody's.
    /// - Returns: the acts, in the order in which they were taken back.
    /// - Throws: `notFound` when there is none, `staleRevision`, `disk`.
    public func undo(
        _ count: Int, of author: String?, by actor: String, ifRevision: Int64?
    ) throws(TeachingError) -> [ActRecord] {
        try check(ifRevision)
        return try repeated(count, "there is nothing to undo") { () throws(TeachingError) in
            guard let record = history.nextUndo(by: author) else { return nil }
            try commit(.undo(act: record.id), author: actor)
            return record
        }
    }

    /// Does acts again that were taken back, the last one first.
    ///
    /// - Throws: `notFound` when there is none, `staleRevision`, `disk`.
    public func redo(
        _ count: Int, of author: String?, by actor: String, ifRevision: Int64?
    ) throws(TeachingError) -> [ActRecord] {
        try check(ifRevision)
        return try repeated(count, "there is nothing to do again") { () throws(TeachingError) in
            guard let record = history.nextRedo(by: author) else { return nil }
            try commit(.redo(act: record.id), author: actor)
            return record
        }
    }

    /// Refuses a change that was meant for an older state.
    func check(_ ifRevision: Int64?) throws(TeachingError) {
        guard let ifRevision, ifRevision != history.revision else { return }
        throw TeachingError(
            .staleRevision, "the change was meant for revision \(ifRevision), but the newest is \(history.revision)")
    }

    /// The category that somebody means.
    func category(named name: String) throws(TeachingError) -> Category {
        if let category = knowledge.category(named: CategoryName.normal(name)) { return category }
        throw TeachingError(.unknownCategory, "there is no category “\(try CategoryName.accept(name))”")
    }

    /// A name for what is to be taught: one that is there, or a new one that people can read and tell from the others.
    ///
    /// - Parameter renamed: a category that gives up its name.
    func acceptName(_ text: String, besides renamed: Category? = nil) throws(TeachingError) -> String {
        // What is there was accepted once: rules that have become stricter do not lock people out of it.
        if knowledge.category(named: CategoryName.normal(text)) != nil { return CategoryName.normal(text) }
        let name = try CategoryName.accept(text)
        let others =
            knowledge.categories.filter { $0.id != renamed?.id }.map(\.name) + lessons.compactMap(\.act.category)
            + [following?.lesson.act.category].compactMap(\.self)
        guard let twin = others.first(where: { $0 != name && Confusables.areAlike($0, name) }) else { return name }
        throw TeachingError(
            .nameRefused,
            "“\(name)” looks like “\(twin)”, which is there already, but has other letters; choose another name")
    }

    private func repeated(
        _ count: Int, _ nothing: String, _ step: () throws(TeachingError) -> ActRecord?
    ) throws(TeachingError) -> [ActRecord] {
        var records: [ActRecord] = []
        while records.count < count, let record = try step() { records.append(record) }
        guard !records.isEmpty else { throw TeachingError(.notFound, nothing) }
        return records
    }

    /// Writes an act, then lets it count. Lessons that are going on end: they were about another state.
    @discardableResult
    func commit(
        _ act: Act, author: String, samples: [StoredSample] = []
    ) throws(TeachingError) -> ActRecord {
        do {
            let record = try journal.append(act, by: author, samples: samples)
            for (id, sample) in zip(record.samples, samples) { remember(sample, as: id) }
            history.append(record)
            try refit()
            // A counter-example is one sample more: it leaves the state that lessons are about.
            if case .reject = act { return record }
            endLessons(TeachingError(.busy, "what is known has just been changed; teach again"))
            return record
        } catch {
            throw TeachingError(.disk, error.description)
        }
    }
}
