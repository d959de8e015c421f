// What may be learnt by following, and what never.

import Classifier
import Testing

@Suite("New views")
struct NewViewTests {
    private func judgement(
        _ verdict: Verdict, _ category: Int64?, _ scores: [(Int64, Double)]
    ) -> Judgement {
        Judgement(
            verdict: verdict, category: category, confidence: 0.5, familiarity: 0.5,
            scores: scores.map { Judgement.Score(category: $0.0, score: $0.1) }, neighbours: [])
    }

    @Test
    func `a view is new while it is named as its category with less than a sample's evidence`() {
        #expect(NewView.isOne(judgement(.known, 1, [(1, 0.5), (2, 0.1)]), of: 1))
        #expect(NewView.isOne(judgement(.unsure, 1, [(1, 0.45), (2, 0.3)]), of: 1))
        #expect(!NewView.isOne(judgement(.known, 1, [(1, 0.95), (2, 0.01)]), of: 1))
        #expect(!NewView.isOne(judgement(.known, 1, [(1, 0.3), (2, 0.01)]), of: 1), "something has come between")
    }

    @Test
    func `what is another category, empty, unknown or rejected is never new`() {
        #expect(!NewView.isOne(judgement(.known, 2, [(2, 0.5), (1, 0.2)]), of: 1))
        #expect(!NewView.isOne(judgement(.unsure, 2, [(2, 0.4), (1, 0.3)]), of: 1))
        #expect(!NewView.isOne(judgement(.unknown, nil, [(1, 0.2)]), of: 1))
        #expect(!NewView.isOne(judgement(.empty, nil, [(1, 0.2)]), of: 1))
        #expect(!NewView.isOne(judgement(.unknown, nil, []), of: 1))
    }
}
