// Names that look alike, though their letters are others.

import Foundation

/// Tells whether people could tell two names apart.
///
/// Letters of other scripts that are drawn as Latin ones are, after the table of Unicode Technical Standard 39
/// (“Unicode Security Mechanisms”, confusables.txt): the Greek and Cyrillic ones. Forms for layout (full width, italic
/// mathematics, ligatures) count as the plain letter, by compatibility decomposition.
enum Confusables {
    /// Whether two names look the same on the page.
    static func areAlike(_ one: String, _ other: String) -> Bool { skeleton(one) == skeleton(other) }

    private static func skeleton(_ name: String) -> [Unicode.Scalar] {
        // Before the decomposition too: it takes some letters for others that look different.
        let latin = String(String.UnicodeScalarView(name.unicodeScalars.map { looks[$0] ?? $0 }))
        return latin.decomposedStringWithCompatibilityMapping.unicodeScalars.compactMap { scalar in
            scalar.properties.isDefaultIgnorableCodePoint ? nil : looks[scalar] ?? scalar
        }
    }

    private static let looks: [Unicode.Scalar: Unicode.Scalar] = {
        let pairs = [
            ("АВЕЅІЈКМНОРСТУХҮҺԌԚԜӀ", "ABESIJKMHOPCTYXYhGQWl"), ("аеѕіјорсухһԁԛԝѵӏ", "aesijopcyxhdqwvl"),
            ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX"), ("ανοιρυϲϳ", "avoipucj"),
        ]
        var looks: [Unicode.Scalar: Unicode.Scalar] = [:]
        for (like, latin) in pairs {
            for (scalar, letter) in zip(like.unicodeScalars, latin.unicodeScalars) { looks[scalar] = letter }
        }
        // Drawn alike in most typefaces: a capital i, a small l and a bar.
        for bar in ["I", "|", "І", "Ι"] as [Unicode.Scalar] { looks[bar] = "l" }
        return looks
    }()
}
