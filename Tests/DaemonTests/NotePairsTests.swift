// Coded pictures and what is said of them, which come by different ways.

import Daemon
import Foundation
import Testing

@Suite struct NotePairsTests {
    private func note(_ number: Int) -> Data { Data("\(number)".utf8) }

    private func text(_ pairs: [(String, Data)]) -> [String] {
        pairs.map { "\($0) \(String(decoding: $1, as: UTF8.self))" }
    }

    @Test func `whichever comes first waits for the other`() {
        var pairs = NotePairs<String>()
        #expect(pairs.add("a", captured: 1).isEmpty)
        #expect(text(pairs.add(note: note(1), captured: 1)) == ["a 1"])
        #expect(pairs.add(note: note(2), captured: 2).isEmpty)
        #expect(text(pairs.add("b", captured: 2)) == ["b 2"])
    }

    @Test func `pictures keep their order, and none gets the note of another`() {
        var pairs = NotePairs<String>()
        #expect(pairs.add("a", captured: 1).isEmpty && pairs.add("b", captured: 2).isEmpty)
        #expect(text(pairs.add(note: note(1), captured: 1)) == ["a 1"])
        #expect(text(pairs.add(note: note(3), captured: 3)) == ["b {}"], "nothing was said of the second")
        #expect(text(pairs.add("c", captured: 3)) == ["c 3"])
    }

    @Test func `notes of pictures that were left out are forgotten`() {
        var pairs = NotePairs<String>()
        for number in 1...5 { #expect(pairs.add(note: note(number), captured: UInt64(number)).isEmpty) }
        #expect(text(pairs.add("e", captured: 5)) == ["e 5"])
    }

    @Test func `nothing grows for ever, and no picture is lost`() {
        var pairs = NotePairs<String>()
        var without: [String] = []
        for number in 1...1000 { without += text(pairs.add("\(number)", captured: UInt64(number))) }
        #expect(without == (1...984).map { "\($0) {}" }, "what is coded after a picture needs it")
        var complete = 0
        for number in 1...1000 { complete += pairs.add(note: note(number), captured: UInt64(number)).count }
        #expect(complete == 16)
    }
}
