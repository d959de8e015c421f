// A fit depends on the samples and their order, on nothing else, and never leaves a number that is none.

import Classifier
import Testing

private func judgements(_ classifier: OnlineClassifier, seed: UInt64 = 77) -> [Judgement] {
    var world = World(seed: seed)
    let pictures = (0..<12).map { world.view(of: $0 % 6, turned: $0) } + [world.emptyStage()]
    return pictures.map { classifier.judge($0) }
}

private func lesson(seed: UInt64 = 21) -> [TrainingSample] {
    var world = World(seed: seed)
    var samples = world.generics() + world.threeViews(of: 0..<4) + world.background()
    samples.append(TrainingSample(id: 900, label: .negative(against: 2), features: world.view(of: 5)))
    samples.append(TrainingSample(id: 901, label: .negative(against: nil), features: world.view(of: 6)))
    return samples
}

@Test func theSameSamplesGiveTheSameBits() {
    #expect(judgements(.fitted(lesson())) == judgements(.fitted(lesson())))
}

@Test func growingSampleBySampleGivesTheBitsOfOneFit() {
    let samples = lesson()
    let grown = OnlineClassifier(featureCount: World.featureCount)
    for count in 1...samples.count { grown.fit(Array(samples.prefix(count))) }
    #expect(judgements(grown) == judgements(.fitted(samples)))
}

@Test func takingBackGivesTheBitsFromBefore() {
    let samples = lesson()
    let classifier = OnlineClassifier.fitted(Array(samples.prefix(55)))
    let before = judgements(classifier)
    classifier.fit(samples)
    #expect(judgements(classifier) != before)
    classifier.fit(Array(samples.prefix(55)))
    #expect(judgements(classifier) == before)
}

@Test func relabellingIsFittingWithTheOtherLabel() {
    var samples = lesson()
    let classifier = OnlineClassifier.fitted(samples)
    samples[50] = TrainingSample(id: samples[50].id, label: .category(3), features: samples[50].features)
    classifier.fit(samples)
    #expect(judgements(classifier) == judgements(.fitted(samples)))
}

@Test func theOrderOfCategoriesChangesNoVerdict() {
    let samples = lesson()
    let one = judgements(.fitted(samples))
    // The first sample of each, which draws the centre, stays the first.
    let categories = samples.compactMap(\.label.category)
    let turned = Set(categories).sorted(by: >).flatMap { own in samples.filter { $0.label == .category(own) } }
    let other = judgements(.fitted(turned + samples.filter { $0.label.category == nil }))
    #expect(one.map(\.verdict) == other.map(\.verdict))
    #expect(one.map(\.category) == other.map(\.category))
    #expect(zip(one, other).allSatisfy { abs($0.confidence - $1.confidence) < 1e-6 })
}

@Test func withoutSamplesEverythingIsUnknown() {
    let classifier = OnlineClassifier.fitted(lesson())
    classifier.fit([])
    #expect(judgements(classifier) == judgements(OnlineClassifier(featureCount: World.featureCount)))
    for judgement in judgements(classifier) {
        #expect(judgement.verdict == .unknown && judgement.category == nil && judgement.isSound)
        #expect(judgement.scores.isEmpty && judgement.neighbours.isEmpty)
    }
}

@Test func aFewSamplesOfAnyKindAreEnoughForSoundNumbers() {
    var world = World(seed: 31)
    let labels: [Label] = [
        .category(1), .category(2), .background, .generic, .negative(against: 1), .negative(against: nil),
    ]
    for first in labels {
        for second in labels {
            let samples = [first, second].enumerated().map {
                TrainingSample(id: Int64($0), label: $1, features: world.view(of: $0))
            }
            let classifier = OnlineClassifier(featureCount: World.featureCount)
            for count in 1...2 {
                classifier.fit(Array(samples.prefix(count)))
                #expect(judgements(classifier).allSatisfy { $0.isSound })
                #expect(classifier.judge(samples[0].features).isSound)
            }
        }
    }
}

@Test(arguments: [[Float](repeating: 0, count: 7), [Float](repeating: 0.3, count: 7), [1e18, 0, 0, 0, 0, 0, 1e-18]])
func picturesWithoutContrastGiveSoundNumbers(features: [Float]) {
    let labels: [Label] = [.generic, .generic, .background, .background, .category(1), .category(1), .category(2)]
    let all = labels.enumerated().map { TrainingSample(id: Int64($0), label: $1, features: features) }
    for count in 1...all.count {
        let classifier = OnlineClassifier.fitted(Array(all.prefix(count)), featureCount: 7)
        for picture in [features, [Float](repeating: 0, count: 7), [0, 1, 2, 3, 4, 5, 6]] {
            #expect(classifier.judge(picture).isSound)
        }
    }
}

@Test func aPictureThatIsNoNumberIsUnknown() {
    let classifier = OnlineClassifier.fitted(lesson())
    for bad in [Float.nan, .infinity, 3e38] {
        let picture = [Float](repeating: bad, count: World.featureCount)
        #expect(classifier.judge(picture).verdict == .unknown)
        #expect(classifier.judge(picture).isSound)
        #expect(!classifier.isNearDuplicate(picture, of: .category(1)))
    }
}

@Test func theSamePictureManyTimesOverIsStillOnePicture() {
    var world = World(seed: 41)
    let picture = world.view(of: 0)
    let repeats = (0..<60).map { TrainingSample(id: Int64(100 + $0), label: .category(0), features: picture) }
    let classifier = OnlineClassifier.fitted(world.generics() + world.background() + repeats)
    #expect(classifier.judge(picture).category == 0)
    #expect(classifier.judge(world.emptyStage()).verdict == .empty)
    #expect(judgements(classifier).allSatisfy { $0.isSound })
}

@Test func aThousandSamplesAreLearnt() {
    var world = World(seed: 51)
    let taught = (0..<950).map {
        TrainingSample(id: Int64($0), label: .category(Int64($0 % 5)), features: world.view(of: $0 % 5, turned: $0 / 5))
    }
    let classifier = OnlineClassifier.fitted(world.generics() + taught)
    for object in 0..<5 {
        let judgement = classifier.judge(world.view(of: object, turned: 1))
        #expect(judgement.verdict == .known && judgement.category == Int64(object))
        #expect(judgement.isSound)
    }
}

@Test func theThresholdStaysWithinItsBounds() {
    let classifier = OnlineClassifier(featureCount: 3)
    classifier.threshold = 0.8
    #expect(classifier.threshold == 0.5)
    classifier.threshold = -1
    #expect(classifier.threshold == 0)
    classifier.threshold = .nan
    #expect(classifier.threshold == 0)
}
