// Sends the film to one target for as long as the daemon runs, whatever the target does.

import CGStreamer
import Dispatch
import Foundation
import Synchronization

/// How publishing to a target goes.
public struct PublishStatus: Sendable, Hashable {
    /// Whether pictures reach it.
    public enum State: String, Sendable {
        /// The first try.
        case connecting
        /// It takes pictures.
        case live
        /// It does not; it is tried again.
        case offline
    }

    /// The target, without anything secret.
    public let uri: String
    /// How it is.
    public let state: State
    /// Why it is not live, in a sentence.
    public let message: String?
}

/// A thread of its own that keeps a target supplied.
///
/// The film is coded for it only while it takes pictures. A target that is not there, refuses or breaks is tried again
/// after pauses that grow from half a second to eight.
public final class Publisher: Sendable {
    private static let shortestPause = 0.5
    private static let longestPause = 8.0

    private struct State {
        var status: PublishStatus
        var dropped = 0
        var isStopped = false
    }

    private let target: PublishTarget
    private let rendition: VideoRendition
    private let patience: Duration
    private let tell: @Sendable (PublishStatus) -> Void
    private let state: Mutex<State>
    /// Signalled once, by `stop`.
    private let stopping = DispatchSemaphore(value: 0)

    /// A publisher that has not begun.
    ///
    /// - Parameters:
    ///   - patience: how long a target may take nothing of what waits for it.
    ///   - tell: called on the publisher's thread with each change of its status.
    public init(
        _ target: PublishTarget, of rendition: VideoRendition, patience: Duration = .seconds(10),
        tell: @escaping @Sendable (PublishStatus) -> Void
    ) {
        self.target = target
        self.rendition = rendition
        self.patience = patience
        self.tell = tell
        state = Mutex(State(status: PublishStatus(uri: target.name, state: .connecting, message: nil)))
    }

    /// How it goes.
    public var status: PublishStatus { state.withLock { $0.status } }

    /// Pictures that were left out because the target took them too slowly.
    public var dropped: Int { state.withLock { $0.dropped } }

    /// Begins.
    public func start() {
        let thread = Thread { [self] in keepAlive() }
        thread.name = "publish"
        thread.start()
    }

    /// Ends; returns at once.
    public func stop() {
        state.withLock { $0.isStopped = true }
        stopping.signal()
    }

    private var isRunning: Bool { state.withLock { !$0.isStopped } }

    /// Waits; says whether publishing goes on.
    private func pause(_ seconds: Double) -> Bool {
        guard stopping.wait(timeout: .now() + seconds) == .success else { return true }
        stopping.signal()
        return false
    }

    private func keepAlive() {
        var pause = Self.shortestPause
        if case .folder(let folder) = target.way { try? Pieces.prepare(folder) }
        while isRunning {
            let began = MonotonicClock.now()
            do throws(PipelineError) {
                try publish()
            } catch {
                let reason = target.withoutSecrets(error.description)
                // Some of GStreamer's messages end with a full stop; more is said behind it.
                say(.offline, reason.hasSuffix(".") ? String(reason.dropLast()) : reason)
            }
            if MonotonicClock.now() - began > 20_000_000_000 { pause = Self.shortestPause }
            guard self.pause(pause) else { return }
            pause = min(2 * pause, Self.longestPause)
        }
    }

    private func say(_ new: PublishStatus.State, _ message: String? = nil) {
        let status = PublishStatus(uri: target.name, state: new, message: message)
        let isNews = state.withLock { state in
            defer { state.status = status }
            return state.status != status
        }
        if isNews { tell(status) }
    }

    /// One life of a connection. Returns when publishing is stopped.
    private func publish() throws(PipelineError) {
        try check()
        guard isRunning else { return }
        let pipeline = try target.pipeline()
        let taken = Counter()
        let rendition = rendition
        let feed = Feed(pipeline) { rendition.requestKeyFrame() }
        Feed.count(pipeline) { taken.add() }
        PadProbe.onKeyFrameRequest(pipeline, behind: "in") { rendition.requestKeyFrame() }
        defer { pipeline.stop() }
        try pipeline.enter(GST_STATE_PLAYING)
        let number = rendition.join { if $0.codec == .h264 { feed.push($0) } }
        defer {
            rendition.leave(number)
            feed.end()
        }
        try watch(pipeline, feed, taken)
    }

    /// What can be said before anything is coded.
    private func check() throws(PipelineError) {
        // At the start the encoders are still being tried.
        for _ in 0..<50 where rendition.kind == nil { guard pause(0.1) else { return } }
        guard rendition.kind?.codec == .h264 else {
            throw PipelineError(description: "no H.264 encoder works here, so there is no film to publish")
        }
        if let door = target.door { try FarEnd.call(door.host, door.port) }
        if case .folder(let folder) = target.way, !FileManager.default.isWritableFile(atPath: folder) {
            try Pieces.prepare(folder)
        }
    }

    private func watch(_ pipeline: Pipeline, _ feed: Feed, _ taken: Counter) throws(PipelineError) {
        let dropped = state.withLock { $0.dropped }
        var last = (count: 0, time: MonotonicClock.now(), offered: 0)
        while isRunning {
            switch pipeline.message(waiting: 0.2) {
            case .error(let error): throw error
            case .endOfStream, .segmentDone: throw PipelineError(description: "the far end has ended the stream")
            case nil: break
            }
            state.withLock { $0.dropped = dropped + feed.dropped }
            guard rendition.kind?.codec == .h264 else {
                throw PipelineError(description: "no H.264 encoder works here any more, so there is no film to publish")
            }
            let (now, count, offered) = (MonotonicClock.now(), taken.value, feed.offered)
            // What a far end has not answered waits in its sink: who takes a third picture has taken the first.
            if count >= 3 { say(.live) }
            if count > last.count || offered == last.offered { last = (count, now, offered) }
            if .nanoseconds(now - last.time) > patience {
                throw PipelineError(description: "it has taken nothing for \(patience.components.seconds) seconds")
            }
        }
    }
}

/// Counts on one thread, read on another.
private final class Counter: Sendable {
    private let count = Atomic(0)
    var value: Int { count.load(ordering: .relaxed) }
    func add() { count.add(1, ordering: .relaxed) }
}
