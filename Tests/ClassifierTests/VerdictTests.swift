// What people find when they teach: at once, with one picture, and beside anything taught before.

import Classifier
import Testing

private func sample(_ id: Int64, _ label: Label, _ features: [Float]) -> TrainingSample {
    TrainingSample(id: id, label: label, features: features)
}

@Test func oneSampleOfOneCategoryIsKnownAtOnce() {
    var world = World(seed: 2)
    let cup = world.view(of: 0)
    let classifier = OnlineClassifier.fitted(world.generics() + [sample(1, .category(7), cup)])
    for picture in [cup, world.view(of: 0), world.view(of: 0)] {
        let judgement = classifier.judge(picture)
        #expect(judgement.verdict == .known && judgement.category == 7)
        #expect(judgement.neighbours.map(\.sample) == [1])
    }
    // One sample says little about how far is far: a few strangers of many may pass.
    let strangers = world.generics(100).count { classifier.judge($0.features).verdict == .known }
    #expect(strangers < 20)
}

@Test func oneSampleBesideTheEmptyStageLeavesTheStageEmpty() {
    var world = World(seed: 12)
    let samples = world.generics() + world.background() + [sample(1, .category(7), world.view(of: 0))]
    let classifier = OnlineClassifier.fitted(samples)
    #expect(classifier.judge(world.view(of: 0)).category == 7)
    for _ in 0..<10 {
        let judgement = classifier.judge(world.emptyStage())
        #expect(judgement.verdict == .empty && judgement.category == nil)
        #expect(judgement.neighbours.allSatisfy { $0.category == nil })
    }
}

@Test func aNewSampleIsKnownBesideTwoHundredOfAnotherCategory() {
    var world = World(seed: 22)
    var samples = world.generics() + world.background()
    samples += (0..<200).map { sample(Int64($0), .category(1), world.view(of: 1, turned: $0)) }
    let pen = world.view(of: 2)
    samples.append(sample(500, .category(2), pen))
    let classifier = OnlineClassifier.fitted(samples)
    for picture in [pen, world.view(of: 2), world.view(of: 2, noise: 0.1)] {
        let judgement = classifier.judge(picture)
        #expect(judgement.verdict == .known && judgement.category == 2)
    }
    #expect(classifier.judge(world.view(of: 1, turned: 2)).category == 1)
}

@Test func aLookalikeTaughtOnceIsToldFromTwoHundredOfItsKind() {
    var world = World(seed: 132)
    func twin(turned quarters: Int) -> [Float] {
        zip(world.view(of: 1, turned: quarters), world.view(of: 2, turned: quarters)).map { 0.6 * $0 + 0.4 * $1 }
    }
    var samples = world.generics() + world.background()
    samples += (0..<200).map { sample(Int64($0), .category(1), world.view(of: 1, turned: $0 % 4, noise: 0.3)) }
    samples.append(sample(500, .category(2), twin(turned: 0)))
    let classifier = OnlineClassifier.fitted(samples)
    // Views that are in no sample's memory: the regression alone has to weigh one sample as much as two hundred.
    for quarter in [1, 3] { #expect(classifier.judge(twin(turned: quarter)).scores[0].category == 2) }
    for quarter in 0..<4 { #expect(classifier.judge(world.view(of: 1, turned: quarter)).category == 1) }
}

@Test func aSampleIsKnownAsWhatItWasCalledLast() {
    var world = World(seed: 32)
    let picture = world.view(of: 0)
    var samples = world.generics() + world.threeViews(of: 0..<3)
    samples += [sample(100, .category(0), picture), sample(101, .category(2), picture)]
    let classifier = OnlineClassifier.fitted(samples)
    #expect(classifier.judge(picture).category == 2)
    samples.append(sample(102, .category(0), picture))
    // Teaching order is told by the identities, not by the places.
    for order in [samples, samples.reversed()] {
        classifier.fit(order)
        #expect(classifier.judge(picture).category == 0)
        #expect(classifier.judge(picture).verdict == .known)
    }
}

@Test func notThatActsAtOnce() {
    var world = World(seed: 42)
    var samples = world.generics() + world.background() + world.threeViews(of: 0..<3)
    let classifier = OnlineClassifier.fitted(samples)
    // Between a taught view and another object, so that it looks like what was taught.
    let (taught, other) = (world.view(of: 0), world.view(of: 4))
    let lookalike = zip(taught, other).map { 0.7 * $0 + 0.3 * $1 }
    let before = classifier.judge(lookalike)
    #expect(before.verdict == .known && before.category == 0)

    samples.append(sample(700, .negative(against: 0), lookalike))
    classifier.fit(samples)
    #expect(classifier.judge(lookalike).verdict == .unknown)
    #expect(classifier.judge(lookalike.map { $0 * 1.01 }).verdict == .unknown)
    for quarter in 0..<3 {
        for object in 0..<3 {
            #expect(classifier.judge(world.view(of: object, turned: quarter)).category == Int64(object))
        }
    }
    samples.append(sample(701, .category(0), lookalike))
    classifier.fit(samples)
    #expect(classifier.judge(lookalike).category == 0)
}

@Test func whatIsNearerToARejectedPictureThanToAnyOfTheCategoryIsNotIt() {
    var world = World(seed: 142)
    // Many pictures were rejected, so that one more has little weight in the regression.
    var samples = world.generics() + world.threeViews(of: 0..<2)
    samples += (0..<40).map { sample(Int64(600 + $0), .negative(against: 0), world.view(of: 3 + $0 % 5, turned: $0)) }
    let taught = world.view(of: 0)
    let lookalike = zip(taught, world.view(of: 2)).map { 0.7 * $0 + 0.3 * $1 }
    func between(_ part: Float) -> [Float] { zip(taught, lookalike).map { (1 - part) * $0 + part * $1 } }
    for (accused, verdict) in [(Int64(0), Verdict.unknown), (1, .known)] {
        let reject = sample(700, .negative(against: accused), lookalike)
        let classifier = OnlineClassifier.fitted(samples + [reject])
        #expect(classifier.judge(between(0.6)).verdict == verdict)
        #expect(classifier.judge(between(0.1)).category == 0)
    }
}

@Test func notThatHoldsEvenForATaughtPicture() {
    var world = World(seed: 52)
    var samples = world.generics() + world.threeViews(of: 0..<2)
    for reject in [Label.negative(against: 1), .negative(against: nil)] {
        samples.append(sample(800, reject, samples[51].features))
        #expect(samples[51].label == .category(1))
        #expect(OnlineClassifier.fitted(samples).judge(samples[51].features).category != 1)
        samples.removeLast()
    }
}

@Test func threeViewsAreEnoughOnAStageThatWasTaught() {
    var world = World(seed: 62)
    let classifier = OnlineClassifier.fitted(world.generics() + world.background() + world.threeViews(of: 0..<5))
    var right = 0
    for object in 0..<5 {
        for quarter in 0..<4 where classifier.judge(world.view(of: object, turned: quarter)).category == Int64(object) {
            right += 1
        }
    }
    #expect(right >= 19)
    for _ in 0..<10 { #expect(classifier.judge(world.emptyStage()).verdict == .empty) }
    for object in 5..<8 {
        #expect(classifier.judge(world.view(of: object)).verdict == .unknown)
    }
}

@Test func onlyTheStageIsEmptyOrUnknown() {
    var world = World(seed: 72)
    let classifier = OnlineClassifier.fitted(world.generics() + world.background(5))
    let stage = classifier.judge(world.emptyStage())
    #expect(stage.verdict == .empty && stage.confidence > 0.8 && stage.familiarity > 0.5)
    #expect(classifier.judge(world.view(of: 0)).verdict == .unknown)
    #expect(classifier.judge(world.genericPicture()).verdict == .unknown)
}

@Test func halfOneAndHalfTheOtherIsUnsure() {
    var world = World(seed: 82)
    let classifier = OnlineClassifier.fitted(world.generics() + world.threeViews(of: 0..<2))
    let middle = zip(world.view(of: 0), world.view(of: 1)).map { ($0 + $1) / 2 }
    let judgement = classifier.judge(middle)
    #expect(judgement.verdict == .unsure)
    #expect(judgement.category == judgement.scores[0].category)
    #expect(judgement.confidence < 0.6)
}

@Test func aHigherThresholdFindsMoreUnknown() {
    var world = World(seed: 92)
    let classifier = OnlineClassifier.fitted(world.generics() + world.background() + world.threeViews(of: 0..<4))
    let pictures = (0..<60).map { world.view(of: $0 % 8, turned: $0, noise: 0.5) }
    let unknown = [0, 0.05, 0.2, 0.5].map { threshold in
        classifier.threshold = threshold
        return pictures.filter { classifier.judge($0).verdict == .unknown }.count
    }
    #expect(unknown == unknown.sorted() && unknown[0] < unknown[3])
}

@Test func scoresListEveryCategoryBestFirst() {
    var world = World(seed: 102)
    let classifier = OnlineClassifier.fitted(world.generics() + world.threeViews(of: 0..<6))
    for object in 0..<8 {
        let judgement = classifier.judge(world.view(of: object, turned: object))
        #expect(judgement.scores.map(\.category).sorted() == [0, 1, 2, 3, 4, 5])
        #expect(judgement.scores.map(\.score) == judgement.scores.map(\.score).sorted(by: >))
        #expect(judgement.neighbours.map(\.distance) == judgement.neighbours.map(\.distance).sorted())
        #expect(judgement.neighbours.count == 3 && judgement.isSound)
    }
}

@Test func onlyTheSamePictureAgainIsANearDuplicate() {
    var world = World(seed: 112)
    let samples = world.generics() + world.threeViews(of: 0..<2)
    let classifier = OnlineClassifier.fitted(samples)
    let stored = samples[48].features
    #expect(classifier.isNearDuplicate(stored, of: .category(0)))
    #expect(classifier.isNearDuplicate(stored.map { $0 * 1.001 }, of: .category(0)))
    #expect(!classifier.isNearDuplicate(stored, of: .category(1)))
    #expect(!classifier.isNearDuplicate(stored, of: .background))
    #expect(!classifier.isNearDuplicate(world.view(of: 0, turned: 1, noise: 0.3), of: .category(0)))
}
