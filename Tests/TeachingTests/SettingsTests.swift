// What the operator sets counts from the next frame on and is kept; it is no act.

import Classifier
import Foundation
import Imaging
import Teaching
import Testing

@Suite("Settings")
struct SettingsTests {
    @Test
    func `who decides and how much may be missed count at once, teach nothing and are kept`() async throws {
        let room = try await Classroom()
        defer { room.clean() }
        _ = try await room.teach("disc", .disc)
        let revision = await room.learner.revision
        let set = try await room.learner.setClassifier(kind: .nearestMean, threshold: 0.2)
        #expect(set.kind == .nearestMean && set.threshold == 0.2)
        let onlyKind = try await room.learner.setClassifier(kind: .ridge, threshold: nil)
        #expect(onlyKind.kind == .ridge && onlyKind.threshold == 0.2)
        #expect(await room.learner.revision == revision)
        let shown = await room.learner.summary
        #expect(shown.classifier == .ridge && shown.threshold == 0.2)

        try await room.learner.closeJournal()
        let again = try await Classroom(folder: room.folder)
        let kept = await again.learner.summary
        #expect(kept.classifier == .ridge && kept.threshold == 0.2 && kept.revision == revision)
        #expect(await again.show(.disc).prediction.category?.name == "disc")
    }

    @Test
    func `a higher share lets more be unknown, from the very next frame on`() async throws {
        let room = try await Classroom()
        defer { room.clean() }
        _ = try await room.teach("disc", .disc, views: [0, 1, 2, 3, 4, 5])
        // When nothing may be missed, whatever is shown is the likeliest thing.
        var verdicts: [Verdict] = []
        for (frame, threshold) in [0, 0.5, 0].enumerated() {
            _ = try await room.learner.setClassifier(kind: nil, threshold: threshold)
            // Only a tenth of a second apart: what was said before must not linger.
            let judged = await room.show(.stripes, frame: Int64(frame), time: 1 + 0.1 * Double(frame))
            verdicts.append(judged.prediction.judgement.verdict)
            #expect(judged.prediction.raw == judged.prediction.judgement)
        }
        #expect(verdicts == [.known, .unknown, .known])
    }

    @Test
    func `the operator's region is judged and taught when nobody names one, and kept`() async throws {
        let room = try await Classroom()
        defer { room.clean() }
        let corner = try #require(Region(x: 0, y: 0, width: 0.3, height: 0.4))
        await room.show(.disc)
        try await room.learner.setRegion(corner)
        _ = try await room.teach("corner", .disc)
        #expect(await room.learner.judge(Thing.disc.picture(view: 0), region: corner).category?.name == "corner")
        let judged = await room.show(.disc, frame: 9, time: 1)
        #expect(judged.prediction.region == corner && judged.prediction.category?.name == "corner")
        let sent = await room.learner.judge(Thing.disc.picture(view: 0), region: nil)
        #expect(sent.region == .centredSquare(width: 160, height: 120), "a picture that is sent has its own middle")

        try await room.learner.closeJournal()
        let again = try await Classroom(folder: room.folder)
        #expect(await again.learner.summary.region == corner)
        #expect(again.learner.region(in: Thing.disc.picture(view: 0)) == corner, "known before the first verdict")
        #expect(await again.show(.disc).prediction.region == corner)
        try await again.learner.setRegion(nil)
        #expect(await again.show(.disc).prediction.region == .centredSquare(width: 160, height: 120))
        try await again.learner.closeJournal()
        let third = try await Classroom(folder: room.folder)
        #expect(await third.learner.summary.region == nil)
    }

    @Test
    func `a region of fewer than sixteen pixels is refused, and so is one before the first frame`() async throws {
        let room = try await Classroom()
        defer { room.clean() }
        let narrow = try #require(Region(x: 0.5, y: 0, width: 0.09, height: 1))
        let early = await #expect(throws: TeachingError.self) { try await room.learner.setRegion(narrow) }
        #expect(early?.kind == .noFrame)
        await room.show(.disc)
        let small = await #expect(throws: TeachingError.self) { try await room.learner.setRegion(narrow) }
        #expect(small?.kind == .regionRefused && small?.description.contains("14 × 120") == true)
        #expect(await room.learner.summary.region == nil)
        try await room.learner.setRegion(Region(x: 0.5, y: 0, width: 0.1, height: 1))
    }

    @Test
    func `another region begins the averages anew`() async throws {
        let room = try await Classroom()
        defer { room.clean() }
        _ = try await room.teach("disc", .disc)
        for frame in 0..<10 { await room.show(.disc, frame: Int64(frame), time: Double(frame) / 30) }
        try await room.learner.setRegion(Region(x: 0, y: 0, width: 0.3, height: 0.4))
        let judged = await room.show(.disc, frame: 10, time: 10.0 / 30)
        #expect(judged.prediction.judgement == judged.prediction.raw)
    }

    @Test
    func `another scene begins the averages anew, a passing view does not`() async throws {
        let room = try await Classroom()
        defer { room.clean() }
        _ = try await room.teach("disc", .disc)
        _ = try await room.teach("checks", .checks)
        for frame in 0..<30 { await room.show(.disc, frame: Int64(frame), time: Double(frame) / 30) }
        let next = await room.show(.checks, frame: 30, time: 1)
        #expect(next.prediction.raw.verdict == .known && next.prediction.rawCategory?.name == "checks")
        #expect(
            next.prediction.category?.name == "disc", "a thing that is exchanged shows after some tenths of a second")
        let bright = Picture(width: 160, height: 120)
        bright.withBytes { bytes in bytes.copyBytes(from: repeatElement(250, count: bytes.count)) }
        let cut = await room.learner.judge(bright, FrameStamp(number: 31, time: 31.0 / 30))
        #expect(cut.prediction.judgement == cut.prediction.raw)
    }

    @Test
    func `settings that cannot be read are as if never made, and those that cannot be kept are refused`() async throws {
        let room = try await Classroom()
        defer { room.clean() }
        _ = try await room.learner.setClassifier(kind: .ridge, threshold: 0.3)
        try await room.learner.closeJournal()
        let file = URL(fileURLWithPath: "\(room.folder)/settings.json")
        try Data(#"{"kind":"crystal ball"}"#.utf8).write(to: file)
        let again = try await Classroom(folder: room.folder)
        #expect(await again.learner.summary.classifier == .standard)
        try FileManager.default.removeItem(at: file)
        try FileManager.default.createDirectory(
            at: file.appendingPathComponent("in the way"), withIntermediateDirectories: true)
        let error = await #expect(throws: TeachingError.self) {
            try await again.learner.setClassifier(kind: .ridge, threshold: nil)
        }
        #expect(error?.kind == .disk && error?.description.contains("settings.json") == true)
        #expect(await again.learner.summary.classifier == .standard)
    }
}
