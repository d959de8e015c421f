// Samples that stand for their mirror images too: where they lie, what is known by them, and when they stand for themselves.

import Classifier
import Testing

/// Views of four things, some of them with their mirror images.
private func lesson(_ world: inout World, mirrored: (Int64) -> Bool = { _ in true }) -> [TrainingSample] {
    let taught = world.threeViews(of: 0..<4).map { mirrored($0.id) ? $0.withMirror : $0 }
    return world.generics() + taught
}

@Test func aSampleLiesBetweenItsPictureAndTheMirrorImage() throws {
    var world = World(seed: 50)
    let samples = lesson(&world).filter { $0.label != .generic }
    let centre = world.view(of: 6)
    let blocks = [0..<World.featureCount]
    var both = GramMatrix(blocks: blocks)
    both.replace(
        with: samples.map { TrainingSample(id: $0.id, label: $0.label, features: $0.mean ?? $0.features) })
    var kernel = CosineKernel(blocks: blocks, weights: [1], centre: centre)
    kernel.update(both, taken: samples, from: 0)
    // The mean of the two pictures' centred features over the root of the mean of their squares; the one that was taken twice.
    func centred(_ features: some Sequence<Float>) -> [Double] { zip(features, centre).map { Double($0) - Double($1) } }
    func product(_ one: [Double], _ other: [Double]) -> Double { zip(one, other).reduce(0) { $0 + $1.0 * $1.1 } }
    let places = samples.map { sample in
        let pair = [centred(sample.features), centred(sample.features.reversed())]
        let length = ((2 * product(pair[0], pair[0]) + product(pair[1], pair[1])) / 3).squareRoot()
        return zip(pair[0], pair[1]).map { (2 * $0 + $1) / 3 / length }
    }
    for row in samples.indices {
        #expect(kernel.rows[row][row] < 0.99)
        for column in 0...row { #expect(abs(kernel.rows[row][column] - product(places[row], places[column])) < 1e-5) }
    }
}

@Test func aMirrorImageIsKnownByTheMeanAlone() {
    var world = World(seed: 51)
    let samples = lesson(&world)
    let (with, without) = (
        OnlineClassifier.fitted(samples),
        OnlineClassifier.fitted(samples.map { TrainingSample(id: $0.id, label: $0.label, features: $0.features) })
    )
    for thing in 0..<4 {
        let image: [Float] = world.view(of: thing, turned: 1).reversed()
        #expect(with.judge(image).scores.first?.category == Int64(thing))
        #expect(with.judge(image).familiarity > without.judge(image).familiarity)
        // As it was taken it is known as ever.
        #expect(with.judge(world.view(of: thing, turned: 1)).category == Int64(thing))
    }
    #expect(with.judge(world.view(of: 6)).verdict == .unknown)
}

@Test func thePictureItselfIsStillTheSamePicture() {
    var world = World(seed: 52)
    let samples = lesson(&world)
    let classifier = OnlineClassifier.fitted(samples)
    for sample in samples where sample.label != .generic {
        #expect(classifier.isNearDuplicate(sample.features, of: sample.label))
        #expect(!classifier.isNearDuplicate(sample.features.reversed(), of: sample.label))
        let judgement = classifier.judge(sample.features)
        #expect(judgement.neighbours.first?.sample == sample.id && judgement.verdict == .known)
        #expect((judgement.neighbours.first?.distance ?? 1) < 1e-9)
    }
    // And what was said to be none of these is none, mirrored or not.
    let reject = TrainingSample(id: 900, label: .negative(against: nil), features: samples[59].features)
    #expect(OnlineClassifier.fitted(samples + [reject]).judge(reject.features).verdict == .unknown)
}

@Test(arguments: [{ _ in true }, { $0 > 20 }, { $0 < 10 }, { $0 % 2 == 0 }] as [@Sendable (Int64) -> Bool])
func growingAndTakingBackGivesTheBitsOfOneFit(mirrored: @Sendable (Int64) -> Bool) {
    var world = World(seed: 53)
    let probes = [world.view(of: 0, turned: 1), world.view(of: 1).reversed(), world.view(of: 6), world.emptyStage()]
    /// What says whether a picture is known is not all in the formula.
    func areAlike(_ one: OnlineClassifier, _ other: OnlineClassifier) -> Bool {
        areEqual(one, other) && probes.allSatisfy { one.judge($0) == other.judge($0) }
    }
    let samples = lesson(&world, mirrored: mirrored)
    let grown = OnlineClassifier(featureCount: World.featureCount)
    for count in Array(48...samples.count) + [55, 49, 52, 48] {
        let part = Array(samples.prefix(count))
        grown.fit(part)
        #expect(areAlike(grown, .fitted(part)), "\(count) samples")
    }
    // One out of the middle, others in its place, and all in another order.
    let without = samples.filter { $0.id != samples[51].id && $0.id != samples[53].id }
    let turned = Array(samples[..<48] + samples[48...].reversed())
    for part in [samples, without, samples, turned, without] {
        grown.fit(part)
        #expect(areAlike(grown, .fitted(part)))
    }
    // A mirror image that comes later, and goes.
    var changed = samples
    changed[50] = changed[50].withMirror
    for part in [changed, samples, samples.map(\.withMirror), samples] {
        grown.fit(part)
        #expect(areAlike(grown, .fitted(part)))
    }
}

@Test func aMeanThatIsNoNumberCountsForNobody() {
    var world = World(seed: 54)
    var samples = lesson(&world)
    let plain = samples.map { TrainingSample(id: $0.id, label: $0.label, features: $0.features) }
    let broken = [Float](repeating: .nan, count: World.featureCount)
    samples[50] = TrainingSample(
        id: samples[50].id, label: samples[50].label, features: samples[50].features, mean: broken)
    #expect(areEqual(.fitted(samples), .fitted(plain)))
}

/// The same thing to the left and to the right, and another one.
private func leftAndRight(_ world: inout World, noise: Double) -> [TrainingSample] {
    (0..<12).flatMap { turn -> [TrainingSample] in
        let views = [0, 0, 1].map { world.view(of: $0, turned: turn, noise: noise) }
        return [views[0], views[1].reversed(), views[2]].enumerated().map { place, features in
            TrainingSample(id: Int64(10 * turn + place), label: .category(Int64(place)), features: features)
                .withMirror
        }
    }
}

@Test func leftAndRightAreToldApart() {
    var world = World(seed: 55)
    let classifier = OnlineClassifier.fitted(world.generics() + leftAndRight(&world, noise: 0.05))
    for turn in 0..<4 {
        #expect(classifier.judge(world.view(of: 0, turned: turn)).category == 0)
        #expect(classifier.judge(world.view(of: 0, turned: turn).reversed()).category == 1)
    }
}

@Test func mirrorImagesDoNotCountWhereTheyMakeLeftAndRightHarder() {
    var world = World(seed: 57)
    // Left and right differ by little.
    func turned(_ features: [Float]) -> [Float] { Array(features[..<160]) + features[160...].reversed() }
    func sample(_ features: [Float], _ id: Int, _ category: Int64) -> TrainingSample {
        TrainingSample(
            id: Int64(id), label: .category(category), features: features,
            mean: TrainingSample.mean(of: features, and: turned(features)))
    }
    let noise = 0.6
    let left = (0..<16).map { sample(world.view(of: 0, turned: $0 / 4, noise: noise), 2 * $0, 0) }
    let right = (0..<16).map { sample(turned(world.view(of: 0, turned: $0 / 4, noise: noise)), 2 * $0 + 1, 1) }
    let other = (0..<16).map { sample(world.view(of: 1, turned: $0 / 4, noise: noise), 2 * $0 + 1, 1) }
    let generic = world.generics()
    func mirrors(_ samples: [TrainingSample]) -> Bool {
        OnlineClassifier.fitted(generic + samples.sorted { $0.id < $1.id }).tuning.mirrors
    }
    #expect(!mirrors(left + right))
    // Where nothing is lost by it they do, and where nobody can know yet.
    #expect(mirrors(left + other) && mirrors(Array((left + right).prefix(7))))
}

@Test(arguments: ClassifierKind.allCases)
func everyKindDecidesWithMirrorImages(kind: ClassifierKind) {
    var world = World(seed: 56)
    let classifier = OnlineClassifier.fitted(lesson(&world))
    classifier.kind = kind
    for thing in 0..<4 {
        for picture in [world.view(of: thing, turned: 2), world.view(of: thing, turned: 2).reversed()] {
            let judgement = classifier.judge(picture)
            #expect(judgement.scores.first?.category == Int64(thing) && judgement.isSound)
        }
    }
}
