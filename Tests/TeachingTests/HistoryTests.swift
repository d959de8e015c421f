// Undo, redo, and the journal that remembers both.

import Foundation
import Imaging
import Teaching
import Testing

@Suite("History and journal")
struct HistoryTests {
    @Test
    func `every act can be undone and done again, in order, with the same verdicts to the last bit`() async throws {
        let room = try await Classroom()
        defer { room.clean() }
        let learner = room.learner
        _ = try await room.teach("disc", .disc, views: [0, 3])
        _ = try await room.teach("cross", .cross, views: [0, 3])
        _ = try await learner.rename("cross", to: "plus", author: "me", ifRevision: nil)
        _ = try await room.teach("stripes", .stripes)
        _ = try await learner.merge("stripes", into: "plus", author: "me", ifRevision: nil)
        _ = try await learner.remove("disc", author: "me", ifRevision: nil)
        try await learner.reset(author: "me", ifRevision: nil)

        let probe = Thing.cross.picture(view: 2)
        var states: [[String: Int]] = [await room.categories]
        var scores = [await learner.judge(probe, region: nil).judgement]
        for _ in 0..<7 {
            _ = try await learner.undo(1, of: nil, by: "me", ifRevision: nil)
            states.append(await room.categories)
            scores.append(await learner.judge(probe, region: nil).judgement)
        }
        #expect(
            states == [
                [:], ["plus": 3], ["disc": 2, "plus": 3], ["disc": 2, "plus": 2, "stripes": 1], ["disc": 2, "plus": 2],
                ["disc": 2, "cross": 2], ["disc": 2], [:],
            ])
        let nothing = await #expect(throws: TeachingError.self) {
            try await learner.undo(1, of: nil, by: "me", ifRevision: nil)
        }
        #expect(nothing?.kind == .notFound)
        for step in (0..<7).reversed() {
            _ = try await learner.redo(1, of: nil, by: "me", ifRevision: nil)
            #expect(await room.categories == states[step])
            #expect(await learner.judge(probe, region: nil).judgement == scores[step])
        }
    }

    @Test
    func `several acts are undone at once, and one's own apart from others'`() async throws {
        let room = try await Classroom()
        defer { room.clean() }
        let learner = room.learner
        _ = try await room.teach("disc", .disc, author: "ann")
        _ = try await room.teach("cross", .cross, author: "bob")
        _ = try await room.teach("checks", .checks, author: "ann")
        _ = try await learner.undo(2, of: "ann", by: "ann", ifRevision: nil)
        #expect(await room.categories == ["cross": 1])
        _ = try await learner.redo(1, of: "ann", by: "ann", ifRevision: nil)
        #expect(await room.categories == ["disc": 1, "cross": 1])
        _ = try await learner.undo(10, of: nil, by: "bob", ifRevision: nil)
        #expect(await room.categories.isEmpty)
    }

    @Test
    func `after something new, what was undone is no longer offered again`() async throws {
        let room = try await Classroom()
        defer { room.clean() }
        _ = try await room.teach("disc", .disc)
        _ = try await room.learner.undo(1, of: nil, by: "me", ifRevision: nil)
        _ = try await room.teach("cross", .cross)
        let error = await #expect(throws: TeachingError.self) {
            try await room.learner.redo(1, of: nil, by: "me", ifRevision: nil)
        }
        #expect(error?.kind == .notFound)
    }

    @Test
    func `a change meant for an older revision is refused and changes nothing`() async throws {
        let room = try await Classroom()
        defer { room.clean() }
        _ = try await room.teach("disc", .disc)
        let error = await #expect(throws: TeachingError.self) {
            try await room.learner.remove("disc", author: "me", ifRevision: 0)
        }
        #expect(error?.kind == .staleRevision)
        #expect(await room.categories == ["disc": 1])
        _ = try await room.learner.remove("disc", author: "me", ifRevision: 1)
    }

    @Test
    func `categories that are not there, and names that are taken, are refused`() async throws {
        let room = try await Classroom()
        defer { room.clean() }
        let learner = room.learner
        _ = try await room.teach("disc", .disc)
        _ = try await room.teach("cross", .cross)
        await #expect(throws: TeachingError.self) { try await learner.remove("pen", author: "me", ifRevision: nil) }
        await #expect(throws: TeachingError.self) {
            try await learner.rename("disc", to: "cross", author: "me", ifRevision: nil)
        }
        await #expect(throws: TeachingError.self) {
            try await learner.merge("disc", into: "disc", author: "me", ifRevision: nil)
        }
        await #expect(throws: TeachingError.self) { try await learner.reject("pen", author: "me", ifRevision: nil) }
        #expect(await room.categories == ["disc": 1, "cross": 1])
    }

    @Test
    func `a journal read again gives the same knowledge and the same verdicts to the last bit`() async throws {
        let room = try await Classroom()
        defer { room.clean() }
        _ = try await room.teach("disc", .disc, views: [0, 3])
        _ = try await room.teach("cross", .cross, views: [0, 3])
        await room.show(.stripes, frame: 40, time: 3)
        _ = try await room.learner.reject("cross", author: "me", ifRevision: nil)
        _ = try await room.learner.remove("disc", author: "me", ifRevision: nil)
        _ = try await room.learner.undo(1, of: nil, by: "me", ifRevision: nil)
        try await room.learner.closeJournal()
        let again = try await Classroom(folder: room.folder)
        #expect(await again.learner.knowledge == room.learner.knowledge)
        #expect(await again.learner.revision == room.learner.revision)
        for thing in Thing.allCases {
            let picture = thing.picture(view: 2)
            let (before, after) = (
                await room.learner.judge(picture, region: nil), await again.learner.judge(picture, region: nil)
            )
            #expect(before.judgement == after.judgement)
        }
        _ = try await again.learner.redo(1, of: nil, by: "me", ifRevision: nil)
        #expect(await again.categories == ["cross": 2])
    }

    @Test
    func `a journal of another bank is refused with a sentence that names both`() async throws {
        let room = try await Classroom()
        defer { room.clean() }
        try await room.learner.closeJournal()
        let error = #expect(throws: JournalError.self) { try Journal(folder: room.folder, features: "other-7") }
        #expect(error?.description.contains("other-7") == true && error?.description.contains("random") == true)
    }

    @Test
    func `a data folder that cannot be made is said in a sentence`() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("file-\(UUID().uuidString)")
        try Data().write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let error = #expect(throws: JournalError.self) {
            try Journal(folder: file.appendingPathComponent("sub").path, features: "b")
        }
        #expect(error?.description.contains(file.path) == true)
    }

    @Test
    func `a full disk refuses the act and leaves everything as it was`() async throws {
        let room = try await Classroom()
        defer { room.clean() }
        _ = try await room.teach("disc", .disc)
        try await room.learner.limitJournal(toPages: 1)
        let error = await #expect(throws: TeachingError.self) {
            for view in 1..<60 { _ = try await room.teach("cross \(view)", .cross, views: [view % 7]) }
        }
        #expect(error?.kind == .disk && error?.description.contains("full") == true, "\(String(describing: error))")
        // Neither a lesson that got on for a while nor a held button hides that the disk refused.
        let several = await #expect(throws: TeachingError.self) {
            try await room.teach("stripes", .stripes, views: [0, 0, 1, 2, 3, 4, 5, 6])
        }
        #expect(several?.kind == .disk)
        let lease = try await room.learner.startTeaching("stripes", lease: .seconds(60), author: "me")
        for view in 0..<4 { await room.show(.stripes, view: view, frame: 90, time: 90 + Double(view)) }
        let held = await #expect(throws: TeachingError.self) { try await room.learner.renew(lease, author: "me") }
        #expect(held?.kind == .disk)
        // What is known is what is on the disk, no more and no less; and with room again teaching goes on.
        let known = await room.categories
        #expect(known["disc"] == 1)
        try await room.learner.closeJournal()
        let again = try await Classroom(folder: room.folder)
        #expect(await again.categories == known)
        _ = try await again.teach("checks", .checks)
    }

    @Test
    func `a second daemon does not get the journal of a running one`() async throws {
        let room = try await Classroom()
        defer { room.clean() }
        let error = await #expect(throws: JournalError.self) { try await Classroom(folder: room.folder) }
        #expect(error?.description.contains("in use by a running daemon") == true)
    }
}
