// Why there is no filter bank, or none was written, in sentences.

/// Why a filter bank could not be found, read or written.
package enum BankError: Error, Equatable, CustomStringConvertible {
    /// No bank has the name.
    case unknownName(reason: String)
    /// The file cannot be read, or is not a bank.
    case badFile(reason: String)
    /// The file cannot be written.
    case notWritten(reason: String)

    /// A sentence for people.
    package var description: String {
        switch self {
        case .unknownName(let reason), .badFile(let reason), .notWritten(let reason): reason
        }
    }
}
