// Why work was not done, in sentences.

/// Why a job came to no end.
package enum WorkbenchError: Error, Equatable, CustomStringConvertible {
    /// Something that was to be read cannot be used.
    case badInput(reason: String)
    /// Something cannot be written.
    case notWritten(reason: String)
    /// Somebody asked to stop.
    case interrupted

    /// A sentence for people.
    package var description: String {
        switch self {
        case .badInput(let reason), .notWritten(let reason): reason
        case .interrupted: "Interrupted; no array was written."
        }
    }
}
