// What subscribers hear: the state after a change, what was taught, what a frame shows.

import Classifier
import Control
import Imaging
import Stream
import Teaching
import Wire

/// Puts what happens into events.
struct Newsroom: Sendable {
    let learner: Learner
    let hub: Hub
    let board: SourceBoard
    let meters: Meters
    let audience: Audience
    let publishing: Publishing
    let session: String

    /// The snapshot of everything.
    func state() async -> StateInfo {
        let summary = await learner.summary
        let size = meters.size
        let middle: Region = size.width > 0 ? .centredSquare(width: size.width, height: size.height) : .whole
        return StateInfo(
            revision: summary.revision, session: session,
            categories: zip(summary.knowledge.categories, summary.newest).map { CategoryInfo($0, newest: $1) },
            background: summary.knowledge.background.count, canUndo: summary.canUndo, canRedo: summary.canRedo,
            source: source, region: WireRegion(summary.region ?? middle),
            classifier: ClassifierInfo(
                kind: summary.classifier.rawValue, threshold: summary.threshold,
                kinds: ClassifierKind.allCases.map(\.rawValue)),
            objects: ObjectsSwitch(enabled: summary.findsObjects),
            recognition: RecognitionInfo(fps: meters.verdictsPerSecond, latencyMs: meters.latency),
            drift: summary.drift.map(DriftInfo.init), viewers: audience.viewers,
            degraded: audience.degraded, publish: publishing.info)
    }

    /// How the source is doing.
    var source: SourceInfo {
        let (status, size) = (board.current, meters.size)
        return SourceInfo(
            uri: status.uri, state: status.state.rawValue, message: status.message, width: size.width,
            height: size.height, fps: meters.framesPerSecond, listRevision: board.listRevision,
            controlsRevision: board.controlsRevision)
    }

    /// The newest acts.
    func history(_ count: Int) async -> HistoryInfo {
        let acts = await learner.acts(count).map { ActInfo($0.record, isUndone: $0.isUndone) }
        return HistoryInfo(acts: acts, revision: await learner.revision)
    }

    /// Something was learnt.
    func tell(_ taught: Taught) async {
        hub.publish(.taught, TaughtInfo(taught))
        _ = await tellChange()
    }

    /// What is known has changed.
    ///
    /// - Returns: the newest revision.
    func tellChange() async -> Int64 {
        tellFollowing()
        for broken in await learner.takeNewlyBroken() { hub.publish(.log, LogLine(broken)) }
        let state = await state()
        hub.publish(.state, state)
        if hub.isWanted(.history) { hub.publish(.history, await history(20)) }
        if hub.isWanted(.coach) { hub.publish(.coach, await coach()) }
        return state.revision
    }

    /// Something of the snapshot has changed, but not what is known.
    func tellState() async { hub.publish(.state, await state()) }

    /// The source's state has changed.
    ///
    /// - Parameter isNews: whether people have not been told yet.
    func tell(_ status: SourceStatus, isNews: Bool) async {
        board.post(status)
        hub.publish(.source, source)
        hub.publish(.state, await state())
        if isNews, let message = status.message {
            hub.publish(.log, LogLine(level: status.state == .live ? "info" : "warning", message: message))
        }
    }

    /// There is something new about the source that is not its state.
    func tellSource() async {
        hub.publish(.source, source)
        hub.publish(.state, await state())
    }

    /// Objects were looked for in a frame.
    func tell(_ sighting: Sighting) {
        guard hub.isWanted(.objects) else { return }
        hub.publish(.objects, ObjectsInfo(sighting, total: MonotonicClock.now() - sighting.captured))
    }

    /// A frame has been judged.
    func tell(_ judged: Judged, of frame: Frame) async {
        if hub.isWanted(.prediction) {
            hub.publish(
                .prediction,
                PredictionInfo(
                    judged.prediction, total: MonotonicClock.now() - frame.captured, frame: frame.number,
                    captured: frame.captured, position: frame.position, lap: frame.position == nil ? nil : frame.lap))
        }
        for taught in judged.taught { await tell(taught) }
        tellFollowing()
        if let ask = judged.ask { hub.publish(.ask, AskInfo(ask)) }
        for notice in judged.drift { hub.publish(.drift, DriftInfo(notice)) }
        if !judged.drift.isEmpty { await tellState() }
    }
}
