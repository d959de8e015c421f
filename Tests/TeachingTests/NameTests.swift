// What a category may be called.

import Features
import Foundation
import Imaging
import Teaching
import Testing

@Suite("Names of categories")
struct NameTests {
    private func refusal(_ name: String, _ room: Classroom) async -> String? {
        let error = await #expect(throws: TeachingError.self, "\(name.debugDescription)") {
            try await room.send(name, .disc)
        }
        #expect(error?.kind == .nameRefused)
        return error?.description
    }

    @Test
    func `what nobody could read is refused, in a sentence that says why and repeats none of it`() async throws {
        let room = try await Classroom(shape: .norb)
        defer { room.clean() }
        for empty in ["", "   ", "\n", "\t"] { #expect(await refusal(empty, room) == "there is no name: it is empty") }
        for (long, size) in [
            (String(repeating: "x", count: 65), "has 65"), (String(repeating: "x", count: 10_000), "has 10000 bytes"),
            ("x" + String(repeating: "\u{301}", count: 200), "has 401 bytes"),
            (String(repeating: "👩‍👩‍👧‍👦", count: 20), "has 500 bytes"),
        ] {
            let said = await refusal(long, room)
            #expect(said?.hasSuffix(size) == true, "\(String(describing: said))")
        }
        for hidden in [
            "a\nb", "a\u{7}b", "a\u{1B}[31mb", "a\0b", "a\u{85}b", "a\u{2028}b", "a\u{2029}b",  // control and line ends
            "\u{202E}gnp", "a\u{2066}b", "a\u{2069}", "a\u{200E}", "\u{200F}a", "a\u{61C}b",  // turn text around
            "c\u{200B}up", "cup\u{2060}", "\u{FEFF}cup", "c\u{AD}up", "c\u{180E}up", "c\u{200D}up", "c\u{200C}up",
            "cup\u{FE0F}", "cup\u{E0061}", "c\u{34F}up", "\u{3164}", "\u{2800}", "c\u{A0}up", "a\u{3000}b", "a\u{E000}",
        ] {
            let said = await refusal(hidden, room)
            #expect(said?.contains("invisible; this one has U+") == true, "\(String(describing: said))")
            #expect(said?.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control } == true)
        }
        #expect(await refusal("\u{301}a", room)?.contains("begin with an accent") == true)
        #expect(await room.learner.revision == 0)
        #expect(await room.categories.isEmpty)
    }

    @Test(arguments: [
        "чашка", "كوب", "杯子", "कप", "ถ้วย", "คน", "Tasse №1", "cup & saucer <b>", "می‌خواهم", "क्‍ष", "👩‍👩‍👧‍👦", "❤️", "🏳️‍🌈", "👋🏽",
        "naïve café", "1", "it’s", "a  b", String(repeating: "ж", count: 64),
    ])
    func `every script and emoji is a name`(name: String) async throws {
        let room = try await Classroom(shape: .norb)
        defer { room.clean() }
        try await room.send(name, .disc)
        #expect(await room.categories.keys.first?.unicodeScalars.elementsEqual(name.unicodeScalars) == true)
    }

    @Test
    func `the same letters are the same name, however they are written`() async throws {
        let room = try await Classroom()
        defer { room.clean() }
        _ = try await room.teach("caf\u{E9}", .disc)
        _ = try await room.teach(" cafe\u{301} ", .cross)
        #expect(await room.categories == ["caf\u{E9}": 2])
        #expect(try await room.learner.remove("cafe\u{301}", author: "me", ifRevision: nil) == 2)
    }

    @Test(arguments: [
        ("cup", "сup"), ("cyp", "сур"), ("cup", "ϲup"), ("cup", "ｃｕｐ"), ("Tee", "Τее"), ("Al", "AI"), ("fi", "ﬁ"),
        ("❤", "❤\u{FE0F}"), ("сор", "cop"),
    ])
    func `a name that looks like another one is refused, as nobody could tell the cards apart`(
        name: String, twin: String
    ) async throws {
        let room = try await Classroom(shape: .norb)
        defer { room.clean() }
        try await room.send(name, .disc)
        let said = await refusal(twin, room)
        #expect(said?.contains("“\(twin)” looks like “\(name)”") == true, "\(String(describing: said))")
        try await room.send("other", .cross)
        let renamed = await #expect(throws: TeachingError.self) {
            try await room.learner.rename("other", to: twin, author: "me", ifRevision: nil)
        }
        #expect(renamed?.kind == .nameRefused)
        let moved = await #expect(throws: TeachingError.self) {
            try await room.learner.move([2], to: twin, author: "me", ifRevision: nil)
        }
        #expect(moved?.kind == .nameRefused)
        // Its own name may be written in the other letters; and what is gone is in nobody's way.
        _ = try await room.learner.rename(name, to: twin, author: "me", ifRevision: nil)
        _ = try await room.learner.remove(twin, author: "me", ifRevision: nil)
        try await room.send(name, .disc)
    }

    @Test
    func `names that only resemble one another are two`() async throws {
        let room = try await Classroom(shape: .norb)
        defer { room.clean() }
        for name in ["cup", "Cup", "cup2", "сок", "çup", "cop", "cups", "c u p"] { try await room.send(name, .disc) }
        #expect(await room.categories.count == 8)
    }

    @Test
    func `who holds a button for a name takes it, before there is a sample`() async throws {
        let room = try await Classroom(shape: .norb)
        defer { room.clean() }
        _ = try await room.learner.startTeaching("cup", lease: .seconds(60), author: "ann")
        let error = await #expect(throws: TeachingError.self) {
            try await room.learner.startTeaching("сup", lease: .seconds(60), author: "bob")
        }
        #expect(error?.kind == .nameRefused)
    }
}
