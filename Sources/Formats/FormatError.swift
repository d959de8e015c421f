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
    /// The text in quotes as it may stand in a sentence: at most 60 characters, none of them a control character.
    var quoted: String {
        var shown = String(UnicodeScalarView(unicodeScalars.prefix(60).map(\.printable)))
        if unicodeScalars.dropFirst(60).first != nil { shown += "…" }
        return "“\(shown)”"
    }
}

extension Unicode.Scalar {
    fileprivate var printable: Unicode.Scalar {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: "\u{FFFD}"
        default: self
        }
    }
}
