// A small world with features like the extractor's: never negative, alike from picture to picture, seeded.

import Classifier

/// Steele, Lea & Flood's SplitMix64: the same numbers everywhere.
struct Dice {
    var state: UInt64

    mutating func next() -> Double {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Double((mixed ^ (mixed >> 31)) >> 11) / 9_007_199_254_740_992
    }

    /// About normal, mean 0, deviation 1: twelve uniform numbers.
    mutating func normal() -> Double {
        (0..<12).reduce(-6) { sum, _ in sum + next() }
    }

    mutating func normals(_ count: Int) -> [Double] { (0..<count).map { _ in normal() } }
}

/// Objects on a stage before a camera: what all pictures share, the stage where no object hides it, an object that
/// turns, and noise.
struct World {
    static let featureCount = 211

    private let common: [Double]
    private let stage: [Double]
    private var objects: [[[Double]]] = []
    private var leftOfStage: [[Double]] = []
    private var dice: Dice

    init(seed: UInt64 = 1, objects count: Int = 8) {
        dice = Dice(state: seed)
        common = dice.normals(Self.featureCount).map { 2 + abs($0) }
        stage = dice.normals(Self.featureCount).map { 0.4 * $0 }
        for _ in 0..<count {
            leftOfStage.append(stage.map { dice.next() < 0.6 ? 0 : $0 })
            objects.append([
                dice.normals(Self.featureCount).map { 0.5 * $0 }, dice.normals(Self.featureCount).map { 0.3 * $0 },
                dice.normals(Self.featureCount).map { 0.3 * $0 },
            ])
        }
    }

    private mutating func picture(_ parts: [[Double]], noise: Double) -> [Float] {
        (0..<Self.featureCount).map { index in
            Float(max(0, parts.reduce(common[index] + noise * dice.normal()) { $0 + $1[index] }))
        }
    }

    /// A picture of an object, turned by a number of quarter turns.
    mutating func view(of object: Int, turned quarters: Int = 0, noise: Double = 0.05) -> [Float] {
        let parts = objects[object]
        let (a, b) = [(1.0, 0.0), (0, 1), (-1, 0), (0, -1)][quarters % 4]
        return picture([leftOfStage[object], parts[0], parts[1].map { a * $0 }, parts[2].map { b * $0 }], noise: noise)
    }

    mutating func emptyStage(noise: Double = 0.05) -> [Float] { picture([stage], noise: noise) }

    mutating func genericPicture() -> [Float] { picture([], noise: 0.6) }

    /// The shipped pictures of nothing in particular, identities from -1 downwards.
    mutating func generics(_ count: Int = 48) -> [TrainingSample] {
        (1...count).map { TrainingSample(id: Int64(-$0), label: .generic, features: genericPicture()) }
    }

    /// Two dozen pictures of the empty stage, identities from 1000 on.
    mutating func background(_ count: Int = 24) -> [TrainingSample] {
        (0..<count).map { TrainingSample(id: Int64(1000 + $0), label: .background, features: emptyStage()) }
    }

    /// Three views of every object of a range, each its own category, identities from 1 on.
    mutating func threeViews(of objects: Range<Int>) -> [TrainingSample] {
        objects.flatMap { object in
            (0..<3).map { quarter in
                TrainingSample(
                    id: Int64(1 + 10 * object + quarter), label: .category(Int64(object)),
                    features: view(of: object, turned: quarter))
            }
        }
    }
}

extension TrainingSample {
    /// The same with a mirror image, which says the same things in other places.
    var withMirror: TrainingSample {
        TrainingSample(
            id: id, label: label, features: features, mean: Self.mean(of: features, and: features.reversed()))
    }
}

extension OnlineClassifier {
    /// A classifier fitted to samples.
    static func fitted(_ samples: [TrainingSample], featureCount: Int = World.featureCount) -> OnlineClassifier {
        let classifier = OnlineClassifier(featureCount: featureCount)
        classifier.fit(samples)
        return classifier
    }

    func judge(_ features: [Float]) -> Judgement { features.withUnsafeBufferPointer { judge($0) } }

    func isNearDuplicate(_ features: [Float], of label: Label) -> Bool {
        features.withUnsafeBufferPointer { isNearDuplicate($0, of: label) }
    }
}

/// Whether two classifiers are the same to the bit; a failure need not print all their numbers.
func areEqual(_ one: OnlineClassifier, _ other: OnlineClassifier) -> Bool { one.scoreFormula == other.scoreFormula }

extension Judgement {
    /// Whether every number is one, and probabilities and ranks are within their bounds.
    var isSound: Bool {
        (scores.map(\.score) + neighbours.map(\.distance)).allSatisfy(\.isFinite)
            && (0..<0.99).contains(confidence) && (0...1).contains(familiarity)
    }
}
