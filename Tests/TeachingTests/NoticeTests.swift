// What the learner says unasked, frame by frame with a made-up clock.

import Classifier
import Foundation
import Imaging
import Teaching
import Testing

@Suite("Notices")
struct NoticeTests {
    private static let rate = 5.0

    /// A classroom that knows a disc and the empty stage; of a bare one little is left to see in the dark.
    private func classroom(stage: Thing) async throws -> Classroom {
        let room = try await Classroom()
        _ = try await room.teach("disc", .disc, views: [0, 3])
        _ = try await room.teach("cross", .cross, views: [0, 3])
        try await teach(stage, in: room, from: 10)
        return room
    }

    @discardableResult
    private func teach(_ stage: Thing, in room: Classroom, from time: Double, gain: Double = 1) async throws
        -> [DriftNotice]
    {
        async let taught = room.learner.teachBackground(seconds: 0.5, author: "me", ifRevision: nil)
        while await !room.learner.isTeaching { await Task.yield() }
        var frame = 0
        var notices: [DriftNotice] = []
        while await room.learner.isTeaching {
            let stamp = FrameStamp(number: Int64(frame), time: time + Double(frame) / 10)
            notices += await room.learner.judge(picture(stage, gain: gain), stamp).drift
            frame += 1
        }
        _ = try await taught
        return notices
    }

    private func picture(_ thing: Thing, view: Int = 0, gain: Double = 1) -> Picture {
        let picture = thing.picture(view: view)
        picture.withBytes { bytes in
            for index in bytes.indices { bytes[index] = UInt8(min(gain * Double(bytes[index]), 255)) }
        }
        return picture
    }

    /// Something on a bare stage that is unlike all things that are taught: it is red.
    private var stranger: Picture {
        let picture = Thing.checks.picture(view: 0)
        picture.withBytes { bytes in
            for row in 20..<100 {
                for column in 40..<120 {
                    (bytes[4 * (160 * row + column)], bytes[4 * (160 * row + column) + 1]) = (0, 0)
                }
            }
        }
        return picture
    }

    /// Shows a thing for some seconds, or the stranger.
    private func show(
        _ room: Classroom, _ thing: Thing?, from start: Double, seconds: Double, gain: Double = 1
    ) async -> (asks: [Ask], notices: [DriftNotice]) {
        var (asks, notices): ([Ask], [DriftNotice]) = ([], [])
        for frame in 0..<Int(seconds * Self.rate) {
            let stamp = FrameStamp(number: Int64(frame), time: start + Double(frame) / Self.rate)
            let judged = await room.learner.judge(thing.map { picture($0, gain: gain) } ?? stranger, stamp)
            if let ask = judged.ask { asks.append(ask) }
            notices += judged.drift
        }
        return (asks, notices)
    }

    @Test
    func `an unknown thing is asked about once, in its frame and region, and no more when it has a name`() async throws
    {
        let room = try await classroom(stage: .nothing)
        defer { room.clean() }
        let first = await show(room, nil, from: 20, seconds: 6)
        #expect(first.asks.map(\.frame) == [10])
        #expect(first.asks.first?.region == .centredSquare(width: 160, height: 120))
        #expect(await show(room, .disc, from: 26, seconds: 15).asks.isEmpty)
        async let taught = room.learner.teach("checks", frames: 1, region: nil, author: "me", ifRevision: nil)
        while await !room.learner.isTeaching { await Task.yield() }
        #expect(await show(room, nil, from: 41, seconds: 10).asks.isEmpty)
        #expect(try await taught.total == 1)
    }

    @Test
    func `nothing is asked before anything has been taught`() async throws {
        let room = try await Classroom()
        defer { room.clean() }
        #expect(await show(room, nil, from: 0, seconds: 6).asks.isEmpty)
    }

    @Test
    func `a darker stage is told as light, stands in the summary, and is over when it is taught again`() async throws {
        let room = try await classroom(stage: .stripes)
        defer { room.clean() }
        #expect(await show(room, .stripes, from: 20, seconds: 60).notices.isEmpty)
        let dark = await show(room, .stripes, from: 80, seconds: 40, gain: 0.6)
        #expect(dark.notices.map(\.kind) == [.light] && dark.notices.map(\.isOver) == [false])
        // It was noticed 25 seconds after it had begun.
        let began = Date().timeIntervalSince1970 - 25
        #expect(dark.notices.allSatisfy { abs($0.since - began) < 5 && $0.distance > $0.threshold })
        #expect(await room.learner.summary.drift.map(\.kind) == [.light])
        #expect(try await teach(.stripes, in: room, from: 120, gain: 0.6).map(\.isOver) == [true])
        #expect(await show(room, .stripes, from: 121, seconds: 60, gain: 0.6).notices.isEmpty)
        #expect(await room.learner.summary.drift.isEmpty)
        #expect(
            await show(room, .stripes, from: 181, seconds: 60).notices.isEmpty, "the light of the first time is known")
    }

    @Test
    func `the light of teaching is known after a restart, and nothing is told where it is not`() async throws {
        let room = try await classroom(stage: .stripes)
        defer { room.clean() }
        try await room.learner.closeJournal()
        let again = try await Classroom(folder: room.folder)
        #expect(await show(again, .stripes, from: 5, seconds: 40, gain: 0.6).notices.map(\.kind) == [.light])
        try await again.learner.closeJournal()
        try FileManager.default.removeItem(atPath: "\(room.folder)/light.json")
        let blind = try await Classroom(folder: room.folder)
        #expect(await show(blind, .stripes, from: 5, seconds: 40, gain: 0.6).notices.isEmpty)
    }

    @Test
    func `something unknown that is left on the stage becomes a changed stage, and is over when it goes`() async throws
    {
        let room = try await classroom(stage: .nothing)
        defer { room.clean() }
        let left = await show(room, nil, from: 20, seconds: 90)
        #expect(left.asks.count == 1 && left.notices.map(\.kind) == [.stage])
        #expect(await show(room, .nothing, from: 110, seconds: 40).notices.map(\.isOver) == [true])
    }

    @Test
    func `nothing is told of a stage that was never taught, nor of things that are known`() async throws {
        let room = try await Classroom()
        defer { room.clean() }
        _ = try await room.teach("disc", .disc, views: [0, 3])
        #expect(await show(room, .nothing, from: 20, seconds: 60, gain: 0.5).notices.isEmpty)
        try await teach(.nothing, in: room, from: 90)
        #expect(await show(room, .disc, from: 100, seconds: 60).notices.isEmpty)
    }
}
