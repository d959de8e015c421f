// Cuts, stillness and questions, with pictures and times made up.

import Classifier
import Imaging
import Teaching
import Testing

@Suite("What is seen from frame to frame")
struct WatchTests {
    private static let whole = PixelRectangle(x: 0, y: 0, width: 160, height: 120)
    private static let rate = 30.0

    private func grey(_ level: UInt8) -> Picture {
        let picture = Picture(width: 160, height: 120)
        picture.withBytes { bytes in bytes.copyBytes(from: repeatElement(level, count: bytes.count)) }
        return picture
    }

    /// The numbers of the frames that are taken for a cut.
    private func cuts(_ levels: [UInt8], times: (Int) -> Double = { Double($0) / rate }) -> [Int] {
        var motion = Motion()
        return levels.enumerated().compactMap { index, level in
            motion.look(grey(level), Self.whole, at: times(index))
            return motion.isCut ? index : nil
        }
    }

    @Test
    func `a cut is one frame that differs much more than frames did of late`() {
        let still = [UInt8](repeating: 80, count: 20)
        #expect(cuts(still + [UInt8](repeating: 120, count: 20)) == [20])
        #expect(cuts(still + still.map { $0 + 10 }).isEmpty, "a small change")
        #expect(cuts((0..<20).map { 60 + 8 * $0 }).isEmpty, "a fast, steady one")
        #expect(cuts((0..<40).map { $0 % 2 == 0 ? 40 : 200 }).isEmpty, "a flicker, which is usual here")
        #expect(cuts(still + [200]) { $0 < 20 ? Double($0) / 30 : 9 }.isEmpty, "a gap")
    }

    @Test
    func `the picture stands still from when it came to rest`() {
        var motion = Motion()
        for frame in 0..<60 {
            let level: UInt8 = frame < 30 ? UInt8(4 * frame) : 120 + UInt8(frame % 2)
            motion.look(grey(level), Self.whole, at: Double(frame) / Self.rate)
        }
        let stillness = motion.stillness(at: 59 / Self.rate)
        #expect(abs(stillness - 29 / Self.rate) < 1e-9)
        motion.reset()
        #expect(motion.stillness(at: 2) == 0)
        motion.look(grey(120), Self.whole, at: 2)
        #expect(motion.stillness(at: 2) == 0)
    }

    /// Frames at which a question is asked; each part of the script lasts so many seconds.
    private func questions(
        _ script: [(seconds: Double, verdict: Verdict, level: UInt8, mayAsk: Bool)]
    ) -> [Double] {
        var (motion, curiosity) = (Motion(), Curiosity())
        var asked: [Double] = []
        var frame = 0
        for part in script {
            for _ in 0..<Int(part.seconds * Self.rate) {
                let time = Double(frame) / Self.rate
                motion.look(grey(part.level), Self.whole, at: time)
                if curiosity.wonders(part.verdict, motion, at: time, mayAsk: part.mayAsk) { asked.append(time) }
                frame += 1
            }
        }
        return asked
    }

    @Test
    func `something unknown that stands still is asked about after two seconds, once`() {
        #expect(questions([(60, .unknown, 90, true)]) == [2])
        #expect(questions([(1, .empty, 40, true), (60, .unknown, 90, true)]) == [3])
    }

    @Test(arguments: [Verdict.known, .unsure, .empty])
    func `what is anything else is not asked about`(verdict: Verdict) {
        #expect(questions([(60, verdict, 90, true)]).isEmpty)
        #expect(questions([(1.9, .unknown, 90, true), (0.1, verdict, 90, true), (1.9, .unknown, 90, true)]).isEmpty)
    }

    @Test
    func `what moves is not asked about`() {
        let moving = (0..<20).map { (seconds: 1.0, verdict: Verdict.unknown, level: UInt8(40 + 6 * $0), mayAsk: true) }
        #expect(questions(moving).isEmpty)
    }

    @Test
    func `nothing is asked while somebody teaches, and the two seconds begin after that`() {
        #expect(questions([(30, .unknown, 90, false), (5, .unknown, 90, true)]) == [32])
    }

    @Test
    func `the next thing is asked about when the first has left, moved away or got a name, ten seconds later at least`()
    {
        let second: (Double, Verdict, UInt8, Bool) = (30, .unknown, 90, true)
        #expect(questions([(5, .unknown, 90, true), (1, .empty, 40, true), second]) == [2, 12])
        #expect(questions([(20, .unknown, 90, true), (1, .empty, 40, true), second]) == [2, 23])
        #expect(questions([(20, .unknown, 90, true), (1, .known, 90, true), second]) == [2, 23])
        #expect(questions([(20, .unknown, 90, true), (30, .unknown, 120, true)]) == [2, 22])
        let flicker: (Double, Verdict, UInt8, Bool) = (0.2, .unsure, 90, true)
        #expect(questions([(20, .unknown, 90, true), flicker, second]) == [2], "it is still the same thing")
    }
}
