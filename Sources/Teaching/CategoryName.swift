// Which names a category may have.

import Foundation

/// Why teaching was refused, in a sentence and with a reason that the wire can name.
public struct TeachingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The reason.
    public enum Kind: Sendable {
        case unknownCategory, nameRefused, noFrame, noCamera, staleRevision, leaseExpired, notFound, disk, busy
        case regionRefused
    }

    /// The reason.
    public let kind: Kind
    /// The sentence.
    public let description: String

    init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}

/// A category's name as it is kept.
enum CategoryName {
    private static let longest = 64

    /// The name without space around it, in one normal form, so that the same letters are the same name.
    ///
    /// - Throws: `nameRefused` when it is empty, too long, or holds control characters.
    static func accept(_ text: String) throws(TeachingError) -> String {
        let name = text.trimmingCharacters(in: .whitespacesAndNewlines).precomposedStringWithCanonicalMapping
        guard !name.isEmpty else { throw TeachingError(.nameRefused, "a category needs a name") }
        guard name.count <= longest, name.utf8.count <= 4 * longest else {
            throw TeachingError(.nameRefused, "a name has at most \(longest) characters, this one has \(name.count)")
        }
        let isVisible = name.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        guard isVisible, !name.unicodeScalars.contains(where: isBidirectionalControl) else {
            throw TeachingError(.nameRefused, "a name holds no control characters")
        }
        return name
    }

    /// Characters that could turn the text around them on the page.
    private static func isBidirectionalControl(_ scalar: Unicode.Scalar) -> Bool {
        (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
    }
}
