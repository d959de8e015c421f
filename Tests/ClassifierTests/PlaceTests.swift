// Places judged by weights of features against pictures judged by samples.

import Classifier
import Testing

@Suite("Judging places")
struct PlaceTests {
    private func taught(_ kind: ClassifierKind, seed: UInt64 = 3) -> (OnlineClassifier, World) {
        var world = World(seed: seed)
        let classifier = OnlineClassifier(blocks: [
            FeatureBlock(range: 0..<150, weight: 1), FeatureBlock(range: 150..<World.featureCount, weight: 0.4),
        ])
        classifier.kind = kind
        classifier.fit(world.generics() + world.background(6) + world.threeViews(of: 0..<4))
        return (classifier, world)
    }

    @Test(
        "A place has the verdict of the picture, to rounding",
        arguments: ClassifierKind.allCases.filter { $0 != .nearestSample })
    func same(kind: ClassifierKind) throws {
        var (classifier, world) = taught(kind)
        let judge = try #require(PlaceJudge(classifier))
        #expect(judge.categories == [0, 1, 2, 3])
        var pictures = (0..<8).map { world.view(of: $0, turned: 3, noise: 0.3) }
        pictures += [world.emptyStage(noise: 0.3), world.genericPicture()]
        let places = judge.judge(pictures.flatMap { $0 })
        var compared = 0
        for (picture, place) in zip(pictures, places) {
            let whole = classifier.judge(picture)
            // Nearer to a sample than this a picture is answered from memory, which places have not.
            guard whole.neighbours[0].distance > 0.4 else { continue }
            compared += 1
            #expect(place.verdict == whole.verdict && place.category == whole.category)
            #expect(abs(place.rank * (2 - place.rank) - whole.familiarity) < 1e-3)
            #expect(abs(place.confidence - whole.confidence) < 1e-3)
        }
        #expect(compared >= 4, "\(compared) pictures were far enough from all samples")
    }

    @Test("The evidence is that of the formula, to rounding")
    func evidence() throws {
        var (classifier, world) = taught(.standard)
        let judge = try #require(PlaceJudge(classifier))
        let formula = classifier.scoreFormula
        for object in 0..<6 {
            let picture = world.view(of: object, turned: 1)
            let place = judge.judge(picture)[0]
            var kernel = [Double](repeating: 0, count: formula.groups.count)
            for block in formula.blocks {
                let centred = zip(picture[block.range], block.centre).map { Double($0) - Double($1) }
                let length = centred.reduce(0) { $0 + $1 * $1 }.squareRoot()
                for sample in kernel.indices {
                    let direction = block.samples.values[sample * centred.count..<(sample + 1) * centred.count]
                    kernel[sample] += block.share * zip(direction, centred).reduce(0) { $0 + $1.0 * $1.1 } / length
                }
            }
            for group in 0..<4 {
                let sum = kernel.indices.reduce(0.0) {
                    $0 + formula.evidence[$1 * formula.groupCount + group] * kernel[$1]
                }
                #expect(abs(place.evidence[group] - sum) < 1e-4)
            }
        }
    }

    @Test("A rule that is no sum of cosines has no weights; nothing taught, no verdict; no numbers, unknown")
    func limits() throws {
        #expect(PlaceJudge(taught(.nearestSample).0) == nil)
        let empty = OnlineClassifier(featureCount: 3)
        let place = try #require(PlaceJudge(empty)?.judge([1, 2, 3]).first)
        #expect(place.verdict == .unknown && place.evidence.isEmpty && place.confidence == 0)
        let (classifier, _) = taught(.standard)
        let judge = try #require(PlaceJudge(classifier))
        let broken = judge.judge([Float](repeating: .nan, count: World.featureCount))
        #expect(broken[0].verdict == .unknown && broken[0].category == nil)
        #expect(judge.judge([]).isEmpty)
    }
}
