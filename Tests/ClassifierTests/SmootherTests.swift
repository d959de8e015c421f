// What is shown over time.

import Classifier
import Testing

private func frame(
    _ verdict: Verdict, _ category: Int64?, confidence: Double = 0.8, scores: [(Int64, Double)] = [(1, 0.6), (2, 0.2)]
) -> Judgement {
    Judgement(
        verdict: verdict, category: category, confidence: confidence, familiarity: 0.5,
        scores: scores.map { Judgement.Score(category: $0.0, score: $0.1) }, neighbours: [])
}

private let cup = frame(.known, 1)
private let pen = frame(.known, 2, scores: [(2, 0.7), (1, 0.1)])
private let nothing = frame(.empty, nil, confidence: 0.9, scores: [(1, -0.1), (2, -0.2)])

@Test func theFirstFrameIsShownAsItIs() {
    var smoother = Smoother()
    #expect(smoother.smooth(cup, at: 5, revision: 1) == cup)
}

@Test func oneStrayFrameDoesNotShow() {
    var smoother = Smoother(timeConstant: 0.4)
    for step in 0..<20 { _ = smoother.smooth(cup, at: Double(step) * 0.05, revision: 1) }
    for stray in [pen, nothing, frame(.unknown, nil)] {
        var copy = smoother
        let shown = copy.smooth(stray, at: 1, revision: 1)
        #expect(shown.verdict == .known && shown.category == 1)
    }
}

@Test func aLastingChangeShowsWithinHalfASecond() {
    for rate in [5.0, 15, 60] {
        var smoother = Smoother(timeConstant: 0.4)
        for step in 0..<Int(2 * rate) { _ = smoother.smooth(cup, at: Double(step) / rate, revision: 1) }
        var shown: [Verdict] = []
        for step in 0...Int(rate / 2) {
            shown.append(smoother.smooth(nothing, at: 2 + Double(step) / rate, revision: 1).verdict)
        }
        #expect(shown.first == .known && shown.last == .empty)
    }
}

@Test func aTeachingActShowsAtOnce() {
    var smoother = Smoother()
    for step in 0..<20 { _ = smoother.smooth(cup, at: Double(step) * 0.05, revision: 1) }
    #expect(smoother.smooth(pen, at: 1, revision: 2) == pen)
}

@Test func cutsGapsAndClocksThatStepBackStartAfresh() {
    for (time, cut) in [(0.1, true), (9, false), (-3, false)] {
        var smoother = Smoother()
        _ = smoother.smooth(cup, at: 0, revision: 1)
        if cut { smoother.reset() }
        #expect(smoother.smooth(nothing, at: time, revision: 1) == nothing)
    }
}

@Test func scoresAreAveragedOverTimeNotOverFrames() {
    func shown(rate: Double) -> Double {
        var smoother = Smoother(timeConstant: 0.4)
        for step in 0...Int(rate) { _ = smoother.smooth(cup, at: Double(step) / rate, revision: 1) }
        var last = 0.0
        for step in 1...Int(rate / 5) {
            let scores = smoother.smooth(pen, at: 1 + Double(step) / rate, revision: 1).scores
            last = scores.first { $0.category == 2 }?.score ?? 0
        }
        return last
    }
    #expect(abs(shown(rate: 10) - shown(rate: 100)) < 1e-9)
    // 0.2 + (0.7 - 0.2)·(1 - exp(-0.2 / 0.4))
    #expect(abs(shown(rate: 10) - 0.396735) < 1e-5)
}

@Test func afterACutNothingOfThePastIsLeftInAnyNumber() {
    var smoother = Smoother()
    let unlike = Judgement(
        verdict: .unknown, category: nil, confidence: 0.9738390183209475, familiarity: 0.011330945867058278,
        scores: [Judgement.Score(category: 1, score: 0.2616041097732728)], neighbours: [])
    for step in 0..<7 { _ = smoother.smooth(cup, at: Double(step) / 30, revision: 1) }
    smoother.reset()
    #expect(smoother.smooth(unlike, at: 7.0 / 30, revision: 1) == unlike)
}
