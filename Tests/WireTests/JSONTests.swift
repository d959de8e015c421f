// Any JSON is read as it stands; Foundation's decoder is the judge.

import Foundation
import Testing
import Wire

/// What a request's parameters are read as; nil when the line is refused.
private func read(_ text: String) -> JSON? {
    try? Message(line: Data(#"{"jsonrpc":"2.0","method":"m","params":\#(text)}"#.utf8)).params
}

@Suite struct JSONTests {
    @Test(
        "Values are read as Foundation reads them",
        arguments: [
            "null", "true", "false", "0", "-0", "12", "-9223372036854775808", "9223372036854775808", "0.5", "-1.25e-3",
            "1E+2", "1e-400", "3.0", "1.7976931348623157e308", "[]", "{}", "[ ]", "{ }", "[1,[2,[3]],{}]",
            "\t[ 1 ,\r2 ]",
            #"{"a":{"b":[null,true]},"a b":""}"#, #""""#, #""plain""#, #""\"\\\/\b\f\n\r\t""#, #""\u0041\u00e9\u20AC""#,
            #""\ud83d\ude00 \u0000""#, "\"☕️👩‍🔬é\"", #""a\nb\nc\\""#,
        ])
    func values(text: String) throws {
        #expect(read(text) == (try json(text)))
    }

    @Test(
        "What is not JSON is refused",
        arguments: [
            "", "nul", "tru", "+1", "01", "-", "1.", ".5", "1e", "1e+", "0x10", "NaN", "Infinity", "[1,]", "[,1]",
            "[1 2]",
            "{,}", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, "{a:1}", #"{"a":1 "b":2}"#, #""open"#, #""\x""#, #""\u12G4""#,
            #""\ud800""#, #""\ud800\u0041""#, #""\udc00""#, "\"tab\t\"", "\"line\nend\"", "'a'", "[", "]", "1 1",
            "1e309",
        ])
    func refusals(text: String) {
        #expect(read(text) == nil)
    }

    @Test(
        "Bytes that are not UTF-8 are refused", arguments: [[0xC3, 0x28], [0xFF], [0xED, 0xA0, 0x80], [0xC0, 0xAF]])
    func notUTF8(bytes: [UInt8]) {
        for ending in ["\"}", "\\n\"}"] {
            let line = Data(#"{"jsonrpc":"2.0","method":"m"#.utf8) + Data(bytes) + Data(ending.utf8)
            #expect(throws: Message.Refused.self) { try Message(line: line) }
        }
    }

    @Test("Random values survive being written and read") func roundTrip() throws {
        var dice = Dice(state: 3)
        for _ in 0..<500 {
            let value = randomValue(depth: 4, &dice)
            let text = try #require(String(data: try JSONEncoder().encode(value), encoding: .utf8))
            #expect(read(text) == (try json(text)))
        }
    }

    @Test("Sixty levels are read, and a hundred are refused") func depth() {
        for (depth, isRead) in [(60, true), (100, false)] {
            let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            #expect((read(text) != nil) == isRead)
        }
    }

    @Test("A mebibyte of small values is read", arguments: ["\"\"", "[]", "{}", "1"])
    func manyValues(value: String) {
        let count = 1_000_000 / (value.utf8.count + 1)
        let text = "[" + Array(repeating: value, count: count).joined(separator: ",") + "]"
        #expect(read(text)?.items.count == count)
    }

    private func randomValue(depth: Int, _ dice: inout Dice) -> JSON {
        switch Int.random(in: 0...(depth > 0 ? 6 : 4), using: &dice) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &dice))
        case 2: return .integer(Int64(bitPattern: dice.next()))
        case 3: return .number(Double.random(in: -1e9...1e9, using: &dice))
        case 4: return .string(randomText(&dice))
        case 5: return .array((0..<3).map { _ in randomValue(depth: depth - 1, &dice) })
        default:
            return .object(
                Dictionary(
                    (0..<3).map { _ in (randomText(&dice), randomValue(depth: depth - 1, &dice)) },
                    uniquingKeysWith: { $1 }))
        }
    }

    private func randomText(_ dice: inout Dice) -> String {
        let scalars = (0..<6).compactMap { _ in Unicode.Scalar(UInt32.random(in: 0...0x1F9FF, using: &dice)) }
        return String(String.UnicodeScalarView(scalars))
    }
}
