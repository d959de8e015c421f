// A journal gone through once more: how well each sample was known before it was learnt.

import Classifier
public import Features
import Logging

/// What came of replaying a journal.
public struct Replay: Sendable {
    /// How well the samples of a category were known before they were learnt.
    public struct Line: Sendable, Hashable {
        /// The name under which they were taught.
        public let category: String
        /// Samples that were taught.
        public fileprivate(set) var taught = 0
        /// Those that were judged: all but the first of a category, which nothing could know.
        public fileprivate(set) var judged = 0
        /// Those whose best score was that of the category.
        public fileprivate(set) var right = 0

        fileprivate init(category: String) { self.category = category }
    }

    /// The categories in the order in which they were first taught.
    public let lines: [Line]
    /// How many acts there were, undoing and redoing among them.
    public let acts: Int
    /// The classifier that came of going through the journal act by act.
    public let rebuilt: String
    /// The classifier that is fitted at once to what is known in the end.
    public let fitted: String
    /// Whether both are the same, to the last bit of every number.
    public let isSame: Bool

    /// Samples that were judged.
    public var judged: Int { lines.reduce(0) { $0 + $1.judged } }
    /// Samples that were judged rightly.
    public var right: Int { lines.reduce(0) { $0 + $1.right } }

    /// Goes through a journal: each taught sample is judged by the classifier of just before, then learnt.
    ///
    /// Costs a fit for every sample, as teaching did.
    ///
    /// - Throws: `JournalError` when it cannot be read or was taught with another bank, `FeaturesError`.
    public init(_ journal: Journal, bank: FilterBank) async throws {
        let own = Journal.features(of: bank)
        guard journal.features == own else {
            throw JournalError(description: "it was taught with \(journal.features), not \(own)")
        }
        let silence = Logger(label: "showtell") { _ in SwiftLogNoOpLogHandler() }
        let walker = try Learner(journal: journal, bank: bank, logger: silence)
        (acts, lines) = try await walker.walk()
        let direct = try Learner(journal: journal, bank: bank, logger: silence)
        try await direct.prepare()
        let (one, other) = (await walker.scoreFormula.formula, await direct.scoreFormula.formula)
        (rebuilt, fitted) = (one.fingerprint, other.fingerprint)
        let (walked, known) = (await walker.knowledge, await direct.knowledge)
        isSame = one == other && walked == known
    }
}

extension Learner {
    /// Learns all of the journal act by act and sample by sample, as it was taught.
    fileprivate func walk() throws -> (acts: Int, lines: [Replay.Line]) {
        makeGenericNegatives()
        history.broken = try journal.lost()
        try refit()
        let records = try journal.acts()
        var lines: [Replay.Line] = []
        for var record in records {
            guard case .teach(let name, _) = record.act else {
                history.append(record)
                try refit()
                continue
            }
            if !lines.contains(where: { $0.category == name }) { lines.append(Replay.Line(category: name)) }
            let samples = record.samples
            record.samples = Array(samples.prefix(1))
            for (number, sample) in samples.enumerated() {
                let own = try journal.features(of: sample)
                if let own, let index = lines.firstIndex(where: { $0.category == name }) {
                    judge(own.taken, as: name, &lines[index])
                }
                if number == 0 { history.append(record) } else { history.append(sample: sample, to: record.id) }
                features[sample] = own
                try refit()
            }
        }
        return (records.count, lines)
    }

    private func judge(_ own: [Float], as name: String, _ line: inout Replay.Line) {
        line.taught += 1
        guard let category = knowledge.category(named: name), !category.samples.isEmpty else { return }
        line.judged += 1
        let judgement = own.withUnsafeBufferPointer { classifier.judge($0) }
        if judgement.scores.first?.category == category.id { line.right += 1 }
    }
}
