// Saved sessions: one file each, whole or refused, loaded as one act.

import Classifier
import Features
import Foundation
import Imaging
import Teaching
import Testing

@Suite("Sessions")
struct SessionTests {
    private func fill(_ room: Classroom) async throws {
        try await room.send("disc", .disc, author: "ann")
        try await room.send("cross", .cross, author: "bob")
        try await room.send("disc", .disc, view: 3, author: "bob")
        await room.show(.stripes, frame: 40, time: 3)
        _ = try await room.learner.reject("cross", author: "ann", ifRevision: nil)
        try await room.send("checks", .checks)
        _ = try await room.learner.remove("checks", author: "ann", ifRevision: nil)
    }

    private func load(_ name: String, _ room: Classroom, from: Classroom) async throws -> Int {
        let content = try SessionContent(of: from.sessions.open(name), name: name)
        return try await room.learner.load(
            content, name: name, decode: { _ in throw CancellationError() }, author: "me", ifRevision: nil)
    }

    @Test
    func `a session moves to another machine and knows there what it knew here, to the last bit of every score`()
        async throws
    {
        let (here, there) = (
            try await Classroom(keeper: SampleTests.label), try await Classroom(keeper: SampleTests.label)
        )
        defer { for room in [here, there] { room.clean() } }
        try await fill(here)
        try here.sessions.save(here.journal, as: "booth")
        #expect(try FileManager.default.contentsOfDirectory(atPath: here.sessions.folder) == ["booth.showtell"])

        try await there.send("old", .stripes)
        let before = await there.state
        #expect(try await load("booth", there, from: here) == 4)
        let (one, other) = (await here.learner.knowledge, await there.learner.knowledge)
        #expect(other.categories.map(\.name) == one.categories.map(\.name))
        #expect(other.categories.map(\.color) == one.categories.map(\.color))
        #expect(other.categories.map { $0.samples.map { $0 - 1 } } == one.categories.map(\.samples))
        #expect(other.negatives.count == 1 && other.negatives[0].against == other.categories[1].id)
        for thing in Thing.allCases {
            let picture = thing.picture(view: 2)
            let first = await here.learner.judge(picture, region: nil)
            let second = await there.learner.judge(picture, region: nil)
            #expect(first.judgement.scores.map(\.score) == second.judgement.scores.map(\.score))
            #expect(first.judgement.verdict == second.judgement.verdict)
            #expect(first.category?.name == second.category?.name)
        }
        // Who taught it, and its picture, came along.
        let notes = try await there.learner.samples(of: nil, limit: 9, before: nil)
        #expect(notes.map(\.author) == ["ann", "bob", "bob", "ann"])
        #expect(try await there.journal.thumbnail(of: 2) == Data("small 120 × 120".utf8))
        #expect(await there.learner.summary.newest == [[4, 2], [3]])
        // One tap brings back what was there; and a restart changes nothing.
        _ = try await there.learner.undo(1, of: nil, by: "me", ifRevision: nil)
        #expect(await there.state == before)
        _ = try await there.learner.redo(1, of: nil, by: "me", ifRevision: nil)
        let loaded = await there.state
        try await there.learner.closeJournal()
        let again = try await Classroom(folder: there.folder)
        #expect(await again.state == loaded)
        #expect(await again.learner.acts(1).first?.record.act.session == "booth")
    }

    @Test
    func `what is taught after a load goes on from there, and the next colour is a new one`() async throws {
        let room = try await Classroom(shape: .norb)
        defer { room.clean() }
        try await fill(room)
        try room.sessions.save(room.journal, as: "booth")
        _ = try await load("booth", room, from: room)
        try await room.send("disc", .disc, view: 6)
        try await room.send("stripes", .stripes)
        let categories = await room.learner.knowledge.categories
        #expect(categories.map(\.name) == ["disc", "cross", "stripes"])
        #expect(categories.map(\.samples.count) == [3, 1, 1])
        #expect(Set(categories.map(\.color)).count == 3 && Set(categories.map(\.id)).count == 3)
    }

    @Test
    func `saving again under the same name keeps the newer, but never over what somebody else taught`() async throws {
        let (room, other) = (try await Classroom(shape: .norb), try await Classroom(shape: .norb))
        defer { for room in [room, other] { room.clean() } }
        try await room.send("disc", .disc)
        try room.sessions.save(room.journal, as: "booth")
        try await room.send("cross", .cross)
        try room.sessions.save(room.journal, as: "booth")
        let names = try SessionSummary(of: room.sessions.open("booth")).categories.map(\.name)
        #expect(names == ["disc", "cross"])
        let foreign = #expect(throws: SessionError.self) {
            try SessionStore(data: room.folder).save(other.journal, as: "booth")
        }
        #expect(foreign?.kind == .nameRefused && foreign?.description.contains("“booth”") == true)
        // Whoever has loaded it goes on under its name.
        _ = try await load("booth", other, from: room)
        try SessionStore(data: room.folder).save(other.journal, as: "booth")
        #expect(try SessionSummary(of: room.sessions.open("booth")).samples == 2)
        #expect(try room.sessions.names() == ["booth"])
    }

    @Test
    func `a session of other filters is refused by its names, unless its pictures were kept`() async throws {
        let plain = try await Classroom(shape: .norb)
        let kept = try await Classroom(shape: .norb) { _, _ in Keepsake(picture: Data("disc".utf8)) }
        let other = try await Classroom(shape: .norb, seed: 2)
        defer { for room in [plain, kept, other] { room.clean() } }
        for room in [plain, kept] {
            try await room.send("disc", .disc)
            try room.sessions.save(room.journal, as: "booth")
        }
        let before = await other.state
        let error = await #expect(throws: TeachingError.self) { try await load("booth", other, from: plain) }
        #expect(error?.kind == .unusable && error?.description.contains(plain.bank.fingerprint) == true)
        #expect(error?.description.contains("--keep pictures") == true)
        let broken = await #expect(throws: TeachingError.self) { try await load("booth", other, from: kept) }
        #expect(broken?.description.contains("has a picture that cannot be read") == true)
        #expect(await other.state == before)

        let content = try SessionContent(of: kept.sessions.open("booth"), name: "booth")
        let samples = try await other.learner.load(
            content, name: "booth",
            decode: { bytes in
                #expect(bytes == Data("disc".utf8))
                return Thing.disc.picture(view: 0)
            }, author: "me", ifRevision: nil)
        #expect(samples == 1)
        #expect(await other.show(.nothing, time: 1).prediction.category == nil)
        let stored = try await other.learner.samples(of: "disc", limit: 1, before: nil)
        #expect(stored.count == 1)
    }

    @Test
    func `a full disk refuses a load, and everything is as it was`() async throws {
        let room = try await Classroom(shape: .norb)
        defer { room.clean() }
        try await fill(room)
        try room.sessions.save(room.journal, as: "booth")
        let before = await room.state
        try await room.learner.limitJournal(toPages: 1)
        let error = await #expect(throws: TeachingError.self) {
            for _ in 0..<50 { _ = try await load("booth", room, from: room) }
        }
        #expect(error?.kind == .disk && error?.description.contains("full") == true)
        // Some may have found room; undone, all is as before.
        let undone = await room.learner.acts(50).filter { $0.record.act.session != nil }.count
        #expect(undone < 50)
        try await room.learner.closeJournal()
        let again = try await Classroom(folder: room.folder, shape: .norb)
        if undone > 0 { _ = try await again.learner.undo(undone, of: nil, by: "me", ifRevision: nil) }
        #expect(await again.state == before)
    }

    @Test
    func `where no session can be written it is said, and nothing is left over`() async throws {
        let room = try await Classroom(shape: .norb)
        defer { room.clean() }
        try await room.send("disc", .disc)
        try Data().write(to: URL(fileURLWithPath: "\(room.folder)/sessions"))
        let error = #expect(throws: SessionError.self) { try room.sessions.save(room.journal, as: "booth") }
        #expect(error?.kind == .disk && error?.description.contains("\(room.folder)/sessions") == true)
    }

    @Test
    func `what a killed daemon left half-written is removed, and nothing else`() async throws {
        let room = try await Classroom(shape: .norb)
        defer { room.clean() }
        try await room.send("disc", .disc)
        try room.sessions.save(room.journal, as: "booth")
        let stays = ["booth.showtell", ".notes", ".x.partial", "y.partial"]
        for name in stays.dropFirst() + [".\(UUID()).partial", ".\(UUID()).partial-journal", ".\(UUID()).upload"] {
            try Data().write(to: URL(fileURLWithPath: "\(room.sessions.folder)/\(name)"))
        }
        room.sessions.tidy()
        #expect(Set(try FileManager.default.contentsOfDirectory(atPath: room.sessions.folder)) == Set(stays))
        #expect(try room.sessions.names() == ["booth"])
        SessionStore(data: "/nowhere").tidy()
    }

    @Test
    func `a copy of a daemon's own store is made a session by importing it`() async throws {
        let room = try await Classroom(shape: .norb)
        defer { room.clean() }
        try await room.send("disc", .disc)
        try await room.learner.closeJournal()
        try FileManager.default.createDirectory(atPath: room.sessions.folder, withIntermediateDirectories: true)
        let copy = "\(room.sessions.folder)/copy.showtell"
        try FileManager.default.copyItem(atPath: "\(room.folder)/showtell.sqlite", toPath: copy)
        let error = #expect(throws: SessionError.self) { try room.sessions.open("copy") }
        #expect(error?.description.contains("session.import makes it one") == true)
        try room.sessions.adopt("copy")
        #expect(try SessionSummary(of: room.sessions.open("copy")).samples == 1)
        #expect(try FileManager.default.contentsOfDirectory(atPath: room.sessions.folder) == ["copy.showtell"])
    }

    @Test(arguments: ["", " ", "../x", "a/b", "a\\b", ".hidden", "..", "a\0b", String(repeating: "ж", count: 101)])
    func `a session is called by a name, never by a path`(name: String) throws {
        let error = #expect(throws: SessionError.self) { try SessionStore(data: "/nowhere").path(of: name) }
        #expect(error?.kind == .nameRefused)
    }

    @Test
    func `names keep their spaces and letters, and what is missing is said`() throws {
        let store = SessionStore(data: "/nowhere")
        #expect(try store.path(of: " Stand 3, Montag ") == "/nowhere/sessions/Stand 3, Montag.showtell")
        #expect(try store.path(of: "cafe\u{301}") == "/nowhere/sessions/caf\u{E9}.showtell")
        let error = #expect(throws: SessionError.self) { try store.open("чашка") }
        #expect(error?.kind == .notFound && error?.description == "there is no session “чашка”")
        #expect(try store.names() == [])
    }
}
