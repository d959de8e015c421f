// Whether samples were taken from all sides or in a row.

import Classifier
import Foundation
import Testing

/// How much samples show that lie at these angles on a circle, in this order.
private func shown(_ degrees: [Int]) -> Double {
    let samples = degrees.enumerated().map { index, angle in
        let radians = Double(angle) * .pi / 180
        return TrainingSample(
            id: Int64(index), label: .category(1), features: [Float(cos(radians)), Float(sin(radians))])
    }
    var gram = GramMatrix(blocks: [0..<2])
    gram.replace(with: samples)
    var kernel = CosineKernel(blocks: gram.blocks, weights: [1], centre: [0, 0])
    kernel.update(gram, from: 0)
    return Variety.shown(by: Array(samples.indices), kernel)
}

@Test func samplesInARowShowNothingOfOtherSides() {
    for count in [5, 10, 40] { #expect(shown((0..<count).map { $0 * 5 }) == 0) }
}

@Test func samplesFromAllSidesShowMuch() {
    var dice = Dice(state: 7)
    let views = (0..<20).map { _ in (0..<10).map { _ in Int(dice.next() * 360) } }
    let mean = views.reduce(0) { $0 + shown($1) } / Double(views.count)
    #expect(mean > 0.5)
}

@Test func aThingThatTurnedTwiceHasShownWhatItHas() {
    #expect(shown((0..<20).map { $0 % 10 * 36 + $0 / 10 * 3 }) == 1)
}

@Test func fewSamplesAndTheSamePictureShowNothing() {
    #expect(shown([]) == 0 && shown([10]) == 0)
    #expect(shown([0, 90]) < 0.3)
    #expect(shown([5, 5, 5, 5, 5, 5, 5, 5]) == 0)
}
