// Following a thing: what is learnt, how it ends, and that one undo takes it all back.

import Features
import Foundation
import Imaging
import Teaching
import Testing

@Suite("Following")
struct FollowTests {
    private func room<Result: Sendable>(
        _ body: @Sendable (Classroom) async throws -> Result
    ) async throws -> Result {
        let room = try await Classroom(shape: .norb)
        defer { room.clean() }
        return try await body(room)
    }

    /// Begins to follow a thing.
    private func start(
        _ room: Classroom, _ thing: TurningThing, as name: String = "toy", seconds: Double = 60, count: Int = 100,
        author: String = "ann"
    ) async throws -> Int64 {
        try await room.learner.startFollowing(
            name, region: thing.region, seconds: seconds, count: count, author: author)
    }

    private func learnt(_ notices: [FollowNotice]) -> [Int64] {
        notices.compactMap { if case .learnt(let sample, _) = $0.state { sample } else { nil } }
    }

    private func end(_ notices: [FollowNotice]) -> FollowEnd? {
        notices.compactMap { if case .ended(let reason, _) = $0.state { reason } else { nil } }.last
    }

    @Test
    func `new views are learnt while a thing turns, as one act that one undo takes back to the last bit`() async throws
    {
        try await room { room in
            try await room.send("other", .disc)
            let before = await room.state
            var thing = TurningThing()
            let number = try await start(room, thing)
            var notices = await room.film(&thing, frames: 60) { thing in
                thing.turn += 0.05
                thing.x += 0.4
            }
            let taught = try await room.learner.stopFollowing(number, author: "ann")
            notices += room.told()
            #expect(taught.category == "toy" && taught.samples == learnt(notices))
            #expect((3...30).contains(taught.samples.count), "\(taught.samples.count) of 60 views")
            #expect(end(notices) == .stopped)
            let act = try #require(await room.learner.acts(1).first?.record)
            #expect(act.act.kind == "follow" && act.act.category == "toy" && act.samples == taught.samples)
            let after = await room.state
            _ = try await room.learner.undo(1, of: nil, by: "eve", ifRevision: nil)
            #expect(await room.state == before)
            _ = try await room.learner.redo(1, of: nil, by: "eve", ifRevision: nil)
            #expect(await room.state == after)
            let replay = try await Replay(room.journal, bank: room.bank)
            #expect(replay.isSame && after.formula.fingerprint == replay.rebuilt)
            try await room.learner.closeJournal()
            let again = try await Classroom(folder: room.folder, shape: .norb)
            #expect(await again.state == after)
        }
    }

    @Test
    func `a thing that stands still is learnt once, and one that is known not even that`() async throws {
        try await room { room in
            var thing = TurningThing()
            let number = try await start(room, thing)
            let notices = await room.film(&thing, frames: 10)
            #expect(learnt(notices).count == 1)
            _ = try await room.learner.stopFollowing(number, author: "ann")
            let again = try await start(room, thing)
            #expect(learnt(await room.film(&thing, frames: 10, from: 10)).isEmpty)
            let taught = try await room.learner.stopFollowing(again, author: "ann")
            #expect(taught.samples.isEmpty && taught.total == 1)
            #expect(await room.learner.acts(10).count == 1, "what has brought nothing is no act")
        }
    }

    @Test
    func `an empty stage is not followed, let alone learnt`() async throws {
        try await room { room in
            var thing = TurningThing()
            thing.isThere = false
            async let stage = room.learner.teachBackground(seconds: 0.5, author: "ann", ifRevision: nil)
            while await room.learner.lessonsWaiting == 0 { await Task.yield() }
            _ = await room.film(&thing, frames: 8)
            #expect(try await !stage.samples.isEmpty)
            _ = try await room.learner.startFollowing("toy", region: nil, seconds: 60, count: 9, author: "ann")
            let notices = await room.film(&thing, frames: 5, from: 10)
            #expect(learnt(notices).isEmpty && end(notices) == .lost)
            #expect(await room.learner.knowledge.category(named: "toy") == nil)
        }
    }

    @Test
    func `it ends with its count and with its time, and says so once more when it is stopped then`() async throws {
        try await room { room in
            var thing = TurningThing()
            let number = try await start(room, thing, count: 2)
            var notices = await room.film(&thing, frames: 60) { $0.turn += 0.1 }
            #expect(end(notices) == .count && learnt(notices).count == 2)
            #expect(try await room.learner.stopFollowing(number, author: "ann").samples == learnt(notices))
            await #expect(throws: TeachingError.self) {
                _ = try await room.learner.stopFollowing(number, author: "bob")
            }
            _ = try await start(room, thing, seconds: 2)
            notices = await room.film(&thing, frames: 30, from: 60)
            #expect(end(notices) == .time)
            // Every tenth of a second at the most is looked at, so the end is a frame late where rounding says so.
            #expect((80...82).contains(notices.last?.frame ?? 0))
        }
    }

    @Test
    func `a thing that goes away is lost, and nothing is learnt from where it was`() async throws {
        try await room { room in
            var thing = TurningThing()
            _ = try await start(room, thing)
            let seen = learnt(await room.film(&thing, frames: 10) { $0.turn += 0.05 })
            let notices = await room.film(&thing, frames: 20, from: 10) { $0.isThere = false }
            #expect(end(notices) == .lost)
            #expect(learnt(notices).isEmpty && !seen.isEmpty)
        }
    }

    @Test
    func `another scene ends it, and so do a gap in time and another size of the picture`() async throws {
        for change in 0..<3 {
            try await room { room in
                var thing = TurningThing()
                _ = try await start(room, thing)
                _ = await room.film(&thing, frames: 10) { $0.x += 0.5 }
                switch change {
                case 0:
                    let bright = Picture(width: 160, height: 120)
                    bright.withBytes { bytes in for index in bytes.indices { bytes[index] = 250 } }
                    await room.show(bright, frame: 10)
                case 1: await room.show(thing.picture(), frame: 30)
                default: await room.show(Picture(width: 80, height: 60), frame: 10)
                }
                #expect(end(room.told()) == .cut)
            }
        }
    }

    @Test
    func `a change, a client that goes, and a source that breaks end it; what was learnt stays`() async throws {
        for (reason, number) in [(FollowEnd.changed, 0), (.left, 1), (.noCamera, 2), (.changed, 3)] {
            try await room { room in
                try await room.send("other", .disc)
                var thing = TurningThing()
                _ = try await start(room, thing)
                let seen = learnt(await room.film(&thing, frames: 5) { $0.turn += 0.05 })
                switch number {
                case 0: _ = try await room.learner.rename("toy", to: "ball", author: "bob", ifRevision: nil)
                case 1: await room.learner.endLeases(of: "ann")
                case 2: await room.learner.lostSource("the cable is out")
                default: _ = try await room.learner.undo(1, of: nil, by: "bob", ifRevision: nil)
                }
                #expect(end(room.told()) == reason)
                #expect(await !room.learner.isTeaching)
                let total = await room.learner.knowledge.categories.reduce(0) { $0 + $1.samples.count }
                #expect(total == 1 + (number == 3 ? 0 : seen.count))
                #expect(await room.film(&thing, frames: 3, from: 5).isEmpty)
            }
        }
    }

    @Test
    func `what is recognised as another category is never learnt, and ends it`() async throws {
        try await room { room in
            var other = TurningThing()
            other.kind = 4
            for step in 0..<4 {
                other.turn = 0.1 * Double(step)
                _ = try await room.learner.teach(
                    "other", picture: other.picture(), region: other.region, author: "ann", ifRevision: nil)
            }
            var thing = TurningThing()
            thing.turn = 0.1
            _ = try await start(room, thing)
            let own = learnt(await room.film(&thing, frames: 5))
            // The one thing goes over into the other, as slowly as the tracker can bear.
            let notices = await room.film(&thing, frames: 60, from: 5) { $0.kind = min($0.kind + 0.1, 4) }
            #expect(own.count == 1)
            let reason = try #require(end(notices))
            #expect(reason == .other || reason == .lost)
            for case .learnt(let sample, _) in notices.map(\.state) {
                let frame = try #require(
                    notices.first { $0.state == .learnt(sample: sample, hasThumbnail: false) }?.frame)
                #expect(frame < 25, "the thing was half the other by then")
            }
        }
    }

    @Test
    func `one thing is followed at a time, and a name is refused before anything is followed`() async throws {
        try await room { room in
            let thing = TurningThing()
            _ = try await start(room, thing)
            await #expect { _ = try await start(room, thing, as: "ball", author: "bob") } throws: {
                ($0 as? TeachingError)?.kind == .busy
            }
            await room.learner.endLeases(of: "ann")
            await #expect { _ = try await start(room, thing, as: " ") } throws: {
                ($0 as? TeachingError)?.kind == .nameRefused
            }
            #expect(await !room.learner.isTeaching)
        }
    }

    @Test
    func `a disk that refuses ends it, and what was not written does not count`() async throws {
        try await room { room in
            var thing = TurningThing()
            _ = try await start(room, thing)
            let seen = learnt(await room.film(&thing, frames: 3))
            try await room.learner.limitJournal(toPages: 1)
            let notices = await room.film(&thing, frames: 40, from: 3) { $0.turn += 0.1 }
            #expect(end(notices) == .disk)
            #expect(await room.categories == ["toy": seen.count])
        }
    }

    @Test
    func `an older program reads the act as one that taught`() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let followed = try encoder.encode(Act.teach(category: "cup", followed: true))
        #expect(String(decoding: followed, as: UTF8.self) == #"{"teach":{"category":"cup","followed":true}}"#)
        let taught = try encoder.encode(Act.teach(category: "cup"))
        #expect(String(decoding: taught, as: UTF8.self) == #"{"teach":{"category":"cup"}}"#)
        /// As the act stood in the program before.
        enum Before: Codable, Equatable { case teach(category: String) }
        #expect(try JSONDecoder().decode(Before.self, from: followed) == .teach(category: "cup"))
        #expect(try JSONDecoder().decode(Act.self, from: taught) == .teach(category: "cup"))
    }
}
