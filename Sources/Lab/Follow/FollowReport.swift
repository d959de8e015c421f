// What came of following.

/// How well each manner of learning fared.
package struct FollowReport: Sendable, Codable, Report {
    /// A manner of learning. All numbers but `samples` are 0…1, over the seeds.
    package struct Row: Sendable, Codable, Equatable {
        /// The manner.
        package let manner: FollowManner
        /// Samples of a thing, the first among them.
        package let samples: Spread
        /// The share of the others that show something else.
        package let wrong: Spread
        /// The mean of the things' shares of right best categories.
        package let accuracy: Spread
        /// The area under the curve.
        package let areaUnderCurve: Spread
        /// At the usual threshold: the share of taught things that are called unknown.
        package let missed: Spread
        /// The share of never taught things that are called a name.
        package let fooled: Spread
    }

    /// What was done, in a sentence.
    package let title: String
    /// What is to be known beside the numbers.
    package let notes: [String]
    /// A manner each.
    package let rows: [Row]

    /// The numbers of all trials.
    init(title: String, notes: [String], outcomes: [[FollowManner: FollowOutcome]]) {
        (self.title, self.notes) = (title, notes)
        rows = FollowManner.allCases.map { manner in
            let own = outcomes.compactMap { $0[manner] }
            let unknown = own.map { LiveUnknown($0.answers) }
            func mean(_ value: (LiveUnknown) -> Double) -> Spread { Spread(unknown.compactMap { $0.map(value) }) }
            return Row(
                manner: manner,
                samples: Spread(own.map { 1 + Spread($0.learnt.map { Double($0.count) }).mean }),
                wrong: Spread(own.map { Double($0.wrong) / Double(max($0.learnt.reduce(0) { $0 + $1.count }, 1)) }),
                accuracy: Spread(own.map(\.answers.accuracy)), areaUnderCurve: mean(\.areaUnderCurve),
                missed: mean(\.missed), fooled: mean(\.fooled))
        }
    }

    /// The report as text, a line for each thing.
    package var lines: [String] {
        let head = ["learnt", "samples", "wrong", "accuracy", "AUROC", "missed", "strange named"]
        return [title] + notes + [
            "in %, but for the samples of a thing", "", FigureTable.row(head), FigureTable.rule(head.count),
        ]
            + rows.map { row in
                FigureTable.row(
                    [row.manner.rawValue, row.samples.mean.fixed(1)]
                        + [row.wrong, row.accuracy, row.areaUnderCurve, row.missed, row.fooled].map(\.percent))
            }
    }

    /// Writes `report.json` into a folder, which is made if there is none.
    ///
    /// - Throws: `LabError.notWritten`
    package func write(into folder: String) throws(LabError) {
        try ReportFolder(folder).write(self, as: "report.json")
    }
}
