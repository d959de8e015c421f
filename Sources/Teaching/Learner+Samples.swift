// Single samples: looked at, moved to another category, removed.

extension Learner {
    /// The newest samples that teach something, the newest first.
    ///
    /// - Parameters:
    ///   - name: of that category only; nil for all, the empty stage and counter-examples too.
    ///   - before: only samples with a lower number, to read on where the last list ended.
    /// - Throws: `unknownCategory`, `disk`.
    public func samples(of name: String?, limit: Int, before: Int64?) throws(TeachingError) -> [SampleNote] {
        var uses: [(id: Int64, use: SampleNote.Use)] = []
        if let name {
            let category = try category(named: name)
            uses = category.samples.map { ($0, .category(category.name)) }
        } else {
            for category in knowledge.categories { uses += category.samples.map { ($0, .category(category.name)) } }
            uses += knowledge.background.map { ($0, .background) }
            uses += knowledge.negatives.map { negative in
                (negative.sample, .negative(against: negative.against.flatMap { knowledge.category($0)?.name }))
            }
        }
        let wanted = uses.filter { $0.id < before ?? .max }.sorted { $0.id > $1.id }.prefix(limit)
        do {
            return try journal.notes(Array(wanted))
        } catch {
            throw TeachingError(.disk, error.description)
        }
    }

    /// Says that samples are of another category than was said; a new name makes a new category.
    ///
    /// - Returns: the category, and the samples that are new to it.
    /// - Throws: `notFound` when one of them teaches nothing, `nameRefused`, also when all are there already,
    ///   `staleRevision`, `disk`.
    public func move(
        _ samples: [Int64], to name: String, author: String, ifRevision: Int64?
    ) throws(TeachingError) -> (category: Category, samples: [Int64]) {
        try check(ifRevision)
        let wanted = try known(samples)
        let accepted = try acceptName(name)
        let present = Set(knowledge.category(named: accepted)?.samples ?? [])
        let moved = wanted.filter { !present.contains($0) }
        guard !moved.isEmpty else {
            throw TeachingError(.nameRefused, "\(Self.text(of: wanted)) of “\(accepted)” already")
        }
        try commit(.moveSamples(samples: moved, category: accepted), author: author)
        return (try category(named: accepted), moved)
    }

    /// Forgets samples, broken ones too.
    ///
    /// - Returns: those samples, each once.
    /// - Throws: `notFound` when one of them teaches nothing, `staleRevision`, `disk`.
    public func remove(samples: [Int64], author: String, ifRevision: Int64?) throws(TeachingError) -> [Int64] {
        try check(ifRevision)
        let wanted = try known(samples, or: knowledge.broken.map(\.sample))
        try commit(.removeSamples(samples: wanted), author: author)
        return wanted
    }

    /// The newest samples of a category that have a thumbnail, the newest first.
    func newestThumbnails(of category: Category, limit: Int) -> [Int64] {
        Array(category.samples.lazy.reversed().filter { self.thumbnails.contains($0) }.prefix(limit))
    }

    /// The samples in order, each once.
    ///
    /// - Parameter others: samples that may be among them though they teach nothing.
    private func known(_ samples: [Int64], or others: [Int64] = []) throws(TeachingError) -> [Int64] {
        let wanted = Set(samples).sorted()
        let inUse = Set(knowledge.inUse + others)
        guard let stranger = wanted.first(where: { !inUse.contains($0) }) else { return wanted }
        throw TeachingError(.notFound, "there is no sample \(stranger)")
    }

    private static func text(of samples: [Int64]) -> String {
        samples.count == 1 ? "sample \(samples[0]) is" : "these samples are"
    }
}
