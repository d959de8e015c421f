// Which names a category may have.

import Foundation

/// A category's name as it is kept.
enum CategoryName {
    private static let longest = 64
    private static let longestBytes = 4 * longest

    /// The text without space around it, in one normal form, so that the same letters are the same name.
    static func normal(_ text: String) -> String {
        text.trimmingCharacters(in: .whitespacesAndNewlines).precomposedStringWithCanonicalMapping
    }

    /// The name that a text gives a category.
    ///
    /// - Throws: `nameRefused` when it is empty, too long, or holds what nobody can see.
    static func accept(_ text: String) throws(TeachingError) -> String {
        // Before anything goes through it letter by letter.
        guard text.utf8.count <= 16 * longestBytes else { throw tooLong("\(text.utf8.count) bytes") }
        let name = normal(text)
        guard !name.isEmpty else { throw TeachingError(.nameRefused, "there is no name: it is empty") }
        guard name.count <= longest else { throw tooLong("\(name.count)") }
        guard name.utf8.count <= longestBytes else { throw tooLong("\(name.utf8.count) bytes") }
        let scalars = Array(name.unicodeScalars)
        guard scalars.first.map({ !isMark($0) }) ?? true else {
            throw TeachingError(.nameRefused, "a name does not begin with an accent that has no letter")
        }
        for (index, scalar) in scalars.enumerated() where !isVisible(scalar) {
            let (before, after) = (scalars[..<index].last, scalars[(index + 1)...].first)
            guard !joins(scalar, before, after) else { continue }
            throw TeachingError(
                .nameRefused, "a name holds nothing invisible; this one has \(code(scalar)) as character \(index + 1)")
        }
        return name
    }

    private static func tooLong(_ size: String) -> TeachingError {
        TeachingError(
            .nameRefused, "a name has at most \(longest) characters in \(longestBytes) bytes, this one has \(size)")
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .spacingMark: true
        default: false
        }
    }

    /// Whether a character is seen, and leaves the text around it as it is.
    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        // Format characters turn text around (U+202A…, U+2066…, U+200E, U+200F, U+061C) or have no width at all.
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: false
        // A space other than the common one looks like it; an empty braille cell looks like a space.
        case .spaceSeparator: scalar == " "
        default: !scalar.properties.isDefaultIgnorableCodePoint && scalar != "\u{2800}"
        }
    }

    /// Whether an invisible character does what it is there for: it joins emoji, chooses their form, or shapes letters of
    /// scripts that are written joined.
    private static func joins(
        _ scalar: Unicode.Scalar, _ before: Unicode.Scalar?, _ after: Unicode.Scalar?
    ) -> Bool {
        guard let before else { return false }
        switch scalar {
        case "\u{FE0E}", "\u{FE0F}": return before.properties.isEmoji
        case "\u{200D}" where after?.properties.isEmoji == true:
            return before.properties.isEmoji || before == "\u{FE0F}"
        case "\u{200C}", "\u{200D}": return isOfJoiningScript(before) && after.map(isOfJoiningScript) == true
        default: return false
        }
    }

    /// Arabic and its neighbours, and the scripts of India.
    private static func isOfJoiningScript(_ scalar: Unicode.Scalar) -> Bool {
        (0x0600...0x0DFF).contains(scalar.value) && (scalar.properties.isAlphabetic || isMark(scalar))
    }

    private static func code(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
