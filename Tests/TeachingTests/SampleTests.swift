// Single samples: looked at, moved, removed, and what is kept of their pictures.

import Features
import Foundation
import Imaging
import Teaching
import Testing

@Suite("Samples")
struct SampleTests {
    /// Keeps the size of the part as text in the place of a picture.
    static let label: Keeper = { picture, part in
        let pixels = part.pixels(width: picture.width, height: picture.height)
        return Keepsake(
            thumbnail: Data("small \(pixels.width) × \(pixels.height)".utf8), picture: Data("large".utf8))
    }

    @Test
    func `samples are listed newest first, a page at a time, with who taught them, when, and what as`() async throws {
        let room = try await Classroom(shape: .norb, keeper: Self.label)
        defer { room.clean() }
        let before = Date().timeIntervalSince1970
        _ = try await room.teach("disc", .disc, views: [0, 3], author: "ann")
        try await room.send("cross", .cross, author: "bob")
        await room.show(.stripes, frame: 40, time: 3)
        _ = try await room.learner.reject("cross", author: "ann", ifRevision: nil)
        let all = try await room.learner.samples(of: nil, limit: 100, before: nil)
        #expect(all.map(\.id) == [4, 3, 2, 1])
        #expect(
            all.map(\.use) == [.negative(against: "cross"), .category("cross"), .category("disc"), .category("disc")])
        #expect(all.map(\.author) == ["ann", "bob", "ann", "ann"])
        #expect(all.map(\.frame) == [40, nil, 1, 0])
        #expect(all.allSatisfy { $0.time >= before && $0.time < before + 60 && $0.hasThumbnail })
        #expect(try await room.learner.samples(of: nil, limit: 2, before: nil).map(\.id) == [4, 3])
        #expect(try await room.learner.samples(of: nil, limit: 2, before: 3).map(\.id) == [2, 1])
        #expect(try await room.learner.samples(of: "disc", limit: 9, before: 2).map(\.id) == [1])
        let error = await #expect(throws: TeachingError.self) {
            try await room.learner.samples(of: "pen", limit: 1, before: nil)
        }
        #expect(error?.kind == .unknownCategory)
    }

    @Test
    func `the thumbnail is of the part that was taught, also for “not that” and a region of one's own`() async throws {
        let room = try await Classroom(shape: .norb, keeper: Self.label)
        defer { room.clean() }
        let corner = try #require(Region(x: 0, y: 0, width: 0.25, height: 0.5))
        _ = try await room.teach("corner", .disc, region: corner)
        await room.show(.stripes, frame: 40, time: 3)
        _ = try await room.learner.reject(nil, author: "me", ifRevision: nil)
        func text(_ sample: Int64) async throws -> String? {
            try await room.journal.thumbnail(of: sample).map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(try await text(1) == "small 40 × 60")
        #expect(try await text(2) == "small 120 × 120")
        #expect(try await text(3) == nil)
        #expect(await room.learner.summary.newest == [[1]])
    }

    @Test
    func `a learner that keeps features only stores no picture`() async throws {
        let room = try await Classroom(shape: .norb)
        defer { room.clean() }
        try await room.send("disc", .disc)
        #expect(try await room.journal.thumbnail(of: 1) == nil)
        #expect(try await room.learner.samples(of: nil, limit: 9, before: nil).map(\.hasThumbnail) == [false])
        #expect(await room.learner.summary.newest == [[]])
    }

    @Test
    func `a sample that was taught as the wrong thing is moved, and the very next frame is judged so`() async throws {
        let room = try await Classroom()
        defer { room.clean() }
        try await room.send("disc", .disc)
        try await room.send("disc", .cross)
        try await room.send("stripes", .stripes)
        let before = await room.state
        let moved = try await room.learner.move([2, 2], to: "plus", author: "me", ifRevision: 3)
        #expect(moved.category.name == "plus" && moved.samples == [2] && moved.category.samples == [2])
        #expect(await room.categories == ["disc": 1, "stripes": 1, "plus": 1])
        #expect(await room.show(.cross, time: 9).prediction.category?.name == "plus")
        _ = try await room.learner.undo(1, of: nil, by: "me", ifRevision: nil)
        #expect(await room.state == before)
        _ = try await room.learner.redo(1, of: nil, by: "me", ifRevision: nil)
        #expect(await room.categories == ["disc": 1, "stripes": 1, "plus": 1])
    }

    @Test
    func `the empty stage and “not that” can be moved into a category too`() async throws {
        let room = try await Classroom(shape: .norb)
        defer { room.clean() }
        try await room.send("disc", .disc)
        await room.show(.cross, frame: 3, time: 1)
        _ = try await room.learner.reject(nil, author: "me", ifRevision: nil)
        let moved = try await room.learner.move([2], to: "cross", author: "me", ifRevision: nil)
        #expect(moved.category.samples == [2])
        #expect(await room.learner.knowledge.negatives.isEmpty)
    }

    @Test
    func `a removed sample is forgotten, and the last one leaves its category empty, not gone`() async throws {
        let room = try await Classroom()
        defer { room.clean() }
        try await room.send("disc", .disc)
        try await room.send("cross", .cross)
        let before = await room.state
        #expect(try await room.learner.remove(samples: [1], author: "me", ifRevision: nil) == [1])
        #expect(await room.categories == ["disc": 0, "cross": 1])
        #expect(await room.show(.disc, time: 5).prediction.category?.name != "disc")
        try await room.send("disc", .disc)
        #expect(await room.categories == ["disc": 1, "cross": 1], "what is gone is no duplicate")
        _ = try await room.learner.undo(2, of: nil, by: "me", ifRevision: nil)
        #expect(await room.state == before)
    }

    @Test
    func `samples that teach nothing are refused whole, and nothing has happened`() async throws {
        let room = try await Classroom(shape: .norb)
        defer { room.clean() }
        try await room.send("disc", .disc)
        try await room.send("cross", .cross)
        _ = try await room.learner.remove(samples: [2], author: "me", ifRevision: nil)
        for samples in [[1, 99], [2]] as [[Int64]] {
            let error = await #expect(throws: TeachingError.self) {
                try await room.learner.move(samples, to: "disc", author: "me", ifRevision: nil)
            }
            #expect(error?.kind == .notFound && error?.description == "there is no sample \(samples.last ?? 0)")
        }
        let there = await #expect(throws: TeachingError.self) {
            try await room.learner.move([1], to: "disc", author: "me", ifRevision: nil)
        }
        #expect(there?.description == "sample 1 is of “disc” already")
        let stale = await #expect(throws: TeachingError.self) {
            try await room.learner.remove(samples: [1], author: "me", ifRevision: 0)
        }
        #expect(stale?.kind == .staleRevision)
        #expect(await room.categories == ["disc": 1, "cross": 0])
        #expect(await room.learner.revision == 3)
    }

    @Test
    func `a full disk refuses moving and removing, and everything is as it was`() async throws {
        let room = try await Classroom(shape: .norb)
        defer { room.clean() }
        for view in 0..<3 { try await room.send("disc", .disc, view: view) }
        try await room.send("cross", .cross)
        let before = await room.state
        try await room.learner.limitJournal(toPages: 1)
        let error = await #expect(throws: TeachingError.self) {
            // An act without samples still finds room in the last page: many do not.
            for _ in 0..<2000 {
                _ = try await room.learner.move([1], to: "cross", author: "me", ifRevision: nil)
                _ = try await room.learner.move([1], to: "disc", author: "me", ifRevision: nil)
            }
        }
        #expect(error?.kind == .disk && error?.description.contains("full") == true, "\(String(describing: error))")
        let known = await room.categories
        #expect(known == ["disc": 3, "cross": 1] || known == ["disc": 2, "cross": 2])
        if known["disc"] == 3 { #expect(await room.state == before) }
        let now = await room.state
        try await room.learner.closeJournal()
        let again = try await Classroom(folder: room.folder, shape: .norb)
        #expect(await again.state == now)
    }
}
