// The rank of a distance, and the temperature of the scores.

import Classifier
import Foundation
import Testing

/// Familiarity of samples on a line, the distance being that on the line.
private func onLine(_ places: [(place: Double, label: Label)]) -> (familiarity: Familiarity, groups: Groups) {
    let groups = Groups(places.map(\.label))
    let nearest = places.indices.flatMap { sample in
        groups.members.map { members in
            members.filter { $0 != sample }.map { abs(places[$0].place - places[sample].place) }.min() ?? .infinity
        }
    }
    return (Familiarity(nearest: nearest, groups: groups), groups)
}

@Test func theRankFallsContinuouslyFromNearToFar() {
    let (familiarity, groups) = onLine([
        (0, .category(1)), (0.1, .category(1)), (0.25, .category(1)), (0.9, .category(2)), (2, .generic),
    ])
    for group in groups.categories.indices {
        let ranks = stride(from: 0, through: 3, by: 0.001).map { familiarity.rank(distance: $0, group: group) }
        for (near, far) in zip(ranks, ranks.dropFirst()) { #expect(near >= far && near - far < 0.01) }
        #expect(ranks[0] > 0.5 && ranks[0] <= 1)
        #expect(ranks[3000] < 1e-3)
    }
}

@Test func withManySamplesTheRankIsTheShareOfThemThatLieFurther() {
    // Sixty samples from 0 to 0.6 rulers from their nearest; the generic picture is so far off that a ruler is 1.
    let groups = Groups(Array(repeating: .category(1), count: 60) + [.generic])
    let distances = (0..<60).map { 0.005 + 0.01 * Double($0) }
    let nearest = distances.flatMap { [$0, 1 / 0.7] } + [1 / 0.7, .infinity]
    let familiarity = Familiarity(nearest: nearest, groups: groups)
    // A third of the belief stays with views nobody showed, of which half lie beyond 0.6 and nearly all beyond 0.3.
    for (distance, share) in [(0.3, 0.5), (0.4, 1.0 / 3)] {
        let unseen = distance == 0.3 ? 0.933 : 0.841
        let rank = familiarity.rank(distance: distance, group: 0)
        #expect(abs(rank - (2 * share + unseen) / 3) < 0.02)
    }
}

@Test func aLoneSampleReadsItsSurroundings() {
    // A ruler of 0.7 × 2; a typical unseen view lies at 0.6 rulers.
    let (familiarity, _) = onLine([(0, .category(1)), (2, .generic)])
    #expect(abs(familiarity.rank(distance: 0.6 * 1.4, group: 0) - 0.5) < 1e-9)
    #expect(familiarity.rank(distance: 2, group: 0) < 0.01)
}

@Test func aCategoryWithFewSamplesBorrowsFromTheOthers() {
    // A tight crowd far away makes its neighbours' single sample stricter than the prior alone.
    let crowd = (0..<20).map { (place: 5 + 0.01 * Double($0), label: Label.category(2)) }
    let alone = onLine([(0, .category(1)), (5.1, .category(2)), (9, .generic)]).familiarity
    let others: [(place: Double, label: Label)] = [(0, .category(1)), (9, .generic)]
    let beside = onLine(others + crowd).familiarity
    #expect(beside.rank(distance: 3, group: 0) < alone.rank(distance: 3, group: 0))
}

@Test func probabilitiesFollowTheScoresAndAddUp() {
    let temperature = Temperature(leaveOneOut: [], classes: 3, samples: [])
    #expect(abs(temperature.value - 0.1) < 0.01)
    let probabilities = temperature.probabilities([0.2, 0.5, -0.1])
    #expect(abs(probabilities.reduce(0, +) - 1) < 1e-12)
    #expect(abs(probabilities[1] / probabilities[0] - exp(0.3 / temperature.value)) < 1e-9)
    #expect(temperature.probabilities([]).isEmpty)
}

@Test func theTemperatureIsHighWhereScoresMislead() {
    // 400 samples of two classes whose scores differ by 0.2 in favour of the right class in so many cases of ten.
    func chosen(right: Int) -> Double {
        let scores = (0..<400).flatMap { (sample: Int) -> [Double] in sample % 10 < right ? [0.2, 0] : [0, 0.2] }
        return Temperature(leaveOneOut: scores, classes: 2, samples: (0..<400).map { ($0, 0) }).value
    }
    // The likeliest temperature solves 1 / (1 + exp(-0.2 / T)) = share of right cases; candidates are 0.15 apart in
    // the logarithm, and the prior pulls.
    for right in [7, 9] {
        let share = Double(right) / 10
        #expect(abs(log(chosen(right: right) / (0.2 / log(share / (1 - share))))) < 0.25)
    }
    #expect(chosen(right: 10) < chosen(right: 9))
}
