// A frame's way through the learner: features, lessons, verdict.

import Classifier
import Features
public import Imaging

/// Somebody who wants to know what the next frame shows.
struct Question {
    let region: Region?
    /// Whether the picture itself is asked for, too.
    let wantsPicture: Bool
    let answer: CheckedContinuation<Result<Seen, TeachingError>, Never>
}

/// What the next frame showed.
public struct Seen: Sendable {
    /// What it shows.
    public let prediction: Prediction
    /// Which frame it was.
    public let stamp: FrameStamp
    /// A copy of the picture, where one was asked for.
    public let picture: Picture?
}

extension Learner {
    /// Judges a frame, after it has taught what was waiting for it.
    ///
    /// - Returns: the prediction by what is known after this frame's lessons.
    public func judge(_ picture: Picture, _ stamp: FrameStamp) -> Judged {
        let region = region(in: picture)
        look(picture, region, stamp)
        let (features, work) = WorkTime.measure { extract(picture, region) }
        let times = descriptor.times
        let taught = teachWaiting(picture, region, features, stamp) + follow(picture, stamp)
        let prediction = predict(features, region, times, at: stamp.time)
        latest = (features, stamp, prediction)
        if keeper != nil { latestPicture.copy(picture, region) }
        answerQuestions(picture, region, prediction, stamp)
        return Judged(
            prediction: prediction, taught: taught, followed: followed, ask: ask(picture, prediction, stamp),
            drift: watchDrift(features, prediction, stamp), work: work)
    }

    /// Judges a picture that somebody sent. Without a region its own middle counts: the operator's is one of the camera.
    public func judge(_ picture: Picture, region: Region?) -> Prediction {
        let region = region ?? .centredSquare(width: picture.width, height: picture.height)
        let features = extract(picture, region)
        return predict(features, region, descriptor.times, at: nil)
    }

    /// What the next frame shows.
    ///
    /// - Parameter withPicture: whether a copy of the picture comes with the answer.
    /// - Throws: `noCamera` when pictures stop coming before there is one.
    public func judgeNext(region: Region?, withPicture: Bool = false) async throws(TeachingError) -> Seen {
        let result = await withCheckedContinuation { answer in
            questions.append(Question(region: region, wantsPicture: withPicture, answer: answer))
        }
        return try result.get()
    }

    /// No pictures come any more: whoever waits for one is told why.
    public func lostSource(_ reason: String) {
        let failure = TeachingError(.noCamera, "there is no picture to learn or judge: \(reason)")
        for question in questions { question.answer.resume(returning: .failure(failure)) }
        questions = []
        endLessons(failure)
    }

    private func answerQuestions(
        _ picture: Picture, _ region: Region, _ prediction: Prediction, _ stamp: FrameStamp
    ) {
        for question in questions {
            let isSame = question.region == nil || question.region == region
            let own = isSame ? prediction : judge(picture, region: question.region)
            var copy = LatestPicture()
            if question.wantsPicture { copy.copy(picture, .whole) }
            question.answer.resume(
                returning: .success(Seen(prediction: own, stamp: stamp, picture: copy.picture)))
        }
        questions.removeAll(keepingCapacity: true)
    }

    private func predict(_ features: [Float], _ region: Region, _ times: [Int], at time: Double?) -> Prediction {
        let clock = ContinuousClock()
        let began = clock.now
        let raw = features.withUnsafeBufferPointer { classifier.judge($0) }
        let judgement = time.map { smoother.smooth(raw, at: $0, revision: history.revision) } ?? raw
        let duration = clock.now - began
        return Prediction(
            judgement: judgement, raw: raw, rawCategory: raw.category.flatMap { knowledge.category($0) },
            category: judgement.category.flatMap { knowledge.category($0) },
            scores: judgement.scores.compactMap { score in
                knowledge.category(score.category).map { ($0, score.score) }
            },
            neighbours: judgement.neighbours.map { neighbour in
                (neighbour.sample, neighbour.category.flatMap { knowledge.category($0) }, neighbour.distance)
            },
            region: region, revision: history.revision,
            featureTimes: times, classifyTime: Int(duration / .nanoseconds(1)))
    }
}
