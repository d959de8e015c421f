// Who is taught by what, and how answers are counted.

import Classifier
import Features
import Foundation
import Lab
import Testing

@Suite("Live teaching: draws and counts")
struct LiveDrawTests {
    /// Six things of 24 views, a seventh of 5.
    private static func data(_ scratch: Scratch) throws -> LiveData {
        for kind in 0..<7 {
            for view in 0..<(kind == 6 ? 5 : 24) { _ = try scratch.file("in/\(kind)/\(view).png", Data()) }
        }
        return try LiveData("\(scratch.path)/in")
    }

    @Test(arguments: LiveOrder.allCases)
    func `What is taught is never asked, what is broken is neither, and a seed draws it`(order: LiveOrder) throws {
        let data = try Self.data(try Scratch())
        let broken: Set<Int> = [1, 30, 31]
        let draw = LiveDraw(data, order: order, classes: Array(0..<7), broken: broken)
        for purpose in [LiveTrial.Purpose.all, .unknown, .imbalance] {
            for (count, seed) in [(1, UInt64(1)), (3, 2), (5, 3)] {
                let trial = try #require(draw.trial(purpose, count, scene: 0, seed: seed))
                #expect(Set(trial.train).isDisjoint(with: trial.test) && !trial.test.isEmpty)
                #expect(Set(trial.train).count == trial.train.count && Set(trial.test).count == trial.test.count)
                #expect(broken.isDisjoint(with: trial.train + trial.test))
                #expect(trial == draw.trial(purpose, count, scene: 0, seed: seed))
                // The first views are the first whatever the seed; who is a stranger is not.
                if order != .first || purpose == .unknown {
                    #expect((4..<12).contains { draw.trial(purpose, count, scene: 0, seed: $0)?.train != trial.train })
                }
                let asked = Set(trial.test.map { data.labels[$0] })
                let enough = draw.usable(count, scene: 0).enough
                #expect(asked == Set(enough) && Set(trial.train.map { data.labels[$0] }) == Set(trial.taught))
                #expect(purpose != .unknown || trial.taught.count == enough.count - (enough.count + 1) / 3)
                #expect(purpose == .unknown || trial.taught == enough)
            }
        }
        #expect(draw.usable(5, scene: 0).few == [6])
    }

    @Test func `Each class is taught as much, or half of them four times as much as there is`() throws {
        let draw = LiveDraw(
            try Self.data(try Scratch()), order: .random, classes: Array(0..<6), broken: [])
        func taught(_ purpose: LiveTrial.Purpose, _ count: Int) throws -> [Int] {
            let trial = try #require(draw.trial(purpose, count, scene: 0, seed: 5))
            return (0..<6).map { label in trial.train.count { draw.data.labels[$0] == label } }
        }
        #expect(try taught(.all, 3) == [3, 3, 3, 3, 3, 3])
        #expect(try taught(.imbalance, 2).sorted() == [2, 2, 2, 8, 8, 8])
        #expect(try taught(.imbalance, 5).sorted() == [5, 5, 5, 12, 12, 12], "half of the views are left to be asked")
    }

    @Test func `Views are spread over every fourth, over the first half of the time, or are the first`() throws {
        let views = Array(100..<124)
        for seed in UInt64(1)...20 {
            var generator = SplitMix64(seed: seed)
            let spread = LiveOrder.spread.lesson(views, count: 3, &generator)
            let distances = zip(spread.taught, spread.taught.dropFirst()).map { $1 - $0 }
            #expect(distances.allSatisfy { $0 == 8 } && spread.asked.count == 18)
            #expect(spread.asked.allSatisfy { ($0 - spread.taught[0]) % 4 != 0 })
            let time = LiveOrder.time.lesson(views, count: 4, &generator)
            #expect(
                time.asked == Array(112..<124) && zip(time.taught, time.taught.dropFirst()).allSatisfy { $1 - $0 == 3 })
            let first = LiveOrder.first.lesson(views, count: 4, &generator)
            #expect(first.taught == Array(100..<104) && first.asked == Array(104..<124))
        }
        var (few, many) = (SplitMix64(seed: 3), SplitMix64(seed: 3))
        let small = LiveOrder.random.lesson(views, count: 4, &few).taught
        #expect(LiveOrder.random.lesson(views, count: 9, &many).taught.prefix(4) == small[...])
        #expect(LiveOrder.allCases.map { $0.most(of: 7) } == [6, 1, 6, 4])
        #expect(LiveOrder.allCases.map { $0.most(of: 1) } == [0, 0, 0, 0])
    }

    @Test func `The area under the curve counts pairs, ties half`() throws {
        // Of 3 × 4 pairs 0.9 wins four, 0.5 two and a tie, 0.3 one and a tie.
        let (taught, strange) = ([0.5, 0.9, 0.3], [0.3, 0.1, 0.5, 0.7])
        #expect(Detection.areaUnderCurve(taught: taught, strange: strange) == (4 + 2.5 + 1.5) / 12)
        #expect(Detection.areaUnderCurve(taught: [1, 1], strange: [1]) == 0.5)
        #expect(Detection.areaUnderCurve(taught: [], strange: [1]) == nil)
    }

    @Test func `The bound that may miss some lies as high as they allow`() {
        let taught = (1...40).map { Double($0) }
        // Two of forty may be missed: the bound is the third.
        #expect(Detection.accepted(taught: taught, strange: [2.5, 3, 3.5, 0], missing: 0.05) == 0.5)
        // Of ten none may.
        #expect(Detection.accepted(taught: Array(taught.prefix(10)), strange: [0.5, 1, 2, 3], missing: 0.05) == 0.75)
        #expect(Detection.accepted(taught: taught, strange: [], missing: 0.05) == nil)
    }

    @Test func `Every class that was taught counts the same, and what was not taught has no right name`() {
        func answer(_ label: Int, _ category: Int?, isTaught: Bool = true) -> LiveAnswer {
            LiveAnswer(label: label, isTaught: isTaught, category: category, verdict: .known, likeness: 1)
        }
        let answers = [
            answer(0, 0), answer(0, 0), answer(0, 1), answer(0, nil), answer(1, 1), answer(2, 2, isTaught: false),
        ]
        #expect(answers.accuracy == 0.75)
        #expect(answers.share { $0.category == nil } == 1.0 / 6 && [LiveAnswer]().share { _ in true } == 0)
    }
}
