// One life of a source that GStreamer plays: from opening to the error that ends it.

import CGStreamer
import Foundation
import Synchronization

/// Plays one source through one pipeline.
struct PipelinePlayer {
    private let source: Source
    private let capture: Capture
    private let turn: Capture.Turn
    private let mode: CameraMode?
    private let pipeline: Pipeline
    /// What the streaming thread and the owner share.
    private let shared: Shared

    private final class Shared: Sendable {
        let clock: Mutex<FrameClock>
        /// When the last frame came; 0 before the first.
        let lastFrame = Atomic<UInt64>(0)
        /// What a camera sent, what of it was whole, and what could be shown.
        let sent = Atomic(0)
        let whole = Atomic(0)
        let shown = Atomic(0)
        /// What was whole and could not be decoded.
        let undecoded = Atomic(0)
        /// The camera's own number of the newest picture, from 1 on.
        let number = Atomic<UInt64>(0)
        /// Set when the owner is about to stop the pipeline.
        let isEnding = Atomic(false)
        init(_ clock: FrameClock) { self.clock = Mutex(clock) }
    }

    init(_ source: Source, capture: Capture, turn: Capture.Turn) throws(PipelineError) {
        self.source = source
        self.capture = capture
        self.turn = turn
        mode = try source.mode(throughLibv4l: capture.throughLibv4l)
        pipeline = try source.pipeline(isPaced: !capture.everyFrame, mode: mode)
        shared = Shared(FrameClock(isPaced: !capture.everyFrame))
    }

    /// Plays until capture is stopped or another source is chosen.
    ///
    /// - Throws: a sentence when the source cannot be opened, breaks, or delivers nothing.
    func run(_ clock: inout FrameClock) throws(PipelineError) {
        shared.clock.withLock { $0 = clock }
        defer {
            // The streaming thread may be waiting for a reader: it must let go before the pipeline can stop.
            shared.isEnding.store(true, ordering: .sequentiallyConsistent)
            capture.mailbox.clear()
            pipeline.stop()
            clock = shared.clock.withLock { $0 }
        }
        attachSink()
        if case .camera = source { attachGate() }
        var canSegment = false
        if source.isLive {
            try pipeline.enter(GST_STATE_PLAYING)
        } else {
            try pipeline.enter(GST_STATE_PAUSED)
            try pipeline.waitForState(seconds: 10)
            canSegment = pipeline.seekToStart(flush: true, segment: true)
            try pipeline.enter(GST_STATE_PLAYING)
        }
        try watch(canSegment: canSegment)
    }

    private func attachGate() {
        PictureGate.attach(pipeline, "source") { [shared, capture] isWhole, number in
            // All pictures before this one are through the decoder: it works on this very thread.
            let whole = shared.whole.load(ordering: .relaxed)
            let lost = whole - shared.shown.load(ordering: .relaxed)
            if isWhole { shared.whole.add(1, ordering: .relaxed) }
            let sent = shared.sent.add(1, ordering: .relaxed).newValue
            shared.number.store(number.map { $0 + 1 } ?? UInt64(sent), ordering: .relaxed)
            let before = shared.undecoded.exchange(max(lost, 0), ordering: .relaxed)
            capture.countDamaged((isWhole ? 0 : 1) + max(lost - before, 0))
        }
    }

    private func attachSink() {
        let (source, turn, capture, shared) = (source, turn, capture, shared)
        let pipeline = UnownedPipeline(pipeline)
        // What a camera sends as it is lies in the driver's own memory, and it has little of that.
        let raws = mode?.isRaw == true ? nil : RawKeeper()
        raws?.attach(to: self.pipeline) {
            pipeline.captureTime($0)
        } seen: { raw, captured in
            // A film that is played waits until its pictures are due; only a live one may be shown at once.
            guard source.isLive, !shared.isEnding.load(ordering: .relaxed), capture.isOn(turn) else { return }
            capture.shoot(raw, number: shared.clock.withLock(\.number), captured: captured)
        }
        AppSink.attach(self.pipeline, "sink") { sample in
            guard !shared.isEnding.load(ordering: .sequentiallyConsistent) else { return false }
            let now = MonotonicClock.now()
            guard let picture = capture.pool.picture(of: sample) else { return true }
            shared.shown.add(1, ordering: .relaxed)
            let first = shared.lastFrame.exchange(now, ordering: .relaxed) == 0
            if first, capture.isOn(turn) { capture.say(SourceStatus(uri: source.uri, state: .live)) }
            let position = source.isLive ? nil : Self.position(of: sample)
            let raw = raws?.newest
            let captured = source.isLive ? raw?.captured ?? pipeline.captureTime(of: sample) : now
            let frame = shared.clock.withLock {
                $0.frame(picture, raw: raw?.picture, position: position, captured: captured)
            }
            return capture.deliver(frame, turn)
        }
    }

    private func watch(canSegment: Bool) throws(PipelineError) {
        let opened = MonotonicClock.now()
        var laps = LapWatch()
        var care = CameraCare(source, mode, capture)
        while capture.isOn(turn) {
            switch pipeline.message(waiting: 0.1) {
            case .error(let error): throw source.meaning(of: error)
            case .segmentDone:
                // The next lap begins without a flush, so that the picture does not stand still.
                try beginLap(&laps) { pipeline.seekToStart(flush: false, segment: true) }
            case .endOfStream:
                try beginLap(&laps) { !source.isLive && pipeline.seekToStart(flush: true, segment: canSegment) }
            case nil: break
            }
            try checkPulse(since: opened)
            care.look(
                sent: shared.sent.load(ordering: .relaxed), shown: shared.shown.load(ordering: .relaxed),
                number: shared.number.load(ordering: .relaxed))
        }
    }

    /// Going round and round with nothing to show would only burn time: some laps without a frame are the end.
    private func beginLap(_ laps: inout LapWatch, _ seek: () -> Bool) throws(PipelineError) {
        guard laps.mayBegin(lastFrame: shared.lastFrame.load(ordering: .relaxed)), seek() else { throw ended }
    }

    private var ended: PipelineError { PipelineError(description: "\(source.uri): the stream has ended") }

    /// A camera can fall silent without an error: two seconds without a frame are one.
    private func checkPulse(since opened: UInt64) throws(PipelineError) {
        // A source that waits for its reader is as slow as that reader.
        if capture.everyFrame { return }
        let last = shared.lastFrame.load(ordering: .relaxed)
        let limit: UInt64 = last == 0 ? 10 : 2
        guard MonotonicClock.now() - max(last, opened) > limit * 1_000_000_000 else { return }
        throw PipelineError(description: "\(source.uri): no picture for \(limit) seconds")
    }

    private static func position(of sample: OpaquePointer) -> Double? {
        guard let buffer = gst_sample_get_buffer(sample), let segment = gst_sample_get_segment(sample) else {
            return nil
        }
        let time = gst_segment_to_stream_time(segment, GST_FORMAT_TIME, showtell_pts(buffer))
        return time == showtell_no_time() ? nil : Double(time) / 1e9
    }
}

/// The pipeline as its own sink sees it: a reference that does not keep it alive.
private struct UnownedPipeline: Sendable {
    private unowned let pipeline: Pipeline

    init(_ pipeline: Pipeline) { self.pipeline = pipeline }

    /// When a live sample was captured.
    func captureTime(of sample: OpaquePointer) -> UInt64 {
        guard let buffer = gst_sample_get_buffer(sample), let segment = gst_sample_get_segment(sample) else {
            return captureTime(nil)
        }
        return captureTime(MonotonicClock.runningTime(of: buffer, in: segment))
    }

    /// When something with a running time was captured, on the monotonic clock: now, when the source does not say.
    ///
    /// GStreamer's own clock is the monotonic one: a buffer's running time and the pipeline's base time add up to it.
    func captureTime(_ runningTime: UInt64?) -> UInt64 {
        let now = MonotonicClock.now()
        guard let runningTime else { return now }
        let captured = UInt64(pipeline.baseTime) + runningTime
        // A source with a clock of its own says something else: then arrival is the best that is known.
        return captured <= now && now - captured < 2_000_000_000 ? captured : now
    }
}

/// Tells a short film, which is read to its end before its first frame is shown, from one that shows nothing.
private struct LapWatch {
    private var lastFrame: UInt64 = 0
    private var empty = 0

    mutating func mayBegin(lastFrame now: UInt64) -> Bool {
        empty = now == lastFrame ? empty + 1 : 0
        lastFrame = now
        // On capture's own thread: frames that are still being decoded get their time.
        if empty > 0 { Thread.sleep(forTimeInterval: 0.05) }
        return empty < 20
    }
}
