// What all experiments are told.

package import Features

/// How an experiment is done, whatever its data.
package struct LabSettings: Sendable {
    /// The protocol.
    package let net: LabProtocol
    /// The net's filters, of the protocol's stages or more.
    package let bank: FilterBank
    /// What follows the filters.
    package var modules = LabModules.whole
    /// Who learns.
    package var classifier = LabClassifier.logistic
    /// Random splits, or choices of what is learnt from.
    package var splits = 1
    /// What the first is drawn by; the others by the numbers that follow.
    package var seed: UInt64 = 1
    /// Pictures that are described at a time.
    package var threads = 1
    /// Ask only pictures held out of those to learn from.
    package var isValidation = false

    /// The usual settings.
    package init(net: LabProtocol, bank: FilterBank) { (self.net, self.bank) = (net, bank) }

    /// What the splits are drawn by.
    var seeds: Range<UInt64> { seed..<seed + UInt64(splits) }
}

extension LabReport.Setting {
    /// What a report says of settings.
    ///
    /// - Parameter bank: the bank as the experiment has it: cut to the protocol's stages and modules.
    init(_ data: String, _ settings: LabSettings, bank: FilterBank, measure: LabReport.Measure) {
        self.init(
            data: data, net: settings.net, modules: settings.modules, bank: bank.name, fingerprint: bank.fingerprint,
            shape: "\(bank.shape)", classifier: settings.classifier, measure: measure,
            isValidation: settings.isValidation)
    }
}
