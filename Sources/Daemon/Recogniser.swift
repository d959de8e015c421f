// Judging beside the picture: a frame waits for its verdict, but not for ever.

import Stream
import Synchronization
import Teaching

/// What is known of a frame when it is time to show it.
struct FrameVerdict: Sendable {
    /// The newest prediction; nil before the first.
    let prediction: Prediction?
    /// When the frame was captured that the prediction was made from.
    let captured: UInt64
    /// The thing that is followed; nil when there is none, or it is out of sight.
    let followed: Followed?
    /// Whether it was made from this very frame.
    let isOwn: Bool

    /// Milliseconds between the frame that was judged and the one that is shown.
    func lateness(for frame: Frame) -> Double {
        captured > 0 && frame.captured > captured ? Double(frame.captured - captured) / 1e6 : 0
    }
}

/// Gives frames to the learner, one at a time.
final class Recogniser: Sendable {
    private struct State {
        var isBusy = false
        var newest: (prediction: Prediction, followed: Followed?, captured: UInt64)?
    }

    private let state = Mutex(State())
    private let learner: Learner
    private let meters: Meters
    private let everyFrame: Bool
    private let announce: @Sendable (Judged, Frame) async -> Void

    /// - Parameters:
    ///   - everyFrame: wait for each verdict, however long it takes.
    ///   - announce: says what a frame shows; called once for each frame that was judged.
    init(
        learner: Learner, meters: Meters, everyFrame: Bool,
        announce: @escaping @Sendable (Judged, Frame) async -> Void
    ) {
        self.learner = learner
        self.meters = meters
        self.everyFrame = everyFrame
        self.announce = announce
    }

    /// Judges a frame, or gives the newest verdict when the learner needs longer than a frame may wait.
    func judge(_ frame: Frame) async -> FrameVerdict {
        let isBusy = state.withLock { state in
            defer { state.isBusy = true }
            return state.isBusy
        }
        if isBusy { return earlier() }
        let answer = OneShot<Judged?>()
        let work = Task {
            let judged = await learner.judge(frame.picture, FrameStamp(number: frame.number, time: frame.time))
            state.withLock { $0.newest = (judged.prediction, judged.followed, frame.captured) }
            answer.give(judged)
            meters.noteVerdict(
                captured: frame.captured, featureTimes: judged.prediction.featureTimes,
                classifyTime: judged.prediction.classifyTime, work: judged.work)
            await announce(judged, frame)
            // Only now may the next one begin: what is announced keeps its order.
            state.withLock { $0.isBusy = false }
        }
        if everyFrame {
            await work.value
        } else {
            answer.give(nil, after: patience)
        }
        guard let own = await answer.value else { return earlier() }
        return FrameVerdict(
            prediction: own.prediction, captured: frame.captured, followed: own.followed, isOwn: true)
    }

    /// A frame waits for its own verdict until the next frame is due.
    private var patience: Duration {
        let rate = meters.framesPerSecond
        return .milliseconds(rate > 0 ? min(max(1000 / rate, 15), 100) : 100)
    }

    private func earlier() -> FrameVerdict {
        meters.noteLate()
        let newest = state.withLock { $0.newest }
        return FrameVerdict(
            prediction: newest?.prediction, captured: newest?.captured ?? 0, followed: newest?.followed, isOwn: false)
    }
}

/// A value that is given once; later gifts are ignored.
private final class OneShot<Value: Sendable>: Sendable {
    private struct State {
        var value: Value?
        var reader: CheckedContinuation<Value, Never>?
        var timer: Task<Void, Never>?
    }

    private let state = Mutex(State())

    func give(_ value: Value) {
        let (reader, timer) = state.withLock { state in
            guard state.value == nil else { return (CheckedContinuation<Value, Never>?.none, Task<Void, Never>?.none) }
            state.value = value
            defer { (state.reader, state.timer) = (nil, nil) }
            return (state.reader, state.timer)
        }
        timer?.cancel()
        reader?.resume(returning: value)
    }

    /// Gives the value when nobody has given one before some time has passed.
    func give(_ value: Value, after time: Duration) {
        let timer = Task {
            try? await Task.sleep(for: time)
            if !Task.isCancelled { self.give(value) }
        }
        let isLate = state.withLock { state in
            if state.value == nil { state.timer = timer }
            return state.value != nil
        }
        if isLate { timer.cancel() }
    }

    var value: Value {
        get async {
            await withCheckedContinuation { continuation in
                let value = state.withLock { state in
                    if state.value == nil { state.reader = continuation }
                    return state.value
                }
                if let value { continuation.resume(returning: value) }
            }
        }
    }
}
