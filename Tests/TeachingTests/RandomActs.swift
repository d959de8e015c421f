// Sequences of acts of every kind, the same for the same seed.

import Features
import Foundation
import Imaging
import Teaching

/// Somebody who teaches at random.
struct RandomActs {
    private var generator: SplitMix64
    private let room: Classroom
    /// A session that may be loaded.
    private let session: SessionContent
    /// How often each kind of act was done.
    private(set) var done: [String: Int] = [:]
    private var clock = 0.0

    init(seed: UInt64, room: Classroom, session: SessionContent) {
        generator = SplitMix64(seed: seed)
        self.room = room
        self.session = session
    }

    /// A number below `bound`.
    mutating func number(below bound: Int) -> Int { Int(generator.next() % UInt64(bound)) }

    private mutating func one<Element>(of elements: [Element]) -> Element? {
        elements.isEmpty ? nil : elements[number(below: elements.count)]
    }

    /// Does one act that counts, whatever is refused before.
    ///
    /// - Returns: whose it was.
    mutating func act() async throws -> String {
        while true {
            let revision = await room.learner.revision
            let author = number(below: 2) == 0 ? "ann" : "bob"
            let kind = try await tryOne(author)
            if await room.learner.revision > revision {
                done[kind, default: 0] += 1
                return author
            }
        }
    }

    private mutating func tryOne(_ author: String) async throws -> String {
        let learner = room.learner
        let names = await learner.knowledge.categories.map(\.name)
        let samples = await learner.knowledge.inUse
        let thing = Thing.allCases[number(below: 5)]
        let name = ["cup", "pen", "чашка", "كوب", "ball"][number(below: 5)]
        clock += 1
        do {
            switch number(below: 15) {
            case 0: try await learner.reset(author: author, ifRevision: nil)
            case 1:
                await room.show(thing, view: number(below: 7), frame: 1, time: clock)
                _ = try await learner.reject(one(of: names), author: author, ifRevision: nil)
                return "reject"
            case 2:
                guard let old = one(of: names) else { break }
                _ = try await learner.rename(old, to: "\(name) \(number(below: 3))", author: author, ifRevision: nil)
                return "rename"
            case 3:
                guard let old = one(of: names) else { break }
                _ = try await learner.remove(old, author: author, ifRevision: nil)
                return "remove"
            case 4:
                guard let from = one(of: names), let into = one(of: names) else { break }
                _ = try await learner.merge(from, into: into, author: author, ifRevision: nil)
                return "merge"
            case 5, 6:
                guard let sample = one(of: samples), let other = one(of: samples) else { break }
                _ = try await learner.move([sample, other], to: name, author: author, ifRevision: nil)
                return "move"
            case 7:
                guard let sample = one(of: samples) else { break }
                _ = try await learner.remove(samples: [sample], author: author, ifRevision: nil)
                return "forget"
            case 8 where number(below: 2) == 0:
                _ = try await learner.load(
                    session, name: "other", decode: { _ in Picture(width: 1, height: 1) }, author: author,
                    ifRevision: nil)
                return "load"
            case 10:
                try await follow(name, author)
                return "follow"
            case 9:
                try await background(thing, author)
                return "background"
            default:
                try await room.send(name, thing, view: number(below: 7), author: author)
                return "teach"
            }
        } catch let error as TeachingError where error.kind != .disk {
            // Refused: nothing has happened.
        }
        return "reset"
    }

    private mutating func background(_ thing: Thing, _ author: String) async throws {
        let learner = room.learner
        async let taught = learner.teachBackground(seconds: 0.1, author: author, ifRevision: nil)
        while await !learner.isTeaching { await Task.yield() }
        while await learner.isTeaching {
            await room.show(thing, view: number(below: 7), frame: 2, time: clock)
            clock += 0.06
        }
        _ = try await taught
    }

    /// Lets a thing turn for a moment. What has brought no sample is no act.
    private mutating func follow(_ name: String, _ author: String) async throws {
        let learner = room.learner
        var thing = TurningThing()
        thing.kind = Double(number(below: 5))
        thing.turn = Double(number(below: 7))
        let follow = try await learner.startFollowing(
            name, region: thing.region, seconds: 5, count: 3, author: author)
        for _ in 0..<4 {
            clock += 0.1
            thing.turn += 0.3
            _ = await learner.judge(thing.picture(), FrameStamp(number: 3, time: clock))
        }
        _ = try await learner.stopFollowing(follow, author: author)
    }
}
