// What is left out when the processor is too busy, in which order, and when it comes again.

import Control
import Synchronization
import Testing

@Suite struct LoadTests {
    /// Recognition misses half of the frames and waits for half of its time.
    private static let busy = LoadReading(frames: 30, missed: 15, taken: 1, worked: 0.5)
    /// It waits as long, but misses nothing any more.
    private static let enough = LoadReading(frames: 30, missed: 0, taken: 1, worked: 0.5)
    /// Too little for a step, too much for calm.
    private static let tight = LoadReading(frames: 100, missed: 6, taken: 1, worked: 0.7)
    private static let all = Watched(low: true, pictures: true, film: true)

    /// An audience of some viewers, and what it was told.
    private func audience(viewers: Int = 3) throws -> (Audience, Kept<[String?]>) {
        let (audience, told) = (Audience(), Kept<[String?]>([]))
        audience.whenDegraded { told.append($0) }
        for _ in 0..<viewers { try audience.enter(by: .mjpeg, from: nil) }
        return (audience, told)
    }

    /// Values behind a lock.
    private final class Kept<Value: Sendable>: Sendable {
        private let kept: Mutex<Value>
        init(_ value: Value) { kept = Mutex(value) }
        var value: Value { kept.withLock { $0 } }
        func append<Element: Sendable>(_ element: Element) where Value == [Element] {
            kept.withLock { $0.append(element) }
        }
    }

    @Test func `less is sent in the stated order, a step after three bad moments, and told once a step`() throws {
        let (audience, told) = try audience()
        var seen: [Shedding] = []
        for moment in 1...24 {
            #expect(audience.steps.processor == (moment - 1) / 3)
            audience.regulate(load: Self.busy, watched: Self.all)
            if moment.isMultiple(of: 3) { seen.append(audience.shedding) }
        }
        #expect(seen.map(\.low) == Array(repeating: 10, count: 8))
        #expect(seen.map(\.pictures) == [1, 2, 3, 6, 6, 6, 6, 6])
        #expect(seen.map(\.film) == [1, 1, 1, 1, 2, 3, 6, 6])
        #expect(seen.map(\.isFull) == Array(repeating: false, count: 7) + [true])
        #expect(told.value.count == 8)
        for (step, sentence) in told.value.enumerated() {
            #expect(sentence?.hasPrefix("the processor is too busy") == true)
            #expect(sentence?.contains("(step \(step + 1) of 8)") == true)
        }
        #expect(told.value[0]?.hasSuffix("the small picture shows every tenth frame") == true)
        #expect(
            told.value[7]?.hasSuffix(
                "the small picture shows every tenth frame, the picture every sixth, the film every sixth; "
                    + "nobody else is let in, and those who watch stay") == true)
        // There is no further step, and nothing to tell.
        for _ in 0..<10 { audience.regulate(load: Self.busy, watched: Self.all) }
        #expect(audience.steps.processor == 8 && told.value.count == 8)
    }

    @Test func `nobody else is let in at the last step, and those who watch stay`() throws {
        let (audience, _) = try audience()
        for _ in 0..<24 { audience.regulate(load: Self.busy, watched: Self.all) }
        let refusal = #expect(throws: Refusal.self) { try audience.enter(by: .h264, from: "192.0.2.1") }
        #expect(refusal?.description.contains("those who watch stay") == true)
        #expect(audience.viewers == 3)
        // When all have gone, one who comes takes nothing from anybody.
        for _ in 0..<3 { audience.leave(by: .mjpeg, from: nil) }
        try audience.enter(by: .h264, from: "192.0.2.1")
        #expect(throws: Refusal.self) { try audience.enter(by: .h264, from: nil) }
    }

    @Test func `it comes again in the opposite order, a step after five good moments`() throws {
        let (audience, told) = try audience()
        for _ in 0..<24 { audience.regulate(load: Self.busy, watched: Self.all) }
        for moment in 1...40 {
            audience.regulate(load: Self.enough, watched: Self.all)
            #expect(audience.steps.processor == 8 - moment / 5)
        }
        #expect(audience.degraded == nil && audience.shedding == Shedding())
        #expect(told.value.count == 16 && told.value.last == .some(nil))
        try audience.enter(by: .mjpeg, from: nil)
    }

    @Test func `what nobody watches is passed over`() throws {
        let (audience, _) = try audience()
        let film = Watched(low: false, pictures: false, film: true)
        for _ in 0..<3 { audience.regulate(load: Self.busy, watched: film) }
        #expect(audience.steps.processor == 5 && audience.shedding.film == 2)
        for _ in 0..<5 { audience.regulate(load: Self.enough, watched: film) }
        #expect(audience.degraded == nil)
        // With nobody there is nothing to leave out.
        for _ in 0..<3 { audience.leave(by: .mjpeg, from: nil) }
        let nothing = Watched(low: false, pictures: false, film: false)
        for _ in 0..<60 { audience.regulate(load: Self.busy, watched: nothing) }
        #expect(audience.degraded == nil)
    }

    @Test(arguments: [
        // A machine that is slow by itself: what is sent to viewers takes nothing from recognition.
        LoadReading(frames: 30, missed: 20, taken: 1, worked: 0.98),
        // It waits, and still is in time.
        LoadReading(frames: 30, missed: 0, taken: 0.5, worked: 0.2),
        // The source gives nothing.
        LoadReading(frames: 0, missed: 0, taken: 0, worked: 0),
        // Nothing was finished: that tells nothing.
        LoadReading(frames: 30, missed: 30, taken: 0, worked: 0),
        LoadTests.tight,
    ])
    func `what is no want of processor, or does no harm, changes nothing`(reading: LoadReading) throws {
        let (audience, told) = try audience()
        for _ in 0..<100 { audience.regulate(load: reading, watched: Self.all) }
        #expect(audience.degraded == nil && told.value.isEmpty)
    }

    @Test func `a moment without an answer counts neither way`() throws {
        let (audience, _) = try audience()
        let silent = LoadReading(frames: 30, missed: 30, taken: 0, worked: 0)
        for reading in [Self.busy, silent, Self.busy, silent, Self.busy] {
            audience.regulate(load: reading, watched: Self.all)
        }
        #expect(audience.steps.processor == 1)
    }

    @Test func `noise makes no step, down or up`() throws {
        let (audience, told) = try audience()
        // Never three bad moments in a row.
        for moment in 0..<300 {
            audience.regulate(load: moment % 3 == 2 ? Self.enough : Self.busy, watched: Self.all)
        }
        #expect(told.value.isEmpty)
        for _ in 0..<3 { audience.regulate(load: Self.busy, watched: Self.all) }
        #expect(told.value.count == 1)
        // Never five good ones.
        for moment in 0..<300 {
            audience.regulate(load: moment % 5 == 4 ? Self.tight : Self.enough, watched: Self.all)
        }
        #expect(told.value.count == 1)
    }

    @Test func `what lasts is tried ever more seldom, and what is over is forgotten`() throws {
        let (audience, told) = try audience()
        // A machine that has too much to do until three steps are taken.
        func moments(_ count: Int) -> [Int] {
            (0..<count).filter { _ in
                let before = audience.steps.processor
                audience.regulate(load: before < 3 ? Self.busy : Self.enough, watched: Self.all)
                return audience.steps.processor < before
            }
        }
        let tries = moments(600)
        // 5, 10, 20 and 40 good moments, then sixty, and three bad ones after each try.
        let pauses = zip(tries, tries.dropFirst()).map { $1 - $0 }
        #expect(pauses == [13, 23, 43] + Array(repeating: 63, count: tries.count - 4))
        #expect(told.value.count < 40)
        // The machine is free: no step is taken any more.
        for _ in 0..<90 { audience.regulate(load: Self.enough, watched: Self.all) }
        #expect(audience.degraded == nil)
        // A new trouble is met as the first was.
        for _ in 0..<3 { audience.regulate(load: Self.busy, watched: Self.all) }
        for _ in 0..<5 { audience.regulate(load: Self.enough, watched: Self.all) }
        #expect(audience.degraded == nil)
    }

    @Test func `too little of both is one sentence`() throws {
        let audience = Audience(AudienceLimits(megabits: 10))
        try audience.enter(by: .mjpeg, from: nil)
        audience.regulate(megabits: 20)
        for _ in 0..<3 { audience.regulate(load: Self.busy, watched: Self.all) }
        #expect(audience.steps == (1, 1))
        #expect(
            audience.degraded?.contains("10 Mbit/s; the processor is too busy") == true,
            "\(audience.degraded ?? "nothing")")
    }
}
