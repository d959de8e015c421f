// Several blocks of features: each a direction of its own, joined by weight.

import Classifier
import Testing

/// The second block's part of a picture: a colour of its own for each object.
private func colours(of object: Int, _ dice: inout Dice) -> [Float] {
    (0..<23).map { Float((object % 23 == $0 ? 1 : 0.1) + 0.05 * dice.next()) }
}

/// Categories 0 and 1 are the same thing in two colours; so is what was not taught.
private func lesson(_ seed: UInt64, views: Int = 3) -> (samples: [TrainingSample], probes: [[Float]]) {
    var world = World(seed: seed)
    var dice = Dice(state: seed &+ 99)
    func joined(_ sample: TrainingSample, _ object: Int) -> TrainingSample {
        TrainingSample(id: sample.id, label: sample.label, features: sample.features + colours(of: object, &dice))
    }
    var samples = world.generics().enumerated().map { joined($1, $0 % 23) }
    for object in 0..<2 {
        for view in 0..<views {
            let taught = TrainingSample(
                id: Int64(10 * object + view), label: .category(Int64(object)),
                features: world.view(of: 0, turned: view))
            samples.append(joined(taught, object))
        }
    }
    let probes = (0..<8).map { world.view(of: 0, turned: 3, noise: 0.1) + colours(of: $0 % 2, &dice) }
    return (samples, probes)
}

private let width = World.featureCount

private func classifier(_ weights: [Double], _ samples: [TrainingSample]) -> OnlineClassifier {
    let ranges = [0..<width, width..<width + 23]
    let classifier = OnlineClassifier(blocks: zip(ranges, weights).map { FeatureBlock(range: $0, weight: $1) })
    classifier.fit(samples)
    return classifier
}

@Test(arguments: [1, 5, 9] as [UInt64])
func onlyTheBlockThatTellsTheClassesApartHasToSay(seed: UInt64) {
    let (samples, probes) = lesson(seed)
    func right(_ weights: [Double]) -> Int {
        let classifier = classifier(weights, samples)
        return probes.indices.count { classifier.judge(probes[$0]).scores[0].category == Int64($0 % 2) }
    }
    #expect(right([1, 0.3]) == probes.count)
    #expect(right([0, 1]) == probes.count)
    #expect(right([1, 0]) < probes.count)
}

@Test func aBlockOfNoWeightIsAsIfItWereNotThere() {
    let (samples, probes) = lesson(4)
    let cut = samples.map {
        TrainingSample(id: $0.id, label: $0.label, features: Array($0.features[..<width]))
    }
    let (both, one) = (classifier([3, 0], samples), OnlineClassifier.fitted(cut))
    for probe in probes + samples.map(\.features) {
        #expect(both.judge(probe) == one.judge(Array(probe[..<width])))
    }
}

@Test func onlyTheRatioOfTheWeightsMatters() {
    let (samples, probes) = lesson(6)
    let (one, four) = (classifier([1, 0.25], samples), classifier([4, 1], samples))
    for probe in probes { #expect(one.judge(probe) == four.judge(probe)) }
}

@Test func blocksOfAnySizeAndScaleWeighWhatTheirWeightsSay() {
    let (samples, probes) = lesson(7)
    func scaled(_ features: [Float]) -> [Float] { features.enumerated().map { $0 < width ? $1 : 64 * $1 } }
    let plain = classifier([1, 0.3], samples)
    let loud = classifier(
        [1, 0.3], samples.map { TrainingSample(id: $0.id, label: $0.label, features: scaled($0.features)) })
    for probe in probes { #expect(plain.judge(probe) == loud.judge(scaled(probe))) }
}

@Test func growingWithBlocksGivesTheBitsOfOneFit() {
    let (samples, probes) = lesson(8)
    let grown = classifier([1, 0.3], [])
    for count in 1...samples.count { grown.fit(Array(samples.prefix(count))) }
    let whole = classifier([1, 0.3], samples)
    for probe in probes { #expect(grown.judge(probe) == whole.judge(probe)) }
    grown.fit(Array(samples.dropLast(2)))
    let before = classifier([1, 0.3], Array(samples.dropLast(2)))
    for probe in probes { #expect(grown.judge(probe) == before.judge(probe)) }
}

@Test func theMeanOfCosinesIsOneForEveryPictureWithItself() throws {
    // Grey pictures in a world of grey ones: the second block says nothing about anything.
    let (samples, _) = lesson(3)
    let grey = samples.map {
        TrainingSample(id: $0.id, label: $0.label, features: $0.features[..<width] + [Float](repeating: 0.5, count: 23))
    }
    for samples in [samples, grey] {
        let classifier = classifier([0.7, 0.3], samples)
        for sample in samples where sample.label != .generic {
            let judgement = classifier.judge(sample.features)
            #expect(judgement.neighbours[0].sample == sample.id && judgement.neighbours[0].distance < 1e-12)
            #expect(judgement.isSound && classifier.isNearDuplicate(sample.features, of: sample.label))
        }
        var gram = GramMatrix(blocks: [0..<width, width..<width + 23])
        gram.replace(with: samples)
        var kernel = CosineKernel(blocks: gram.blocks, weights: [0.7, 0.3], centre: samples[0].features)
        kernel.update(gram, from: 0)
        for (row, cosines) in kernel.rows.enumerated() {
            #expect(cosines[row] == 1 && cosines.allSatisfy { (-1...1).contains($0) })
        }
    }
}

@Test func anotherColourIsNoDuplicate() {
    let (samples, _) = lesson(2, views: 1)
    let (one, other) = (samples[48].features, samples[49].features)
    let classifier = classifier([1, 0.3], samples)
    let recoloured = Array(one[..<width]) + other[width...]
    #expect(!classifier.isNearDuplicate(recoloured, of: .category(0)))
    #expect(classifier.isNearDuplicate(one, of: .category(0)))
}
