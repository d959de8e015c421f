// Whatever comes over the wire, there is an answer.

import Foundation
import Testing
import Wire

/// Reads a line as the daemon does: a call, or a refusal with a sentence that fits on a line of its own.
private func survive(_ line: Data) {
    let reply: Data
    do {
        let message = try Message(line: line)
        guard let method = Wire.Method.named(message.method) else { return }
        do {
            _ = try method.call(message.params)
            return
        } catch {
            reply = Line.failure(error, id: message.id)
        }
    } catch {
        reply = Line.failure(error.failure, id: error.id)
    }
    #expect(!reply.isEmpty && !reply.contains(UInt8(ascii: "\n")))
}

@Suite struct HostileTests {
    @Test(
        "Brackets a hundred thousand deep are refused", arguments: ["[", "{\"a\":", #"{"jsonrpc":"2.0","params":["#])
    func deep(opening: String) {
        let line = Data(String(repeating: opening, count: 100_000).utf8)
        #expect(throws: Message.Refused.self) { try Message(line: line) }
        let closed = Data((String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)).utf8)
        #expect(throws: Message.Refused.self) { try Message(line: closed) }
    }

    @Test("Random bytes are refused") func randomBytes() {
        var dice = Dice(state: 1)
        for _ in 0..<3000 {
            let count = Int.random(in: 0...200, using: &dice)
            let line = Data((0..<count).map { _ in UInt8.random(in: 0...255, using: &dice) })
            #expect(throws: Message.Refused.self) { try Message(line: line) }
        }
    }

    @Test("Random punctuation never traps") func randomPunctuation() {
        var dice = Dice(state: 2)
        let alphabet = Array(#"{}[]":,\0123456789eE+-. truefalsnidjcpmho"#.utf8)
        for _ in 0..<3000 {
            let count = Int.random(in: 0...60, using: &dice)
            survive(Data((0..<count).map { _ in alphabet.randomElement(using: &dice) ?? 0 }))
        }
    }

    @Test("Good requests with a few wrong bytes never trap", arguments: Wire.Method.all.map(\.name))
    func mutations(name: String) throws {
        let method = try #require(Wire.Method.named(name))
        let request = JSON.object([
            "jsonrpc": .string("2.0"), "id": .integer(1), "method": .string(name),
            "params": .object(try goodParams(of: method)),
        ])
        let good = Array(try JSONEncoder().encode(request))
        let message = try Message(line: Data(good))
        #expect(refusal(of: message.params, by: method) == nil)
        var dice = Dice(state: UInt64(good.count))
        for _ in 0..<300 {
            var line = good
            for _ in 0..<Int.random(in: 1...4, using: &dice) { mutate(&line, &dice) }
            survive(Data(line))
        }
    }

    private func mutate(_ line: inout [UInt8], _ dice: inout Dice) {
        guard !line.isEmpty else { return }
        let place = Int.random(in: line.indices, using: &dice)
        switch Int.random(in: 0...4, using: &dice) {
        case 0: line[place] = UInt8.random(in: 0...255, using: &dice)
        case 1: line.remove(at: place)
        case 2: line.insert(Array(#"{}[]",:0-e\"#.utf8).randomElement(using: &dice) ?? 0, at: place)
        case 3: line.removeSubrange(place...)
        default:
            let end = Int.random(in: place..<line.count, using: &dice)
            line.insert(contentsOf: line[place...end], at: place)
        }
    }
}
