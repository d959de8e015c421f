// What was taught, as a table for other programs.

public import Foundation

/// Every sample that teaches something, with what it teaches.
public struct TaughtTable: Sendable {
    /// A sample.
    public struct Row: Sendable {
        /// The label of a sample of the empty stage.
        public static let background = -1
        /// The label of a counter-example.
        public static let negative = -2

        /// Its number.
        public let id: Int64
        /// Its category's place in `categories`, or `background` or `negative`.
        public let label: Int
        /// Its features.
        public let features: [Float]
        /// The largest JPEG that was kept of it; nil when none was.
        public let picture: Data?
    }

    /// The names of the categories, the oldest first.
    public let categories: [String]
    /// The samples, the oldest first.
    public let rows: [Row]
    /// Samples that are left out because they are broken.
    public let broken: [Knowledge.Broken]

    /// What a journal holds.
    ///
    /// - Throws: `JournalError` when it cannot be read.
    public init(of journal: Journal) throws(JournalError) {
        var history = try History(of: journal)
        let knowledge = history.knowledge
        var labels: [Int64: Int] = [:]
        for (index, category) in knowledge.categories.enumerated() {
            for sample in category.samples { labels[sample] = index }
        }
        for sample in knowledge.background { labels[sample] = Row.background }
        for negative in knowledge.negatives { labels[negative.sample] = Row.negative }
        categories = knowledge.categories.map(\.name)
        var rows: [Row] = []
        for (id, label) in labels.sorted(by: { $0.key < $1.key }) {
            guard let sample = try journal.sample(id) else {
                history.broken.insert(id)
                continue
            }
            rows.append(
                Row(
                    id: id, label: label, features: sample.features,
                    picture: sample.keepsake.picture ?? sample.keepsake.thumbnail))
        }
        self.rows = rows
        broken = history.knowledge.broken
    }
}
