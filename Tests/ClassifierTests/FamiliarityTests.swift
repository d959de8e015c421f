// The rank of evidence, and the temperature of the scores.

import Classifier
import Foundation
import Testing

private func familiarity(
    _ samples: [(group: Int64, nearness: Double)], generic: [[Double]] = [], shown: Double = 0
) -> Familiarity {
    let groups = Groups(samples.map { .category($0.group) })
    return Familiarity(
        leaveOneOut: samples.map(\.nearness), generic: generic, groups: groups,
        shown: groups.members.map { _ in shown })
}

@Test func theRankRisesContinuouslyWithTheEvidence() {
    let familiarity = familiarity([(1, 0.4), (1, 0.5), (1, 0.55), (2, 0.9)])
    for group in 0..<2 {
        let ranks = stride(from: -1, through: 2, by: 0.001).map { familiarity.rank(nearness: $0, group: group) }
        for (less, more) in zip(ranks, ranks.dropFirst()) { #expect(less <= more && more - less < 0.01) }
        #expect(ranks[0] < 1e-3 && ranks[3000] > 0.999)
    }
}

@Test func withManySamplesTheRankIsTheShareOfThemWithLess() {
    // Sixty samples from 0.3 to 0.9, none of them like the likest stranger.
    let familiarity = familiarity((0..<60).map { (1, 0.3 + 0.01 * Double($0)) }, generic: [[0.1]])
    // A part of the belief stays with views nobody showed, of which half have less than 0.3 and nearly all less than 0.6.
    for (evidence, share, unseen) in [(0.6, 0.5, 0.994), (0.45, 0.25, 0.894)] {
        #expect(abs(familiarity.rank(nearness: evidence, group: 0) - (share + 0.1 * unseen) / 1.1) < 0.02)
    }
}

@Test func whereSamplesShowAllSidesLittleIsLeftOfThePrior() {
    let samples = (0..<20).map { (group: Int64(1), nearness: 0.6 + 0.01 * Double($0)) }
    let ranks = [0, 0.5, 1].map { familiarity(samples, generic: [[0.1]], shown: $0).rank(nearness: 0.45, group: 0) }
    // Three samples stand for views nobody showed, or a little less than half of one; of those nearly nine in ten are no nearer than 0.45.
    #expect(abs(ranks[0] - 3 / 23.0 * 0.894) < 0.002 && abs(ranks[2] - 0.45 / 20.45 * 0.894) < 0.002)
    #expect(ranks[0] > ranks[1] && ranks[1] > ranks[2])
}

@Test func aLoneSampleReadsTheStrangers() {
    let familiarity = familiarity([(1, 0)], generic: [[0.1], [0.3], [-0.2]])
    #expect(abs(familiarity.rank(nearness: 0.5, group: 0) - 0.5) < 1e-9)
    #expect(familiarity.rank(nearness: 0.3, group: 0) < 0.06)
    #expect(familiarity.rank(nearness: 0.1, group: 0) < 0.001)
}

@Test func aCategoryWithFewSamplesBorrowsFromOthersWithAsFew() {
    let own: [(Int64, Double)] = [(1, 0.5), (1, 0.5)]
    let alone = familiarity(own)
    let beside = familiarity(own + (0..<8).map { _ in (2, 0.8) })
    let besideMany = familiarity(own + (0..<20).map { _ in (2, 0.8) })
    #expect(beside.rank(nearness: 0.75, group: 0) < alone.rank(nearness: 0.75, group: 0) - 0.1)
    #expect(besideMany.rank(nearness: 0.75, group: 0) == alone.rank(nearness: 0.75, group: 0))
}

@Test func probabilitiesFollowTheScoresAndAddUp() {
    let temperature = Temperature(unit: 0.1, leftOut: [])
    #expect(abs(temperature.value - 0.1) < 0.02)
    let probabilities = temperature.probabilities([0.2, 0.5, -0.1])
    #expect(abs(probabilities.reduce(0, +) - 1) < 1e-12)
    #expect(abs(probabilities[1] / probabilities[0] - exp(0.3 / temperature.value)) < 1e-9)
    #expect(temperature.probabilities([]).isEmpty)
}

@Test func theTemperatureIsHighWhereScoresMislead() {
    // 400 samples of two groups whose scores differ by 0.2 in favour of the right one in so many cases of ten.
    func chosen(right: Int) -> Double {
        let leftOut = (0..<400).map { (scores: $0 % 10 < right ? [0.2, 0] : [0, 0.2], group: 0) }
        return Temperature(unit: 0.1, leftOut: leftOut).value
    }
    // The likeliest temperature solves 1 / (1 + exp(-0.2 / T)) = share of right cases; candidates are a fifth apart, and
    // the prior pulls.
    for right in [7, 9] {
        let share = Double(right) / 10
        #expect(abs(log(chosen(right: right) / (0.2 / log(share / (1 - share))))) < 0.3)
    }
    #expect(chosen(right: 10) < chosen(right: 9))
}

@Test func twoSamplesGainAQuarterOfWhatTheyLackAndNoMore() {
    let familiarity = familiarity([(1, 0.2), (1, 0.2)], generic: [[0.1]])
    // Both lie at 0.2 + 0.25 · 0.8, and of the views that nobody showed eight in ten are no nearer than that.
    #expect(abs(familiarity.rank(nearness: 0.4, group: 0) - (2 * 0.5 + 3 * 0.798) / 5) < 0.002)
}
