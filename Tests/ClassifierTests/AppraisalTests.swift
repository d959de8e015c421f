// What samples that are left out say to whoever teaches.

import Classifier
import Testing

private func taught(_ category: Int64, _ features: [[Float]], from id: Int64) -> [TrainingSample] {
    features.enumerated().map { TrainingSample(id: id + Int64($0), label: .category(category), features: $1) }
}

@Test func wellTaughtThingsAreRecognisedAndNeedNoAdvice() {
    var world = World(seed: 3)
    let samples = (0..<4).flatMap { thing in
        taught(
            Int64(thing), (0..<8).map { world.view(of: thing, turned: $0, noise: 0.2) }, from: Int64(100 * thing))
    }
    let appraisal = OnlineClassifier.fitted(world.generics() + samples).appraisal
    #expect(appraisal.score == 1 && appraisal.advice.isEmpty)
    #expect(appraisal.categories.map(\.category) == [0, 1, 2, 3])
    #expect(appraisal.categories.allSatisfy { $0.recognised == 1 })
}

@Test func beforeThereIsSomethingToTellApartThereIsNoScore() {
    var world = World(seed: 4)
    let classifier = OnlineClassifier.fitted(world.generics())
    let nothing = classifier.appraisal
    #expect(nothing.score == nil && nothing.categories.isEmpty && nothing.advice.isEmpty)
    classifier.fit(world.generics() + taught(7, [world.view(of: 0)], from: 1))
    #expect(classifier.appraisal.score == nil)
    let alone = classifier.appraisal.categories
    #expect(alone.map(\.category) == [7] && alone[0].recognised == nil)
    classifier.fit(
        world.generics() + taught(7, [world.view(of: 0), world.view(of: 0, turned: 1)], from: 1)
            + taught(8, [world.view(of: 1)], from: 10))
    #expect(classifier.appraisal.score != nil)
}

@Test func picturesOfOneSideLookAlike() {
    var world = World(seed: 5)
    let alike = taught(1, (0..<6).map { _ in world.view(of: 1, noise: 0.02) }, from: 10)
    let various = taught(2, (0..<6).map { world.view(of: 2, turned: $0, noise: 0.3) }, from: 20)
    let classifier = OnlineClassifier.fitted(world.generics() + alike + various)
    #expect(classifier.appraisal.advice == [.alike(category: 1, samples: Array(10..<16))])
    // Four are not enough to say so.
    classifier.fit(world.generics() + alike.prefix(4) + various)
    #expect(classifier.appraisal.advice.isEmpty)
}

@Test func aCategoryWithFiveTimesTheSamplesIsTooMuch() {
    var world = World(seed: 6)
    let many = taught(1, (0..<15).map { world.view(of: 1, turned: $0, noise: 0.3) }, from: 10)
    let few = taught(2, (0..<3).map { world.view(of: 2, turned: $0, noise: 0.3) }, from: 100)
    let classifier = OnlineClassifier.fitted(world.generics() + many + few)
    #expect(classifier.appraisal.advice == [.unbalanced(most: 1, least: 2, ratio: 5)])
    classifier.fit(world.generics() + many.dropLast() + few)
    #expect(classifier.appraisal.advice.isEmpty)
}

@Test func thingsThatAreTakenForOneAnotherAreNamedWithTheSamplesAtFault() throws {
    var world = World(seed: 7)
    // Two names for the same thing, and one that is apart.
    let one = taught(1, (0..<8).map { world.view(of: 1, turned: $0, noise: 0.3) }, from: 10)
    let other = taught(2, (0..<8).map { world.view(of: 1, turned: $0, noise: 0.3) }, from: 20)
    let apart = taught(3, (0..<8).map { world.view(of: 3, turned: $0, noise: 0.3) }, from: 30)
    let appraisal = OnlineClassifier.fitted(world.generics() + one + other + apart).appraisal
    guard case .confused(let first, let second, let samples) = try #require(appraisal.advice.first) else {
        Issue.record("nothing is said of confusion: \(appraisal.advice)")
        return
    }
    #expect(first == 1 && second == 2 && samples.count >= 2 && samples.allSatisfy { (10..<28).contains($0) })
    #expect(appraisal.categories[2].recognised == 1 && (appraisal.score ?? 1) < 0.9)
}
