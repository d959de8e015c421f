// Groups that are left out as a whole, against fits that never had them.

import Classifier
import Linear
import Testing

/// Samples of a world, and what a kernel makes of them.
private struct Scene {
    let samples: [TrainingSample]
    let kernel: CosineKernel
    let groups: Groups

    init(_ samples: [TrainingSample]) {
        var gram = GramMatrix(blocks: [0..<World.featureCount])
        gram.replace(with: samples)
        let centre = (0..<World.featureCount).map { index in
            samples.reduce(0) { $0 + $1.features[index] } / Float(samples.count)
        }
        var kernel = CosineKernel(blocks: gram.blocks, weights: [1], centre: centre)
        kernel.update(gram, from: 0)
        (self.samples, self.kernel) = (samples, kernel)
        groups = Groups(samples.map(\.label))
    }

    func cosine(_ one: Int, _ other: Int) -> Double { kernel.rows[max(one, other)][min(one, other)] }

    var strangers: Strangers {
        var strangers = Strangers()
        strangers.update(kernel, groups, penalty: 0.1, placed: 0)
        return strangers
    }

    /// The middle one of all samples' nearness to the likest group in a fit of these samples without their own group.
    func expected(_ asked: [Int]) -> Double {
        let values = groups.members.indices.flatMap { left -> [Double] in
            let rest = asked.filter { groups.ofSample[$0] != left }
            var factor = InverseFactor()
            for (place, row) in rest.enumerated() {
                factor.append([rest[...place].map { cosine(row, $0) + ($0 == row ? 0.1 : 0) }])
            }
            let own = Groups(rest.map { samples[$0].label })
            let evidence = Evidence(factor, groups: own, penalty: 0.1)
            return asked.filter { groups.ofSample[$0] == left }.map { stranger in
                let values = evidence.values(rest.map { cosine(stranger, $0) }, groups: own.count)
                let likest = values.indices.max { values[$0] < values[$1] } ?? 0
                return Evidence.nearness(values, group: likest)
            }
        }.sorted()
        return values[values.count / 2]
    }
}

@Test func aGroupLeftOutIsAStrangerToAFitThatNeverHadIt() throws {
    var world = World(seed: 15)
    let scene = Scene(world.threeViews(of: 0..<4) + world.background(3))
    let nearness = try #require(scene.strangers.nearness)
    #expect(abs(nearness - scene.expected(Array(scene.samples.indices))) < 1e-9)
}

@Test func theFirstEightSamplesOfAGroupAreAsked() throws {
    var world = World(seed: 16)
    let scene = Scene(world.threeViews(of: 0..<2) + world.background(20))
    let first = Array(0..<14)
    let nearness = try #require(scene.strangers.nearness)
    #expect(abs(nearness - scene.expected(first)) < 1e-9)
    // Another sample of a group that has eight changes nothing, to the last bit.
    var strangers = scene.strangers
    let more = Scene(scene.samples + world.background(1))
    strangers.update(more.kernel, more.groups, penalty: 0.1, placed: scene.samples.count)
    #expect(strangers.nearness == nearness)
}

@Test func aloneNobodyIsAStranger() {
    var world = World(seed: 17)
    #expect(Scene(world.threeViews(of: 0..<1)).strangers.nearness == nil)
    #expect(Scene(world.background(3)).strangers.nearness == nil)
}

@Test func whoStandsOnTheSameStageIsNotMistakenForWhatWasTaught() {
    var world = World(seed: 18)
    let classifier = OnlineClassifier.fitted(world.generics() + world.background(1) + world.threeViews(of: 0..<2))
    for object in 2..<8 {
        let verdict = classifier.judge(world.view(of: object)).verdict
        #expect(verdict == .unknown || verdict == .empty)
    }
}
