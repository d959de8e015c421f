// Very many samples: those that say most are worked with, and it does not matter how they came.

import Classifier
import Testing

/// Samples of some kinds in turn, so many of each.
private func lesson(_ kinds: [Label], each count: Int, seed: UInt64 = 9) -> [TrainingSample] {
    var world = World(seed: seed)
    return world.generics(8)
        + (0..<count * kinds.count).map { index in
            let kind = index % kinds.count
            return TrainingSample(
                id: Int64(index), label: kinds[kind],
                features: world.view(of: kind % 8, turned: index / kinds.count, noise: 0.3))
        }
}

private let categories = (0..<4).map { Label.category(Int64($0)) }

@Test func upToABoundAllSamplesAreWorkedWith() {
    #expect(OnlineClassifier.fitted(lesson(categories, each: 128)).sampleCount == 512)
    let many = OnlineClassifier.fitted(lesson(categories, each: 140))
    #expect((4 * 96...4 * 128).contains(many.sampleCount))
}

@Test(arguments: [(1, 128), (16, 128), (17, 64), (33, 32), (65, 24), (5000, 24)])
func theBoundHalvesWhenKindsDouble(kinds: Int, bound: Int) {
    let labels = (0..<min(kinds, 80)).map { Label.category(Int64($0)) }
    guard kinds == labels.count else { return }
    let classifier = OnlineClassifier.fitted(lesson(labels, each: bound))
    #expect(classifier.sampleCount == kinds * bound)
    classifier.fit(lesson(labels, each: bound + 1))
    #expect(classifier.sampleCount == kinds * (bound * 3 / 4))
}

@Test func whatIsMostAlikeGoesFirst() {
    var world = World(seed: 4)
    // Forty views of one side in a row, and a hundred of their own.
    var samples = (0..<40).map { _ in world.view(of: 1, noise: 0.01) }
    samples += (0..<100).map { world.view(of: $0 % 8, turned: $0, noise: 0.6) }
    let taught = samples.enumerated().map { TrainingSample(id: Int64($0), label: .category(1), features: $1) }
    let classifier = OnlineClassifier.fitted(world.generics(8) + taught)
    let kept = Set(samples.indices.filter { classifier.judge(samples[$0]).neighbours[0].distance < 1e-9 })
    #expect(kept.count == classifier.sampleCount)
    #expect(kept.filter { $0 < 40 }.count < 10 && kept.filter { $0 >= 40 }.count > 85)
    // Of those that are alike the newest stays.
    #expect(kept.contains(39))
}

@Test func beyondTheBoundTooGrowingAndTakingBackLeaveTheBitsOfOneFit() {
    let kinds = [Label.category(0), .background, .negative(against: 0)]
    let samples = lesson(kinds, each: 180)
    let grown = OnlineClassifier(featureCount: World.featureCount)
    for count in stride(from: 8, through: samples.count, by: 7) { grown.fit(Array(samples.prefix(count))) }
    for count in [samples.count, samples.count - 1, samples.count - 60, 420, 400, 300, 20, samples.count] {
        grown.fit(Array(samples.prefix(count)))
        #expect(grown.scoreFormula == OnlineClassifier.fitted(Array(samples.prefix(count))).scoreFormula)
    }
    // One from the middle.
    let without = samples.filter { $0.id != 3 }
    grown.fit(without)
    #expect(grown.scoreFormula == OnlineClassifier.fitted(without).scoreFormula)
}
