// What came of an experiment with refinement, for people and for programs.

import Features
import Foundation
package import Refinement

/// An experiment with refinement, its numbers, and the paper's.
package struct RefineReport: Sendable, Codable, Report {
    /// How it was done; the classifier is the net's own, logistic.
    package let setting: LabReport.Setting
    /// Outputs of the layers behind the features.
    package let layers: [Int]
    /// How it was refined.
    package let recipe: RefinementRecipe
    /// The names of the classes.
    package let categories: [String]
    /// Number of pictures.
    package let pictures: Int
    /// Why some were passed over.
    package let broken: [String]
    /// What came of each split.
    package let outcomes: [RefineTrial.Outcome]
    /// The number that is counted, over all splits, 0…1.
    package let result: Spread
    /// How long it all took, in seconds; of an experiment that was resumed, since then.
    package let seconds: Double
    /// The paper's number, if there is one to compare.
    package let published: Published?

    /// The report as text, a line for each thing.
    package var lines: [String] {
        func percent(_ value: Double) -> String { String(format: "%.2f %%", 100 * value) }
        let modules = setting.modules == .whole ? "" : " \(setting.modules.rawValue)"
        var lines = broken.map { "passed over: \($0)" }
        lines += [
            "\(setting.data), \(setting.net.title)\(modules): \(categories.count) classes, \(pictures) pictures",
            "bank \(setting.bank): \(setting.shape) → \(layers.map(String.init).joined(separator: " → "))",
        ]
        for outcome in outcomes {
            let best = outcome.curve.first { $0.epoch == outcome.bestEpoch && !$0.isLastPart }?.heldOut
            let wrong =
                setting.measure == .accuracy ? 1 - outcome.confusion.meanClassAccuracy : 1 - outcome.confusion.accuracy
            lines.append(
                "seed \(outcome.seed): best epoch \(outcome.bestEpoch) (held out: "
                    + "\(best.map { percent($0.error) } ?? "–") wrong), \(outcome.train) learnt, \(outcome.test) asked, "
                    + (outcome.anew.map {
                        "classifier anew with strength \($0.strength)\($0.isDecorrelated ? " decorrelated" : ""), "
                    } ?? "")
                    + "\(percent(wrong)) wrong")
        }
        let deviation = result.deviation.map { " ± \(percent($0))" } ?? ""
        lines.append(
            "\(setting.isValidation ? "held out" : "here"): \(setting.measure.rawValue) \(percent(result.mean))\(deviation)"
        )
        if let published {
            let deviation = published.deviation.map { " ± \($0)" } ?? ""
            lines.append("paper: \(published.percent)\(deviation) % (\(published.source))")
        }
        lines.append(String(format: "%.0f s", seconds))
        return lines
    }

    /// Writes `report.json`, `confusion.png` and `curve.png` into a folder, which is made if there is none.
    ///
    /// - Throws: `LabError.notWritten`
    package func write(into folder: String) throws(LabError) {
        try ReportFolder(folder).write(self, as: "report.json")
        guard let first = outcomes.first else { return }
        let title = lines[broken.count]
        try ConfusionPicture(title: title, categories: categories, confusion: first.confusion).write(
            to: "\(folder)/confusion.png")
        try Self.chart(title, first.curve).write(to: "\(folder)/curve.png")
    }

    /// The share of wrong answers, epoch by epoch.
    private static func chart(_ title: String, _ curve: [RefineEpoch]) -> CurveChart {
        func points(_ share: (RefineEpoch) -> Double?) -> [(x: Double, y: Double)] {
            curve.enumerated().compactMap { place, epoch in share(epoch).map { (Double(place), 100 * $0) } }
        }
        let curves = [
            CurveChart.Curve(name: "held out", points: points { $0.heldOut?.error }),
            CurveChart.Curve(name: "learnt from", points: points { $0.isLastPart ? nil : $0.learnt?.error }),
            CurveChart.Curve(name: "learnt from, all of it", points: points { $0.isLastPart ? $0.learnt?.error : nil }),
        ]
        return CurveChart(
            title: title, horizontal: "epochs; upwards the share of wrong answers in %",
            curves: curves.filter { !$0.points.isEmpty })
    }
}
