// Walks over the text at the head of a file, which nobody has checked yet.

import Foundation

/// A place in a text of JSON or of Python literals, and the few things that the headers of our formats are made of.
///
/// Nothing is nested except as the caller asks, so no text can exhaust the stack. Places in messages count from 1.
struct HeaderCursor {
    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The byte at the present place; 0, which stands for nothing in either language, behind the end.
    private var byte: UInt8 { place < bytes.count ? bytes[place] : 0 }

    private mutating func skipSpace() {
        while byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { place += 1 }
    }

    /// Whether the next sign is `sign`.
    mutating func next(_ sign: Unicode.Scalar) -> Bool {
        skipSpace()
        return byte == UInt8(ascii: sign)
    }

    /// Whether the next sign is `sign`, which is then passed.
    mutating func take(_ sign: Unicode.Scalar) -> Bool {
        guard next(sign) else { return false }
        place += 1
        return true
    }

    /// Passes a sign that must be next.
    mutating func expect(_ sign: Unicode.Scalar) throws(Flaw) {
        guard take(sign) else { throw unexpected("“\(sign)”") }
    }

    /// Nothing but space may be left.
    mutating func expectEnd() throws(Flaw) {
        skipSpace()
        guard place == bytes.count else { throw unexpected("the end") }
    }

    /// Whether the next word is `word`, which is then passed.
    mutating func take(word: String) -> Bool {
        skipSpace()
        guard bytes[place...].starts(with: word.utf8) else { return false }
        place += word.utf8.count
        return true
    }

    /// A whole number that is not negative and that 64 bits hold.
    mutating func wholeNumber() throws(Flaw) -> Int {
        skipSpace()
        let start = place
        if byte == UInt8(ascii: "-") { throw Flaw("the number at byte \(start + 1) of its header is negative") }
        while byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { place += 1 }
        guard place == start + 1 || (place > start && bytes[start] != UInt8(ascii: "0")) else {
            place = start
            throw unexpected("a whole number")
        }
        let digits = String(decoding: bytes[start..<place], as: UTF8.self)
        guard let number = Int(digits) else {
            throw Flaw("the number \(digits.quoted) in its header is too large")
        }
        return number
    }

    /// A text between two `quote`s; a backslash takes the sign behind it along. It comes back with its quotes.
    mutating func quotedBytes(_ quote: Unicode.Scalar) throws(Flaw) -> ArraySlice<UInt8> {
        let start = place
        try expect(quote)
        while byte != UInt8(ascii: quote) {
            if byte == UInt8(ascii: "\\") { place += 1 }
            guard byte >= 0x20 else { throw unexpected("“\(quote)” or more text") }
            place += 1
        }
        place += 1
        return bytes[start..<place].drop { $0 != UInt8(ascii: quote) }
    }

    /// A text of JSON.
    mutating func jsonString() throws(Flaw) -> String {
        let token = try quotedBytes("\"")
        let text: String? =
            token.contains(UInt8(ascii: "\\"))
            ? try? JSONDecoder().decode(String.self, from: Data(token))
            : String(validating: token.dropFirst().dropLast(), as: UTF8.self)
        guard let text else { throw Flaw("the text that ends at byte \(place) of its header is not valid") }
        return text
    }

    /// The fields of an object of JSON; `read` is called behind the colon of each, with its name.
    mutating func jsonFields(_ read: (inout HeaderCursor, String) throws(Flaw) -> Void) throws(Flaw) {
        try expect("{")
        if take("}") { return }
        repeat {
            let name = try jsonString()
            try expect(":")
            try read(&self, name)
        } while take(",")
        try expect("}")
    }

    /// A list of JSON with nothing but whole numbers.
    mutating func jsonWholeNumbers() throws(Flaw) -> [Int] {
        try expect("[")
        if take("]") { return [] }
        var numbers: [Int] = []
        repeat { numbers.append(try wholeNumber()) } while take(",")
        try expect("]")
        return numbers
    }

    private func unexpected(_ wanted: String) -> Flaw {
        guard place < bytes.count else { return Flaw("its header ends where \(wanted) should stand") }
        let sign = Unicode.Scalar(bytes[place])
        let found = sign.isASCII && sign.value > 0x20 && sign.value < 0x7F ? "“\(sign)”" : "a byte \(bytes[place])"
        return Flaw("its header has \(found) at byte \(place + 1) where \(wanted) should stand")
    }
}
