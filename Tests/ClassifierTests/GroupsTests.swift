// Who belongs together, and who weighs how much.

import Classifier
import Testing

private let labels: [Label] =
    [.category(9), .generic, .category(4), .category(9), .background, .negative(against: 4), .generic]
    + [.background, .negative(against: nil), .category(9), .generic, .generic]

@Test func samplesAreSortedIntoGroupsAndClasses() {
    let groups = Groups(labels)
    #expect(groups.categories == [4, 9])
    #expect(groups.background == 2 && groups.generic == 3 && groups.rejected == 4)
    #expect(groups.members == [[2], [0, 3, 9], [4, 7], [1, 6, 10, 11], [5, 8]])
    #expect(groups.ofSample == [1, 3, 0, 1, 2, 4, 3, 2, 4, 1, 3, 3])
    // Generic and rejected pictures are one class.
    #expect(groups.none == 3 && groups.classCount == 4)
    #expect((0..<5).map { groups.classOf(group: $0) } == [0, 1, 2, 3, 3])
}

@Test func rejectedPicturesAloneAreTheClassOfNone() {
    let groups = Groups([.negative(against: 1), .category(1)])
    #expect(groups.none == 1 && groups.rejected == 1 && groups.generic == nil && groups.classCount == 2)
    #expect(Groups([]).classCount == 0)
}

@Test func everyGroupWeighsTheSame() {
    let groups = Groups(labels)
    let weights = groups.weights
    for members in groups.members {
        #expect(abs(members.reduce(0) { $0 + weights[$1] } - 12.0 / 5) < 1e-12)
    }
}

@Test func theCentreLiesBetweenTheStageAndTheGenericPictures() {
    #expect(Groups(labels).centreShares == [0, 0.125, 0, 0, 0.25, 0, 0.125, 0.25, 0, 0, 0.125, 0.125])
    #expect(Groups([.generic, .category(1), .generic]).centreShares == [0.5, 0, 0.5])
    #expect(Groups([.category(1), .negative(against: nil)]).centreShares == [0, 0])
}
