// How samples are compared follows from what they say of one another, and moves seldom.

import Classifier
import Testing

private let width = World.featureCount
private func empty(colour weight: Double) -> OnlineClassifier {
    OnlineClassifier(blocks: [
        FeatureBlock(range: 0..<width, weight: 1), FeatureBlock(range: width..<width + 20, weight: weight),
    ])
}

/// Views of four things in turn, with colours that tell them apart or say nothing.
private func lesson(_ count: Int, shapes: Bool, colours: Bool, seed: UInt64 = 3) -> [TrainingSample] {
    var (world, dice) = (World(seed: seed), Dice(state: seed))
    func colour(of thing: Int) -> [Float] {
        (0..<20).map { Float(1 + 0.5 * dice.next() + (colours && $0 % 4 == thing ? 0.15 : 0)) }
    }
    var samples = world.generics().map {
        TrainingSample(id: $0.id, label: $0.label, features: $0.features + colour(of: Int(-$0.id) % 4))
    }
    for index in 0..<count {
        let thing = index % 4
        let view = world.view(of: shapes ? thing : 0, turned: index / 4, noise: shapes ? 2.5 : 4)
        samples.append(
            TrainingSample(
                id: Int64(index), label: .category(Int64(thing)), features: view + colour(of: thing)))
    }
    return samples
}

private func classifier(_ samples: [TrainingSample], colour weight: Double = 0.05) -> OnlineClassifier {
    let classifier = empty(colour: weight)
    classifier.fit(samples)
    return classifier
}

@Test func coloursCountMoreWhereTheyTellThingsApartAndLessWhereTheyDoNot() {
    #expect(classifier(lesson(64, shapes: false, colours: true)).tuning.weights[1] > 0.05)
    #expect(classifier(lesson(64, shapes: true, colours: false), colour: 0.36).tuning.weights[1] < 0.36)
}

@Test func fewSamplesChooseNothing() {
    let tuning = empty(colour: 0.05).tuning
    #expect(classifier(lesson(15, shapes: false, colours: true)).tuning == tuning)
    // A category alone cannot say what tells it from others.
    let alone = lesson(64, shapes: true, colours: true).filter { $0.id % 4 == 0 }
    #expect(alone.count > 16 && classifier(alone).tuning == tuning)
}

@Test func coloursCountTwiceWhileMostThingsHaveOneSample() {
    let samples = lesson(12, shapes: true, colours: true)
    let grown = empty(colour: 0.05)
    for count in [0, 1, 4, 7, 8, 12, 7, 4, 0] {
        let part = Array(samples.prefix(48 + count))
        grown.fit(part)
        // Four things in turn: two of each from the eighth on.
        let doubled = count > 0 && count < 8
        #expect(grown.tuning.weights[1] == (doubled ? 0.1 : 0.05), "\(count) samples")
        let fresh = classifier(part)
        for sample in samples { #expect(grown.judge(sample.features) == fresh.judge(sample.features)) }
    }
    // What was rejected or is the empty stage is not asked how many it is.
    let empties = samples.suffix(3).map { TrainingSample(id: $0.id + 100, label: .background, features: $0.features) }
    #expect(classifier(Array(samples.prefix(52)) + empties).tuning.weights[1] == 0.1)
}

@Test func theChoiceIsMadeWhenTheSamplesHaveDoubledAndOnlyThen() {
    let samples = lesson(140, shapes: false, colours: true)
    let grown = empty(colour: 0.05)
    var changes: [Int] = []
    for count in 0...140 {
        let before = grown.tuning
        grown.fit(Array(samples.prefix(48 + count)))
        if grown.tuning != before { changes.append(count) }
        // Growing sample by sample leads where one fit does, also over a change.
        if [15, 16, 40, 64, 140].contains(count) {
            let fresh = classifier(Array(samples.prefix(48 + count)))
            #expect(grown.tuning == fresh.tuning && areEqual(grown, fresh))
        }
    }
    #expect(!changes.isEmpty && changes.allSatisfy { [1, 8, 16, 32, 64, 128].contains($0) })
    // And back.
    for count in [100, 20, 3] {
        grown.fit(Array(samples.prefix(48 + count)))
        #expect(areEqual(grown, classifier(Array(samples.prefix(48 + count)))))
    }
}

@Test func otherLabelsOfTheSameSamplesAreAskedAnew() {
    let samples = lesson(64, shapes: false, colours: true)
    let mixed = samples.map { sample in
        sample.label == .generic
            ? sample
            : TrainingSample(id: sample.id, label: .category(sample.id / 4 % 4), features: sample.features)
    }
    let changed = classifier(samples)
    changed.fit(mixed)
    #expect(changed.tuning == classifier(mixed).tuning && changed.tuning != classifier(samples).tuning)
}
