// What came of an experiment, for people and for programs.

import Foundation
import Linear

/// An experiment, its numbers, and the paper's.
package struct LabReport: Sendable, Codable, Report {
    /// What is counted.
    package enum Measure: String, Sendable, Codable {
        /// The mean of the classes' accuracies.
        case accuracy
        /// The share of wrong answers.
        case error
    }

    /// How it was done.
    package struct Setting: Sendable, Codable {
        /// The data set.
        package let data: String
        /// The protocol.
        package let net: LabProtocol
        /// What follows the filters.
        package let modules: LabModules
        /// What was made of the features.
        package var extras = FeatureExtras()
        /// How much colours count beside the net's features; nil for grey pictures.
        package var colour: Double?
        /// The bank's name.
        package let bank: String
        /// The bank's fingerprint.
        package let fingerprint: String
        /// The sizes on the way.
        package let shape: String
        /// Who learnt.
        package let classifier: LabClassifier
        /// What is counted.
        package let measure: Measure
        /// Whether only pictures held out were asked.
        package let isValidation: Bool
    }

    /// How it was done.
    package let setting: Setting
    /// The names of the classes.
    package let categories: [String]
    /// Number of pictures.
    package let pictures: Int
    /// Why some were passed over.
    package let broken: [String]
    /// How long the features took, in seconds; nil when they were kept from before.
    package let featureSeconds: Double?
    /// What came of each split.
    package let outcomes: [Trial.Outcome]
    /// The number that is counted, over all splits, 0…1.
    package let result: Spread
    /// The paper's number, if there is one to compare.
    package let published: Published?

    init(
        setting: Setting, categories: [String], table: FeatureTable, featureSeconds: Double?,
        outcomes: [Trial.Outcome], published: Published?
    ) {
        self.setting = setting
        self.categories = categories
        pictures = table.features.rows
        broken = table.broken.sorted { $0.key < $1.key }.map(\.value)
        self.featureSeconds = featureSeconds
        self.outcomes = outcomes
        result = Spread(
            outcomes.map {
                setting.measure == .accuracy ? $0.confusion.meanClassAccuracy : 1 - $0.confusion.accuracy
            })
        self.published = published
    }

    /// The report as text, a line for each thing.
    package var lines: [String] {
        var title = "\(setting.net.rawValue)\(setting.modules == .whole ? "" : " \(setting.modules.rawValue)")"
        title += setting.extras.words
        if let colour = setting.colour { title += " and colours (\(colour))" }
        let time = featureSeconds.map { "computed in \(Self.number($0)) s" } ?? "kept from before"
        var lines = broken.map { "passed over: \($0)" }
        lines += [
            "\(setting.data), \(title), \(setting.classifier.rawValue): \(categories.count) classes, \(pictures) pictures"
                + (broken.isEmpty ? "" : ", \(broken.count) of them passed over"),
            "bank \(setting.bank): \(setting.shape), \(time)",
        ]
        for outcome in outcomes {
            let share =
                setting.measure == .accuracy ? outcome.confusion.meanClassAccuracy : 1 - outcome.confusion.accuracy
            let held = setting.measure == .accuracy ? outcome.validationAccuracy : 1 - outcome.validationAccuracy
            lines.append(
                "seed \(outcome.seed): \(outcome.train) learnt, \(outcome.test) asked, strength \(outcome.strength) "
                    + (outcome.isDecorrelated ? "decorrelated " : "")
                    + "(held out: \(Self.number(100 * held)) %), \(setting.measure.rawValue) "
                    + "\(Self.number(100 * share)) %, \(Self.number(outcome.seconds)) s")
        }
        lines.append("\(setting.isValidation ? "held out" : "here"): \(result.percent) %")
        if let published {
            let deviation = published.deviation.map { " ± \(Self.number($0))" } ?? ""
            lines.append("paper: \(Self.number(published.percent))\(deviation) % (\(published.source))")
        }
        return lines
    }

    /// Writes `report.json` and `confusion.png` into a folder, which is made if there is none.
    ///
    /// - Throws: `LabError.notWritten`
    package func write(into folder: String) throws(LabError) {
        try ReportFolder(folder).write(self, as: "report.json")
        guard let first = outcomes.first else { return }
        let picture = ConfusionPicture(
            title: lines[broken.count], categories: categories, confusion: first.confusion)
        try picture.write(to: "\(folder)/confusion.png")
    }

    private static func number(_ value: Double) -> String { String(format: "%.1f", value) }
}
