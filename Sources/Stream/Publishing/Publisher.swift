// Sends the film to one target for as long as the daemon runs, whatever the target does.

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
    /// However long a far end asks for.
    private static let longestWait = 60.0

    private struct State {
        var status: PublishStatus
        var dropped = 0
        var isStopped = false
        var hasSession = false
    }

    private let target: PublishTarget
    private let rendition: VideoRendition
    private let patience: WebRTCPatience
    private let tell: @Sendable (PublishStatus) -> Void
    private let state: Mutex<State>
    /// Signalled once, by `stop`.
    private let stopping = DispatchSemaphore(value: 0)

    /// A publisher that has not begun.
    ///
    /// - Parameters:
    ///   - patience: how long a target may take nothing of what waits for it, or let us wait for an answer.
    ///   - silence: how long a target over WebRTC may report nothing.
    ///   - tell: called on the publisher's thread with each change of its status.
    public init(
        _ target: PublishTarget, of rendition: VideoRendition, patience: Duration = .seconds(10),
        silence: Duration = .seconds(15),
        tell: @escaping @Sendable (PublishStatus) -> Void
    ) {
        self.target = target
        self.rendition = rendition
        self.patience = WebRTCPatience(connecting: patience, silence: silence)
        self.tell = tell
        state = Mutex(State(status: PublishStatus(uri: target.name, state: .connecting, message: nil)))
    }

    /// How it goes.
    public var status: PublishStatus { state.withLock { $0.status } }

    /// Pictures that were left out because the target took them too slowly.
    public var dropped: Int { state.withLock { $0.dropped } }

    /// Whether a far end still waits for a farewell; that comes soon after `stop`.
    public var owesFarewell: Bool { state.withLock { $0.hasSession } }

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
            var wait = 0.0
            do throws(PipelineError) {
                try publish()
            } catch {
                let reason = target.withoutSecrets(error.description)
                wait = min(error.retryAfter ?? 0, Self.longestWait)
                // Some of GStreamer's messages end with a full stop; more is said behind it.
                say(.offline, reason.hasSuffix(".") ? String(reason.dropLast()) : reason)
            }
            if MonotonicClock.now() - began > 20_000_000_000 { pause = Self.shortestPause }
            guard self.pause(max(pause, wait)) else { return }
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
        if case .whip = target.way { state.withLock { $0.hasSession = true } }
        defer { state.withLock { $0.hasSession = false } }
        let line = try target.connect(to: rendition, patience: patience)
        defer { line.end() }
        let dropped = dropped
        repeat {
            if try line.look() { say(.live) }
            state.withLock { $0.dropped = dropped + line.dropped }
        } while pause(0.2)
    }

    /// What can be said before anything is coded.
    private func check() throws(PipelineError) {
        // At the start the encoders are still being tried.
        for _ in 0..<50 where rendition.kind == nil { guard pause(0.1) else { return } }
        guard let codec = rendition.kind?.codec, target.codecs.contains(codec) else {
            throw PipelineError(description: "no H.264 encoder works here, so there is no film to publish")
        }
        if let door = target.door { try FarEnd.call(door.host, door.port) }
        if case .folder(let folder) = target.way, !FileManager.default.isWritableFile(atPath: folder) {
            try Pieces.prepare(folder)
        }
    }
}
