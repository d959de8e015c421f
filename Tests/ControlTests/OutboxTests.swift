// What waits to be written to a client.

import Control
import Foundation
import Synchronization
import Testing
import Wire

private func event(_ line: Data) throws -> JSON? { try JSON(parsing: line)["params"] }

private func line(_ text: String) -> Data { Data(text.utf8) }

/// An event that tells whether somebody still holds it.
private struct Witness: Encodable, Sendable {
    final class Object: Sendable {}
    let object = Object()
    func encode(to encoder: any Encoder) throws {}
}

@Suite struct OutboxTests {
    @Test("Lines come out as they went in") func order() async {
        let outbox = Outbox {}
        outbox.push(line("a"))
        outbox.push(line("b"))
        #expect(await outbox.next() == [line("a"), line("b")])
        outbox.push(line("c"))
        outbox.finish()
        #expect(await outbox.next() == [line("c")])
        #expect(await outbox.next() == nil)
    }

    @Test("A kept place holds back what comes later") func places() async {
        let outbox = Outbox {}
        outbox.push(line("a"))
        let place = outbox.reserve()
        outbox.push(line("c"))
        #expect(await outbox.next() == [line("a")])
        async let rest = outbox.next()
        outbox.fill(place, with: line("b"))
        #expect(await rest == [line("b"), line("c")])
    }

    @Test("The oldest predictions give way, and the next event says how many") func dropping() async throws {
        let outbox = Outbox {}
        outbox.push(.state, Count(count: 0), subscription: 1)
        for count in 1...1000 { outbox.push(.prediction, Count(count: count), subscription: 1) }
        outbox.push(.state, Count(count: 1001), subscription: 1)
        let events = try (await outbox.next() ?? []).map(event)
        let counts = events.compactMap { $0?["count"]?.integer }
        #expect(counts.first == 0 && counts.last == 1001)
        #expect(counts.dropFirst().elementsEqual((1002 - Int64(counts.count) + 1)...1001), "the newest are kept")
        #expect(counts.count < 100)
        #expect(events.reduce(0) { $0 + ($1?["dropped"]?.integer ?? 0) } == Int64(1002 - counts.count))
    }

    @Test("What was dropped is told even when only replies come next") func droppedBehindReplies() async throws {
        let outbox = Outbox {}
        outbox.push(line("a"))
        let place = outbox.reserve()
        for count in 1...200 { outbox.push(.prediction, Count(count: count), subscription: 1) }
        #expect(await outbox.next() == [line("a")])
        outbox.fill(place, with: line("b"))
        let lines = await outbox.next() ?? []
        #expect(lines.first == line("b"))
        let events = try lines.dropFirst().map(event)
        #expect(events.first??["dropped"]?.integer == Int64(200 - events.count))
    }

    @Test("Too much that must not be lost is an overflow, which is told once and after which nothing is kept")
    func overflow() async {
        let told = Atomic(0)
        let outbox = Outbox { told.add(1, ordering: .relaxed) }
        weak var held: Witness.Object?
        do {
            let witness = Witness()
            held = witness.object
            for _ in 1...5000 { outbox.push(.state, witness, subscription: 1) }
        }
        #expect(outbox.hasOverflown)
        #expect(told.load(ordering: .relaxed) == 1)
        #expect(held == nil, "the outbox holds no event any more")
        #expect(await outbox.next() == nil)
    }

    @Test("A reader waits for room while too many lines wait") func room() async throws {
        let outbox = Outbox {}
        await outbox.room()
        for _ in 1...1000 { outbox.push(line("a")) }
        let reader = Task { await outbox.room() }
        let isThrough = Mutex(false)
        let watcher = Task {
            await reader.value
            isThrough.withLock { $0 = true }
        }
        try await Task.sleep(for: .milliseconds(30))
        #expect(!isThrough.withLock { $0 })
        #expect(await outbox.next()?.count == 1000)
        try await within(.seconds(5), "there is room and nobody goes on") { await watcher.value }
    }

    @Test("Predictions alone are never an overflow") func noOverflow() async {
        let outbox = Outbox {}
        for count in 1...50_000 { outbox.push(.prediction, Count(count: count), subscription: 1) }
        #expect(!outbox.hasOverflown)
        #expect((await outbox.next() ?? []).count < 100)
    }

    @Test("A writer that is cancelled ends") func cancelled() async throws {
        let outbox = Outbox {}
        let writer = Task { await outbox.next() }
        try await Task.sleep(for: .milliseconds(20))
        writer.cancel()
        let lines = try await within(.seconds(5), "the writer does not end") { await writer.value }
        #expect(lines == nil)
    }
}
