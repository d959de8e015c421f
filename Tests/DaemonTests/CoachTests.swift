// What the coach says.

import Classifier
import Daemon
import Teaching
import Testing
import Wire

@Suite("The coach")
struct CoachTests {
    private let knowledge = Knowledge(
        ["cup", "pen", "key"].enumerated().map { index, name in
            ActRecord(
                id: Int64(index + 1), time: 0, author: "me", act: .teach(category: name), samples: [Int64(index)])
        })

    @Test
    func `names stand in sentences that say what to do`() {
        let appraisal = Appraisal(
            score: 0.75, categories: [],
            advice: [
                .confused(category: 1, with: 2, samples: [4, 9]), .alike(category: 2, samples: [1, 2]),
                .unbalanced(most: 1, least: 3, ratio: 5.6),
            ])
        let info = CoachInfo(appraisal, knowledge, revision: 7)
        #expect(info.score.value == 0.75 && info.revision == 7)
        #expect(info.advice.map(\.kind) == ["confused", "alike", "unbalanced"])
        #expect(info.advice.map(\.categories) == [["cup", "pen"], ["pen"], ["cup", "key"]])
        #expect(info.advice.map(\.samples) == [[4, 9], [1, 2], []])
        #expect(info.advice[0].message.hasPrefix("“cup” and “pen” are easily confused"))
        #expect(info.advice[1].message.hasPrefix("All your pictures of “pen” look alike"))
        #expect(info.advice[2].message == "“cup” has 5 times as many samples as “key”: teach that one more.")
    }

    @Test
    func `every category has its share, also one that no sample could be left out of`() {
        let shares = [
            Appraisal.Share(category: 1, recognised: 0.5), Appraisal.Share(category: 2, recognised: nil),
        ]
        let info = CoachInfo(Appraisal(score: 0.5, categories: shares, advice: []), knowledge, revision: 1)
        #expect(info.categories.map(\.category) == ["cup", "pen", "key"])
        #expect(info.categories.map(\.recognised.value) == [0.5, nil, nil])
    }
}
