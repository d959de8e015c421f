// Teams: everything is done, once, whoever comes late.

import Foundation
import Synchronization
import Testing
import Workers

/// Counts how often each item was done.
private final class Tally: Sendable {
    let done: Mutex<[Int]>
    let members: Mutex<Set<Int>>

    init(_ count: Int) {
        done = Mutex(Array(repeating: 0, count: count))
        members = Mutex([])
    }

    func note(_ part: Range<Int>, by member: Int) {
        done.withLock { for item in part { $0[item] += 1 } }
        _ = members.withLock { $0.insert(member) }
    }
}

@Suite("Teams", .serialized)
struct TeamTests {
    @Test("Every item is done once, in ranges of the chunk", arguments: [1, 2, 3, 8], [0, 1, 7, 64, 1001])
    func everything(threads: Int, count: Int) {
        let team = Team(threads: threads)
        for chunk in [1, 4, 1000] {
            let tally = Tally(count)
            team.split(count, chunk: chunk, of: tally) { object, part, member in
                unsafeDowncast(object, to: Tally.self).note(part, by: member)
            }
            #expect(tally.done.withLock { $0.allSatisfy { $0 == 1 } })
            #expect(tally.members.withLock { $0.allSatisfy { (0..<threads).contains($0) } })
        }
    }

    @Test("Thousands of pieces in a row, with pauses long enough to fall asleep, lose nothing")
    func many() {
        let team = Team(threads: 3)
        let tally = Tally(32)
        let rounds = 5000
        for round in 0..<rounds {
            if round % 1000 == 999 { Thread.sleep(forTimeInterval: 0.02) }
            team.split(32, chunk: 1, of: tally) { object, part, member in
                unsafeDowncast(object, to: Tally.self).note(part, by: member)
            }
        }
        #expect(tally.done.withLock { $0.allSatisfy { $0 == rounds } })
    }

    @Test("Helpers take part when there is time")
    func sharing() {
        let team = Team(threads: 2)
        let tally = Tally(400)
        team.split(400, chunk: 1, of: tally) { object, part, member in
            Thread.sleep(forTimeInterval: 0.0005)
            unsafeDowncast(object, to: Tally.self).note(part, by: member)
        }
        #expect(tally.members.withLock { $0 } == [0, 1])
    }

    @Test("Helpers end with their team")
    func ending() throws {
        func threads() throws -> Int {
            let names = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").compactMap {
                try? String(contentsOfFile: "/proc/self/task/\($0)/comm", encoding: .utf8)
            }
            return names.filter { $0.hasPrefix("team-") }.count
        }
        /// Other tests have teams too, but small ones.
        func wait(until isDone: (Int) -> Bool) throws -> Bool {
            for _ in 0..<100 where try !isDone(threads()) { Thread.sleep(forTimeInterval: 0.05) }
            return try isDone(threads())
        }
        do {
            let teams = (0..<10).map { _ in Team(threads: 5) }
            #expect(try wait { $0 >= 40 })
            withExtendedLifetime(teams) {}
        }
        #expect(try wait { $0 < 20 })
    }
}
