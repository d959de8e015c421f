// What came of learning, for people and for programs.

import Features

/// A bank that was learnt, and how it went.
package struct LearnReport: Sendable, Encodable {
    /// The bank's name, fingerprint and sizes.
    package let bank, fingerprint, shape: String
    /// How learning went, stage by stage.
    package let stages: [String]
    /// Why pictures were passed over.
    package let broken: [String]
    /// How long it took, in seconds; of learning that was resumed, since then.
    package let seconds: Double

    /// A report of a result.
    package init(_ result: LearnJob.Result, seconds: Double) {
        (bank, fingerprint, shape) = (result.bank.name, result.bank.fingerprint, "\(result.bank.shape)")
        (stages, broken, self.seconds) = (result.lines, result.broken, seconds)
    }
}
