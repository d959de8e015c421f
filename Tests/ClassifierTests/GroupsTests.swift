// Who belongs together.

import Classifier
import Testing

private let labels: [Label] =
    [.category(9), .category(4), .category(9), .background, .negative(against: 4), .background]
    + [.negative(against: nil), .category(9)]

@Test func samplesAreSortedIntoGroups() {
    let groups = Groups(labels)
    #expect(groups.categories == [4, 9])
    // Every rejected picture is a group by itself.
    #expect(groups.background == 2 && groups.count == 5)
    #expect(groups.members == [[1], [0, 2, 7], [3, 5], [4], [6]])
    #expect(groups.ofSample == [1, 0, 1, 2, 3, 2, 4, 1])
}

@Test func rejectedPicturesFollowTheCategoriesWhereNoStageWasTaught() {
    let groups = Groups([.negative(against: 1), .category(1)])
    #expect(groups.background == nil && groups.ofSample == [1, 0])
    #expect(Groups([]).count == 0)
}
