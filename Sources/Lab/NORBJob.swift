// Small NORB: toys from all sides.

import Features
import Foundation

/// Toys of five categories: the training file's are learnt from, or so many of each, and the testing file's are asked.
///
/// The left picture of each stereo pair is described (Jarrett et al. 2009, section 4.1, does not say which; the thesis of
/// Kavukcuoglu, 2011, draws one).
package struct NORBJob {
    /// The categories, as the data set numbers them.
    private static let categories = ["animal", "human", "airplane", "truck", "car"]
    /// Of so many pictures to learn from, one is held out to choose the penalty by, as with digits.
    private static let heldOutShare = 6

    /// The folder with the `dat` and `cat` files of both parts, packed or not.
    package let data: String
    /// How.
    package var settings: LabSettings
    /// Pictures of each category that are learnt from; nil for all.
    package var train: Int?

    /// An experiment.
    package init(data: String, settings: LabSettings) { (self.data, self.settings) = (data, settings) }

    /// Does it. Blocks.
    ///
    /// - Throws: `LabError`
    package func run(_ cache: FeatureCache, progress: LabProgress) throws(LabError) -> LabReport {
        let bank = try settings.bank.cut(to: settings.net.stages, settings.modules)
        let (learnt, asked) = (try toys("training"), try toys("testing"))
        let list = PictureList(learnt.list, asked.list)
        let labels = learnt.labels + asked.labels
        let begin = ContinuousClock.now
        let (table, wasKept) = try cache.table(of: list, bank: bank, threads: settings.threads) {
            progress("features", $0, list.count)
        }
        let featureSeconds = (ContinuousClock.now - begin) / .seconds(1)
        let classes = Self.categories.count
        let perClass = train ?? learnt.list.count / classes
        let trial = try Trial(
            table: table, labels: labels, classes: classes, classifier: settings.classifier,
            heldOut: max(1, perClass / Self.heldOutShare), isValidation: settings.isValidation)
        let places = Array(learnt.labels.indices)
        let outcomes = try trial.run(settings.seeds, progress: progress) { seed throws(LabError) in
            let chosen =
                perClass * classes == places.count
                ? places
                : try Split.random(labels: labels, among: places, classes: classes, perClass: perClass, seed: seed)
                    .train
            return Split(train: chosen, test: Array(learnt.list.count..<list.count))
        }
        let setting = LabReport.Setting("small NORB", settings, bank: bank, measure: .error)
        return LabReport(
            setting: setting, categories: Self.categories, table: table,
            featureSeconds: wasKept ? nil : featureSeconds, outcomes: outcomes,
            published: .toys(settings.net, settings.modules, train: perClass))
    }

    /// The left pictures and labels of one part of the data.
    private func toys(_ part: String) throws(LabError) -> (list: PictureList, labels: [Int]) {
        let (pictures, categories) = (try path(part, "dat"), try path(part, "cat"))
        guard case .bytes(let array) = try NORBMatrix(try DataFile.read(pictures), name: pictures) else {
            throw .badInput(reason: "“\(pictures)” holds numbers, and pictures are bytes.")
        }
        let list = try PictureList(leftOf: array, name: pictures)
        guard case .numbers(let extents, let values) = try NORBMatrix(try DataFile.read(categories), name: categories),
            extents == [list.count], values.allSatisfy({ Self.categories.indices.contains(Int($0)) })
        else {
            throw .badInput(reason: "“\(categories)” has not a category in 0…4 for each of \(list.count) pictures.")
        }
        return (list, values.map { Int($0) })
    }

    /// The file of a part: `smallnorb-…-training-dat.mat`, or packed with `.gz` behind it.
    private func path(_ part: String, _ kind: String) throws(LabError) -> String {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: data)) ?? []
        let found = files.filter { file in
            file.hasPrefix("smallnorb-") && ["mat", "mat.gz"].contains { file.hasSuffix("-\(part)-\(kind).\($0)") }
        }
        guard let name = found.min() else {
            throw .badInput(reason: "There is no “smallnorb-…-\(part)-\(kind).mat”, packed or not, in “\(data)”.")
        }
        return "\(data)/\(name)"
    }
}
