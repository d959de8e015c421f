// MNIST.

package import Features
import Foundation

/// Digits: so many of those to learn from, all of those to ask.
package struct DigitJob {
    /// Of so many digits to learn from, one is held out to choose the penalty by, as in Jarrett et al. 2009.
    static let heldOutShare = 6

    /// The folder with the four files of MNIST, packed or not.
    package let data: String
    /// The protocol.
    package let net: LabProtocol
    /// The net's filters, of the protocol's stages or more.
    package let bank: FilterBank
    /// Digits that are learnt from, equally many of each kind; nil for all.
    package var train: Int?
    /// What follows the filters.
    package var modules = LabModules.whole
    /// Who learns.
    package var classifier = LabClassifier.logistic
    /// Random choices of the digits that are learnt from.
    package var splits = 1
    /// What the first choice is drawn by; the others by the numbers that follow.
    package var seed: UInt64 = 1
    /// Pictures that are described at a time.
    package var threads = 1
    /// Ask only digits held out of those to learn from.
    package var isValidation = false

    /// An experiment.
    package init(data: String, net: LabProtocol, bank: FilterBank) {
        self.data = data
        self.net = net
        self.bank = bank
    }

    /// Does it. Blocks.
    ///
    /// - Throws: `LabError`
    package func run(_ cache: FeatureCache, progress: LabProgress) throws(LabError) -> LabReport {
        let bank = try bank.cut(to: net.stages, modules)
        let (learnt, asked) = (try digits("train"), try digits("t10k"))
        let list = PictureList(learnt.list, asked.list)
        let labels = learnt.labels + asked.labels
        let begin = ContinuousClock.now
        let (table, wasKept) = try cache.table(of: list, bank: bank, threads: threads) {
            progress("features", $0, list.count)
        }
        let featureSeconds = (ContinuousClock.now - begin) / .seconds(1)
        let perClass = (train ?? learnt.list.count) / 10
        let trial = try Trial(
            table: table, labels: labels, classes: 10, classifier: classifier,
            heldOut: max(1, perClass / Self.heldOutShare), isValidation: isValidation)
        let places = Array(learnt.labels.indices)
        let outcomes = try trial.run(splits, from: seed, progress: progress) { seed throws(LabError) in
            let chosen =
                train == nil
                ? places
                : try Split.random(labels: labels, among: places, classes: 10, perClass: perClass, seed: seed).train
            return Split(train: chosen, test: Array(learnt.list.count..<list.count))
        }
        let setting = LabReport.Setting(
            data: "MNIST", net: net, modules: modules, bank: bank.name, fingerprint: bank.fingerprint,
            shape: "\(bank.shape)", classifier: classifier, measure: .error, isValidation: isValidation)
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
