// MNIST.

import Features
import Foundation

/// Digits: so many of those to learn from, all of those to ask.
package struct DigitJob {
    /// Of so many digits to learn from, one is held out to choose the penalty by, as in Jarrett et al. 2009.
    static let heldOutShare = 6

    /// The folder with the four files of MNIST, packed or not.
    package let data: String
    /// How.
    package var settings: LabSettings
    /// Digits that are learnt from, equally many of each kind; nil for all.
    package var train: Int?

    /// An experiment.
    package init(data: String, settings: LabSettings) { (self.data, self.settings) = (data, settings) }

    /// Does it. Blocks.
    ///
    /// - Throws: `LabError`
    package func run(_ cache: FeatureCache, progress: LabProgress) throws(LabError) -> LabReport {
        let bank = try settings.bank.cut(to: settings.net.stages, settings.modules)
        let (learnt, asked) = (try digits("train"), try digits("t10k"))
        let list = PictureList(learnt.list, asked.list)
        let labels = learnt.labels + asked.labels
        let begin = ContinuousClock.now
        let (table, wasKept) = try cache.table(of: list, bank: bank, threads: settings.threads) {
            progress("features", $0, list.count)
        }
        let featureSeconds = (ContinuousClock.now - begin) / .seconds(1)
        let perClass = (train ?? learnt.list.count) / 10
        let trial = try Trial(
            table: table, labels: labels, classes: 10, classifier: settings.classifier,
            heldOut: max(1, perClass / Self.heldOutShare), isValidation: settings.isValidation)
        let places = Array(learnt.labels.indices)
        let outcomes = try trial.run(settings.seeds, progress: progress) { seed throws(LabError) in
            let chosen =
                train == nil
                ? places
                : try Split.random(labels: labels, among: places, classes: 10, perClass: perClass, seed: seed).train
            return Split(train: chosen, test: Array(learnt.list.count..<list.count))
        }
        let setting = LabReport.Setting("MNIST", settings, bank: bank, measure: .error)
        return LabReport(
            setting: setting, categories: (0..<10).map(String.init), table: table,
            featureSeconds: wasKept ? nil : featureSeconds, outcomes: outcomes,
            published: .digits(train: train ?? learnt.list.count))
    }

    /// The pictures and labels of one part of the data.
    func digits(_ part: String) throws(LabError) -> (list: PictureList, labels: [Int]) {
        let (pictures, labels) = (try array("\(part)-images-idx3-ubyte"), try array("\(part)-labels-idx1-ubyte"))
        let list = try PictureList(greys: pictures, name: "\(part)-images-idx3-ubyte")
        guard labels.extents == [list.count], labels.bytes.allSatisfy({ $0 < 10 }) else {
            throw .badInput(reason: "“\(part)-labels-idx1-ubyte” has not one digit for each of \(list.count) pictures.")
        }
        return (list, labels.bytes.map(Int.init))
    }

    private func array(_ name: String) throws(LabError) -> ByteArray {
        let path = ["\(data)/\(name).gz", "\(data)/\(name)"].first { FileManager.default.fileExists(atPath: $0) }
        guard let path else { throw .badInput(reason: "There is no “\(name)”, packed or not, in “\(data)”.") }
        return try ByteArray(idx: try DataFile.read(path), name: path)
    }
}
