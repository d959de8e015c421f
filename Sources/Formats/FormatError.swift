// Why a file is not read or written, in sentences.

/// Why a file could not be read or written.
package struct FormatError: Error, Equatable, CustomStringConvertible {
    /// A sentence for people, which names the file and the value that offends.
    package let description: String
}

/// What is wrong with the content of a file, as the end of a sentence that begins with the name of the file.
struct Flaw: Error {
    let clause: String

    init(_ clause: String) { self.clause = clause }
}

extension String {
    /// The text in quotes as it may stand in a sentence: no control characters.
    package var inQuotes: String { "“\(String(UnicodeScalarView(unicodeScalars.map(\.printable))))”" }

    /// The beginning of the text in quotes as it may stand in a sentence: at most 60 characters.
    package var quoted: String {
        let beginning = String(UnicodeScalarView(unicodeScalars.prefix(60)))
        return unicodeScalars.dropFirst(60).isEmpty ? beginning.inQuotes : "\(beginning)…".inQuotes
    }

    /// Whether it may stand in a line on a terminal as it is.
    package var isPlain: Bool { unicodeScalars.allSatisfy { $0.printable == $0 } }
}

extension Unicode.Scalar {
    fileprivate var printable: Unicode.Scalar {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: "\u{FFFD}"
        default: self
        }
    }
}
