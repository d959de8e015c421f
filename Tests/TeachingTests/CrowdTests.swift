// Several teachers at once, and what is hard to learn.

import Classifier
import Features
import Foundation
import Imaging
import Teaching
import Testing

@Suite("Crowds and odd lessons")
struct CrowdTests {
    @Test
    func `two who teach the same object at once share its samples, and each is told what theirs brought`() async throws
    {
        let room = try await Classroom()
        defer { room.clean() }
        async let ann = room.learner.teach("cup", frames: 4, region: nil, author: "ann", ifRevision: nil)
        async let bob = room.learner.teach("cup", frames: 4, region: nil, author: "bob", ifRevision: nil)
        while await room.learner.lessonsWaiting < 2 { await Task.yield() }
        for view in [0, 3, 5, 6] { await room.show(.disc, view: view, frame: Int64(view), time: Double(view)) }
        let both = [try await ann, try await bob]
        #expect(both.map { $0.samples.count + $0.skipped } == [4, 4])
        // Each frame counts once: what the first has stored is a duplicate for the second.
        let all = both.flatMap(\.samples).sorted()
        #expect(Set(all).count == all.count && all.count <= 5)
        #expect(await room.learner.knowledge.category(named: "cup")?.samples == all)
        #expect(both.map(\.total).max() == all.count)
        // Each can take back what was theirs.
        for (author, taught) in zip(["ann", "bob"], both) where !taught.samples.isEmpty {
            _ = try await room.learner.undo(1, of: author, by: author, ifRevision: nil)
        }
        #expect(await room.learner.knowledge.categories.isEmpty)
    }

    @Test
    func `two who give the same object different names at once are both heard, and nothing breaks`()
        async throws
    {
        let room = try await Classroom()
        defer { room.clean() }
        async let ann = room.learner.teach("cup", frames: 2, region: nil, author: "ann", ifRevision: nil)
        async let bob = room.learner.teach("mug", frames: 2, region: nil, author: "bob", ifRevision: nil)
        while await room.learner.lessonsWaiting < 2 { await Task.yield() }
        for view in [0, 3] { await room.show(.disc, view: view, frame: Int64(view), time: Double(view)) }
        #expect(try await ann.samples.count == 2)
        #expect(try await bob.samples.count == 2)
        #expect(await room.categories == ["cup": 2, "mug": 2])
        let judged = await room.show(.disc, view: 1, time: 30).prediction
        #expect(judged.scores.allSatisfy { $0.score.isFinite } && judged.judgement.confidence < 0.99)
        #expect(judged.judgement.confidence.isFinite)
    }

    @Test
    func `identical pictures in two categories: what was said last holds, and taking it back brings the first`()
        async throws
    {
        let room = try await Classroom()
        defer { room.clean() }
        try await room.send("cup", .disc)
        let first = await room.state
        try await room.send("mug", .disc)
        #expect(await room.learner.judge(Thing.disc.picture(view: 0), region: nil).scores.first?.category.name == "mug")
        _ = try await room.learner.undo(1, of: nil, by: "me", ifRevision: nil)
        #expect(await room.state == first)
        #expect(await room.learner.judge(Thing.disc.picture(view: 0), region: nil).category?.name == "cup")
    }

    @Test
    func `without any category nothing is known, and with a single one not everything is it`() async throws {
        let room = try await Classroom()
        defer { room.clean() }
        for thing in Thing.allCases {
            let judged = await room.show(thing, time: Double(thing.rawValue)).prediction
            #expect(judged.judgement.verdict == .unknown && judged.scores.isEmpty && judged.category == nil)
        }
        for view in [0, 3, 5] { try await room.send("disc", .disc, view: view) }
        #expect(await room.show(.disc, view: 1, time: 40).prediction.category?.name == "disc")
        for thing in [Thing.nothing, .checks, .stripes] {
            let judged = await room.show(thing, time: 60 + 9 * Double(thing.rawValue)).prediction
            #expect(judged.judgement.verdict != .known, "\(thing)")
        }
        // Only the empty stage, only “not that”.
        try await room.learner.reset(author: "me", ifRevision: nil)
        _ = try await room.learner.reject(nil, author: "me", ifRevision: nil)
        let judged = await room.show(.disc, time: 200).prediction
        #expect(judged.category == nil && judged.scores.isEmpty)
    }
}
