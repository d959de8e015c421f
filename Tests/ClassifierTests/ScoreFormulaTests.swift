// The scores as plain numbers: a reader who knows only their description must get the judgement's.

import Classifier
import Foundation
import Testing

/// The description of `ScoreFormula`, word by word.
private func scores(_ formula: ScoreFormula, _ features: [Float]) -> [Double] {
    let count = formula.groups.count
    func square(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 } }
    func cosines(_ list: (ScoreFormula.Block) -> ScoreFormula.Directions) -> [Double] {
        var kernel = [Double](repeating: 0, count: count)
        for block in formula.blocks {
            let (own, centre) = (features[block.range].map { Double($0) }, block.centre.map { Double($0) })
            let centred = zip(own, centre).map { $0 - $1 }
            let isAtCentre = square(centred) <= formula.rounding * (square(own) + square(centre))
            let samples = list(block)
            for sample in 0..<count {
                let direction = samples.values[sample * own.count..<(sample + 1) * own.count]
                let product = zip(direction, centred).reduce(0) { $0 + $1.0 * $1.1 } / square(centred).squareRoot()
                let there: Double = samples.atCentre[sample] ? 1 : 0
                kernel[sample] += block.share * (isAtCentre ? there : min(max(product, -1), 1))
            }
        }
        return kernel.map { min($0, 1) }
    }
    let kernel = cosines(\.samples)
    let groups = formula.groupCount
    var evidence = [Double](repeating: 0, count: groups)
    for sample in 0..<count {
        for group in 0..<groups { evidence[group] += formula.evidence[sample * groups + group] * kernel[sample] }
    }
    let odds = rule(formula, kernel).map { exp($0 / formula.temperature) }
    var shares = odds.map { $0 / odds.reduce(0, +) }
    let distances = cosines { $0.taken ?? $0.samples }.map { max(1 - $0 - formula.equal, 0) }
    guard let first = distances.indices.min(by: { distances[$0] < distances[$1] }) else { return [] }
    let others = distances.indices.filter { formula.groups[$0] != formula.groups[first] }.map { distances[$0] }
    let rival = min(
        others.min() ?? formula.farthest - formula.equal, max(formula.surroundings[first] - formula.equal, 0))
    let memory = distances[first] == 0 ? 1 : max(1 - distances[first] / (formula.memorable * rival), 0)
    shares = shares.map { (1 - memory) * $0 }
    evidence = evidence.map { (1 - memory) * $0 }
    shares[formula.groups[first]] += memory
    evidence[formula.groups[first]] += memory
    let best = shares.indices.max { shares[$0] < shares[$1] } ?? 0
    return shares.prefix(formula.categories.count).map { $0 * min(max(evidence[best], 0), 1) }
}

private func rule(_ formula: ScoreFormula, _ kernel: [Double]) -> [Double] {
    switch formula.rule {
    case .linear(let coefficients, let biases):
        biases.indices.map { group in
            kernel.indices.reduce(biases[group]) { $0 + coefficients[$1 * biases.count + group] * kernel[$1] }
        }
    case .nearest(let groups, let count, let width):
        (0..<count).map { group in
            width * log(kernel.indices.filter { groups[$0] == group }.reduce(0) { $0 + exp((kernel[$1] - 1) / width) })
        }
    }
}

private func judged(_ classifier: OnlineClassifier, _ features: [Float]) -> [Double] {
    let found = classifier.judge(features).scores
    return classifier.scoreFormula.categories.map { category in
        found.first { $0.category == category }?.score ?? .nan
    }
}

private func mixed(_ one: [Float], _ other: [Float], _ part: Float) -> [Float] {
    zip(one, other).map { (1 - part) * $0 + part * $1 }
}

private let blocks = [
    FeatureBlock(range: 0..<150, weight: 1), FeatureBlock(range: 150..<170, weight: 0),
    FeatureBlock(range: 170..<World.featureCount, weight: 0.3),
]

/// Samples of every kind, with other identities than places.
private func lesson(_ world: inout World) -> [TrainingSample] {
    var samples = world.generics(20) + world.background(6) + world.threeViews(of: 0..<4)
    samples.append(TrainingSample(id: 900, label: .negative(against: 2), features: world.view(of: 5)))
    samples.append(TrainingSample(id: 901, label: .negative(against: nil), features: samples[30].features))
    // As near to a stranger as can be.
    samples.append(TrainingSample(id: 902, label: .category(3), features: samples[0].features))
    return samples
}

@Test(arguments: 0..<12, ClassifierKind.allCases)
func theFormulaIsTheJudgement(seed: Int, kind: ClassifierKind) {
    var world = World(seed: UInt64(seed))
    let all = lesson(&world)
    // From single samples to all, without and with generic pictures, stage and rejects.
    let kept = all.filter { sample in seed % 4 == 0 || (sample.id &* 31 &+ Int64(seed)) % 5 > Int64(seed % 4) }
    let classifier = OnlineClassifier(blocks: seed % 3 == 0 ? [blocks[0], blocks[1], blocks[2]] : [whole])
    classifier.kind = kind
    // With mirror images, without, and both.
    classifier.fit(kept.map { seed % 2 == 0 || (seed % 4 == 1 && $0.id % 3 == 0) ? $0 : $0.withMirror })
    var probes = kept.map(\.features) + [world.emptyStage(), world.genericPicture()]
    // From a taught picture to others, in steps short enough to be within its memory.
    for part in [1e-4, 0.003, 0.01, 0.03, 0.1, 0.3, 0.5] as [Float] {
        for other in [1, 7, 15] where other < kept.count {
            probes.append(mixed(kept[0].features, kept[other].features, part))
        }
        probes.append(mixed(world.view(of: 2), world.view(of: 3), part))
    }
    let formula = classifier.scoreFormula
    for probe in probes {
        for (found, expected) in zip(scores(formula, probe), judged(classifier, probe)) {
            #expect(abs(found - expected) < 1e-9)
        }
    }
}

private let whole = FeatureBlock(range: 0..<World.featureCount, weight: 1)

@Test func whatWasSaidLastAboutAPictureIsInTheFormulaToo() {
    var world = World(seed: 32)
    let picture = world.view(of: 0)
    var samples = world.generics() + world.threeViews(of: 0..<3)
    samples += [
        TrainingSample(id: 101, label: .category(2), features: picture),
        TrainingSample(id: 100, label: .category(0), features: picture.map { $0 * (1 + 1e-6) }),
    ]
    for order in [samples, samples.reversed()] {
        let formula = OnlineClassifier.fitted(order).scoreFormula
        #expect(scores(formula, picture) == [0, 0, 1])
        #expect(judged(.fitted(order), picture) == [0, 0, 1])
    }
}

@Test func aBlockInWhichNothingDiffersIsInTheFormulaToo() {
    var world = World(seed: 35)
    // Nothing but grey in the last block, and then one picture that has colour.
    let samples = lesson(&world).map {
        TrainingSample(id: $0.id, label: $0.label, features: $0.features[..<170] + [Float](repeating: 0.7, count: 41))
    }
    let classifier = OnlineClassifier(blocks: blocks)
    classifier.fit(samples)
    let formula = classifier.scoreFormula
    #expect(formula.blocks.count == 2 && formula.blocks[1].samples.atCentre.allSatisfy { $0 })
    let grey = Array(world.view(of: 3)[..<170]) + samples[0].features[170...]
    for probe in [samples[30].features, world.view(of: 2), grey] {
        for (found, expected) in zip(scores(formula, probe), judged(classifier, probe)) {
            #expect(abs(found - expected) < 1e-9)
        }
    }
}

@Test func nothingTaughtIsAFormulaWithoutCategories() {
    let formula = OnlineClassifier(featureCount: 3).scoreFormula
    #expect(formula.categories.isEmpty && formula.groupCount == 0 && formula.groups.isEmpty)
    #expect(scores(formula, [1, 2, 3]).isEmpty)
}
