// Why an experiment cannot go on, in sentences.

/// Why data cannot be used or results cannot be written.
package enum LabError: Error, Equatable, CustomStringConvertible {
    /// What was given cannot be used.
    case badInput(reason: String)
    /// A file cannot be written.
    case notWritten(reason: String)
    /// Someone wished it to end.
    case stopped(reason: String)

    /// A sentence for people.
    package var description: String {
        switch self {
        case .badInput(let reason), .notWritten(let reason), .stopped(let reason): reason
        }
    }
}
