// Teaching and judging with the real net.

import Classifier
import Foundation
import Imaging
import Teaching
import Testing

@Suite("The learner")
struct LearnerTests {
    @Test
    func `one view is enough: the very frame that taught it is known, and the next one too`() async throws {
        let room = try await Classroom()
        defer { room.clean() }
        let taught = try await room.teach("disc", .disc)
        #expect(taught.category == "disc" && taught.samples.count == 1 && taught.total == 1 && taught.revision == 1)
        let next = await room.show(.disc, view: 0, frame: 1, time: 0.1)
        #expect(next.prediction.judgement.verdict == .known)
        #expect(next.prediction.category?.name == "disc")
        #expect(next.prediction.revision == 1)
        #expect(next.prediction.judgement.confidence < 1)
    }

    @Test
    func `things that were taught are told apart in views that were not`() async throws {
        let room = try await Classroom()
        defer { room.clean() }
        let things: [Thing] = [.stripes, .disc, .cross, .checks]
        for thing in things { _ = try await room.teach("\(thing)", thing, views: [0, 3, 5]) }
        var right = 0
        for (index, thing) in things.enumerated() {
            for view in [1, 2, 4, 6] {
                let time = Double(10 * index + view)
                let judged = await room.show(thing, view: view, frame: 0, time: time)
                if judged.prediction.category?.name == "\(thing)" { right += 1 }
            }
        }
        #expect(right >= 14, "\(right) of 16")
    }

    @Test
    func `frames that look alike count once`() async throws {
        let room = try await Classroom()
        defer { room.clean() }
        let taught = try await room.teach("disc", .disc, views: [0, 0, 0, 0])
        #expect(taught.samples.count == 1 && taught.skipped == 3 && taught.total == 1)
        let again = try await room.teach("disc", .disc, views: [0])
        #expect(again.samples.isEmpty && again.skipped == 1 && again.total == 1)
        #expect(again.revision == taught.revision)
    }

    @Test
    func `not that: the rejected frame is no longer known as what it was`() async throws {
        let room = try await Classroom()
        defer { room.clean() }
        _ = try await room.teach("disc", .disc, views: [0, 3])
        let wrong = await room.show(.disc, view: 1, frame: 9, time: 1)
        #expect(wrong.prediction.category?.name == "disc")
        let rejected = try await room.learner.reject(nil, author: "me", ifRevision: nil)
        #expect(rejected.category == "disc" && rejected.frame == 9)
        let after = await room.show(.disc, view: 1, frame: 10, time: 1.1)
        #expect(after.prediction.judgement.verdict != .known)
    }

    @Test
    func `the empty stage is learnt for as long as it was said and is never announced`() async throws {
        let room = try await Classroom()
        defer { room.clean() }
        _ = try await room.teach("disc", .disc, views: [0, 3])
        async let taught = room.learner.teachBackground(seconds: 1, author: "me", ifRevision: nil)
        while await !room.learner.isTeaching { await Task.yield() }
        var shown = 0
        while await room.learner.isTeaching {
            await room.show(.nothing, view: shown % 4, frame: Int64(shown), time: 5 + Double(shown) / 30)
            shown += 1
        }
        #expect((30...32).contains(shown), "a second of 30 frames, not \(shown)")
        #expect(try await taught.category == nil)
        let empty = await room.show(.nothing, view: 5, frame: 99, time: 20)
        #expect(empty.prediction.judgement.verdict == .empty)
        #expect(await room.show(.disc, frame: 100, time: 30).prediction.category?.name == "disc")
    }

    @Test
    func `a held button learns frame by frame until it is let go, not renewed, or its holder is gone`() async throws {
        let room = try await Classroom()
        defer { room.clean() }
        let learner = room.learner
        let lease = try await learner.startTeaching("disc", lease: .seconds(60), author: "me")
        var counts: [Int] = []
        for view in 0..<6 {
            let judged = await room.show(.disc, view: view, frame: Int64(view), time: Double(view) * 0.2)
            counts += judged.taught.map(\.total)
        }
        #expect(counts == counts.sorted() && counts.count > 2, "the count rises: \(counts)")
        #expect(try await learner.renew(lease, author: "me") == counts.last)
        await #expect(throws: TeachingError.self, "somebody else's lease") {
            try await learner.renew(lease, author: "you")
        }
        let taught = try await learner.stopTeaching(lease, author: "me")
        #expect(taught.total == counts.last)
        let error = await #expect(throws: TeachingError.self) { try await learner.stopTeaching(lease, author: "me") }
        #expect(error?.kind == .leaseExpired)

        let short = try await learner.startTeaching("disc", lease: .milliseconds(1), author: "me")
        try await Task.sleep(for: .milliseconds(20))
        #expect(await room.show(.cross, frame: 50, time: 9).taught.isEmpty, "its time is over")
        await #expect(throws: TeachingError.self) { try await learner.renew(short, author: "me") }

        _ = try await learner.startTeaching("disc", lease: .seconds(60), author: "me")
        await learner.endLeases(of: "me")
        #expect(await room.show(.cross, view: 2, frame: 51, time: 10).taught.isEmpty)
    }

    @Test
    func `a region is learnt and judged on its own`() async throws {
        let room = try await Classroom()
        defer { room.clean() }
        let corner = try #require(Region(x: 0, y: 0, width: 0.3, height: 0.4))
        _ = try await room.teach("disc", .disc)
        let taught = try await room.teach("corner", .disc, region: corner)
        #expect(taught.total == 1)
        let judged = await room.learner.judge(Thing.disc.picture(view: 0), region: corner)
        #expect(judged.category?.name == "corner" && judged.region == corner)
        #expect(await room.learner.judge(Thing.disc.picture(view: 0), region: nil).category?.name == "disc")
    }

    @Test
    func `whoever waits for a picture is told when there is none`() async throws {
        let room = try await Classroom()
        defer { room.clean() }
        let waiting = Task {
            try await room.learner.teach("disc", frames: 3, region: nil, author: "me", ifRevision: nil)
        }
        while await !room.learner.isTeaching { await Task.yield() }
        await room.learner.lostSource("the camera is gone")
        let error = await #expect(throws: TeachingError.self) { try await waiting.value }
        #expect(error?.kind == .noCamera && error?.description.contains("the camera is gone") == true)
    }

    @Test
    func `what was stored before the camera went away is answered, not lost`() async throws {
        let room = try await Classroom()
        defer { room.clean() }
        async let taught = room.learner.teach("disc", frames: 3, region: nil, author: "me", ifRevision: nil)
        while await !room.learner.isTeaching { await Task.yield() }
        await room.show(.disc)
        await room.learner.lostSource("the camera is gone")
        #expect(try await taught.samples.count == 1)
        #expect(await room.categories == ["disc": 1])
    }
}
