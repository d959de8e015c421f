// What came of live teaching.

import Classifier
import Features

/// How classifiers fared, by the number of views that were taught.
package struct LiveReport: Sendable, Codable, Report {
    /// How it was done.
    package struct Setting: Sendable, Codable {
        /// The folder.
        package let data: String
        /// How views lie in it.
        package let layout: LiveData.Layout
        /// How views were chosen.
        package let order: LiveOrder
        /// Which classes.
        package let part: LiveJob.Part
        /// The bank's name.
        package let bank: String
        /// The bank's fingerprint.
        package let fingerprint: String
        /// The sizes on the way.
        package let shape: String
        /// How much colours count beside the net's features.
        package let colour: Double
        /// Number of the permanent counter-examples among the samples.
        package let generic: Int
        /// What was drawn by.
        package let seeds: [UInt64]

        init(_ job: LiveJob, _ data: LiveData, _ draw: LiveDraw, _ features: LiveFeatures) {
            (self.data, layout, order, part) = (job.data, data.layout, draw.order, job.part)
            (bank, fingerprint, shape) = (job.bank.name, job.bank.fingerprint, "\(job.bank.shape)")
            (colour, generic) = (job.colour, features.generic.count)
            seeds = Array(job.seed..<job.seed + UInt64(job.seeds))
        }
    }

    /// A classifier that was taught so many views of each class. All numbers are 0…1, over the seeds; of several scenes a
    /// seed's number is the mean.
    package struct Row: Sendable, Codable, Equatable {
        /// Views taught of each class.
        package let count: Int
        /// The classifier's name.
        package let classifier: String
        /// Classes that had views enough, of all scenes together.
        package let classes: Int
        /// The mean of the classes' shares of right answers.
        package let accuracy: Spread
        /// The same, where half of the classes are taught four times as much.
        package let imbalanced: Spread?
        /// With a third of the classes never taught: the area under the curve.
        package let areaUnderCurve: Spread
        /// The share of never taught things that are accepted by a bound that misses 5 % of the taught ones.
        package let accepted: Spread
        /// At the usual threshold: the share of taught things that are called unknown.
        package let missed: Spread
        /// The share of never taught things that are called a name.
        package let fooled: Spread
        /// The share of them that are called “maybe this or that”.
        package let unsure: Spread
    }

    /// How it was done.
    package let setting: Setting
    /// The names of the classes that were used.
    package let categories: [String]
    /// Number of views.
    package let views: Int
    /// Why some were passed over.
    package let broken: [String]
    /// Which classes had too few views.
    package let leftOut: [String]
    /// How long the features took, in seconds; nil when they were kept from before.
    package let featureSeconds: Double?
    /// By the number of views, then by classifier.
    package let rows: [Row]

    /// The numbers of all trials, each classifier with an answer to each trial.
    static func rows(trials: [LiveTrial], outcomes: [(name: String, answers: [[LiveAnswer]])]) -> [Row] {
        let counts = trials.map(\.count).reduce(into: [Int]()) { if !$0.contains($1) { $0.append($1) } }
        return counts.flatMap { count in
            outcomes.map { outcome in
                let places = trials.indices.filter { trials[$0].count == count }
                /// A number over the seeds, of each the mean of its scenes.
                func spread(_ purpose: LiveTrial.Purpose, _ value: ([LiveAnswer]) -> Double?) -> Spread {
                    let own = places.filter { trials[$0].purpose == purpose }
                    let seeds = Dictionary(grouping: own) { trials[$0].seed }.sorted { $0.key < $1.key }
                    return Spread(seeds.map { Spread($0.value.compactMap { value(outcome.answers[$0]) }).mean })
                }
                let scenes = Dictionary(grouping: places.filter { trials[$0].purpose == .all }) { trials[$0].scene }
                let isImbalanced = places.contains { trials[$0].purpose == .imbalance }
                return Row(
                    count: count, classifier: outcome.name,
                    classes: scenes.values.compactMap { $0.first.map { trials[$0].taught.count } }.reduce(0, +),
                    accuracy: spread(.all, \.accuracy),
                    imbalanced: isImbalanced ? spread(.imbalance, \.accuracy) : nil,
                    areaUnderCurve: spread(.unknown) { LiveUnknown($0)?.areaUnderCurve },
                    accepted: spread(.unknown) { LiveUnknown($0)?.accepted },
                    missed: spread(.unknown) { LiveUnknown($0)?.missed },
                    fooled: spread(.unknown) { LiveUnknown($0)?.fooled },
                    unsure: spread(.unknown) { LiveUnknown($0)?.unsure })
            }
        }
    }

    /// The report as text, a line for each thing.
    package var lines: [String] {
        let time = featureSeconds.map { "computed in \($0.fixed(1)) s" } ?? "kept from before"
        var lines = broken.map { "passed over: \($0)" } + leftOut
        lines += [
            "\(setting.data) (\(setting.layout.rawValue)), \(setting.part.rawValue): \(categories.count) classes, "
                + "\(views) views, taught by \(setting.order.rawValue), \(setting.seeds.count) seeds",
            "bank \(setting.bank): \(setting.shape), colours \(setting.colour), \(setting.generic) generic pictures, "
                + time,
            "in %; AUROC and what follows with a third of the classes never taught", "",
        ]
        let isImbalanced = rows.contains { $0.imbalanced != nil }
        let head =
            ["taught", "classes", "classifier", "accuracy"] + (isImbalanced ? ["1 : 4"] : [])
            + ["AUROC", "strange at 5 % missed", "missed", "strange named", "strange unsure"]
        lines += [FigureTable.row(head), FigureTable.rule(head.count)]
        for row in rows {
            lines.append(
                FigureTable.row(
                    ["\(row.count)", "\(row.classes)", row.classifier, row.accuracy.percent]
                        + (isImbalanced ? [row.imbalanced?.percent ?? ""] : [])
                        + [row.areaUnderCurve, row.accepted, row.missed, row.fooled, row.unsure].map(\.percent)))
        }
        return lines
    }

    /// Writes `report.json` and `live.svg` into a folder, which is made if there is none.
    ///
    /// - Throws: `LabError.notWritten`
    package func write(into folder: String) throws(LabError) {
        let folder = try ReportFolder(folder)
        try folder.write(self, as: "report.json")
        try folder.write(LivePlot(rows: rows).svg, as: "live.svg")
    }
}
