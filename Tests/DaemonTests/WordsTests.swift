// What is said of a frame in the picture.

import Classifier
import Daemon
import Imaging
import Stream
import Teaching
import Testing

@Suite("Words in the picture")
struct WordsTests {
    private func annotation(
        _ verdict: Verdict, confidence: Double = 0.87, names: [String] = ["cup", "pen"], lateness: Double? = nil
    ) -> Annotation {
        let records = names.enumerated().map { index, name in
            ActRecord(
                id: Int64(index + 1), time: 0, author: "me", act: .teach(category: name), samples: [Int64(index)])
        }
        let categories = Knowledge(records).categories
        let isNamed = verdict == .known || verdict == .unsure
        let judgement = Judgement(
            verdict: verdict, category: isNamed ? categories.first?.id : nil, confidence: confidence, familiarity: 0.5,
            scores: [], neighbours: [])
        let prediction = Prediction(
            judgement: judgement, category: isNamed ? categories.first : nil,
            scores: categories.map { (category: $0, score: 0.5) }, neighbours: [], region: .whole, revision: 1,
            featureTimes: [], classifyTime: 0)
        return Words.annotation(
            prediction, region: .whole, framesPerSecond: 29.97, ageMilliseconds: 12.4, lateness: lateness)
    }

    @Test
    func `each verdict has its words`() {
        #expect(annotation(.known).title == "cup")
        #expect(annotation(.unsure).title == "maybe cup or pen")
        #expect(annotation(.unknown).title == "I have not been taught this")
        #expect(annotation(.empty).title.isEmpty)
        #expect(annotation(.unknown, names: []).title == "Show something and name it")
    }

    @Test(arguments: [0.994, 0.9999, 1])
    func `it is never a hundred per cent sure`(confidence: Double) {
        #expect(annotation(.known, confidence: confidence).detail == "99 %")
    }

    @Test
    func `a known thing wears its colour, anything else the quiet one`() {
        #expect(annotation(.known).colour != annotation(.unknown).colour)
        #expect(annotation(.empty).colour == annotation(.unknown).colour)
    }

    @Test
    func `a verdict that is not the frame's own says how old it is`() {
        #expect(annotation(.known).footer == "30 frames/s · 12 ms")
        #expect(annotation(.known, lateness: 66.7).footer == "30 frames/s · 12 ms · verdict 67 ms old")
    }
}
