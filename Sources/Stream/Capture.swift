// A source kept alive: opened, watched, and opened again with a growing pause when it breaks.

import CGStreamer
import Foundation
import Imaging
import Synchronization

/// What capture has for the frame line.
public enum CaptureEvent: Sendable {
    /// A frame.
    case frame(Frame)
    /// There is no picture at present; comes once a second, so that viewers see a picture that says why.
    case offline(SourceStatus)
}

/// How a source is doing.
public struct SourceStatus: Sendable, Hashable {
    /// The three states of a source.
    public enum State: String, Sendable {
        case connecting, live, offline
    }

    /// The source that is played: what `auto` stands for.
    public var uri: String
    /// The state.
    public var state: State
    /// Why it is not live, in a sentence.
    public var message: String?

    /// A state.
    public init(uri: String, state: State, message: String? = nil) {
        self.uri = uri
        self.state = state
        self.message = message
    }
}

/// Plays a source for as long as it is asked to, on a thread of its own.
///
/// A source that is missing, ends or breaks is no reason to stop: capture says so and tries again after 0.5 s, 1 s, 2 s
/// and so on, 8 s at the most, 1 s for a camera. Newer frames replace older ones that nobody has taken (`dropped` counts them), unless
/// every frame was asked for.
public final class Capture: Sendable {
    /// Changes of the source's state, for people and logs.
    public let statuses: AsyncStream<SourceStatus>
    /// Memory for frames.
    public let pool = PicturePool()

    let source: Source
    let everyFrame: Bool
    let mailbox = FrameMailbox()
    private let clip: String?
    private let changes: AsyncStream<SourceStatus>.Continuation
    private let isStopped = Atomic(false)

    /// A source that nobody has opened yet.
    ///
    /// - Parameters:
    ///   - everyFrame: lose no frame and wait for the reader instead of the clock; for evaluation.
    ///   - clip: the file that `auto` falls back to.
    public init(_ source: Source, everyFrame: Bool, clip: String?) {
        self.source = source
        self.everyFrame = everyFrame
        self.clip = clip
        (statuses, changes) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(100))
    }

    /// Frames that nobody looked at before newer ones came.
    public var dropped: Int { mailbox.dropped }

    /// Begins to play.
    public func start() {
        let thread = Thread { [self] in keepAlive() }
        thread.name = "capture"
        thread.start()
    }

    /// Ends; the reader gets nil.
    public func stop() {
        isStopped.store(true, ordering: .relaxed)
        mailbox.close()
        changes.finish()
    }

    /// The next frame, or the news that there is none; nil after `stop`.
    public func next() async -> CaptureEvent? { await mailbox.next() }

    var isRunning: Bool { !isStopped.load(ordering: .relaxed) }

    func say(_ status: SourceStatus) { changes.yield(status) }

    private func keepAlive() {
        var pause = 0.5
        var clock = FrameClock(isPaced: !everyFrame)
        var cameras = CameraMemory()
        var wanted = source
        while isRunning {
            let began = MonotonicClock.now()
            var uri = wanted.uri
            let reason: String
            do {
                let resolved = cameras.place(of: try wanted.resolved(clip: clip))
                uri = resolved.uri
                say(SourceStatus(uri: uri, state: .connecting))
                try resolved.check()
                // Whoever pulls the camera's plug waits for that camera, not for the clip.
                if case .camera = resolved { wanted = resolved }
                try play(resolved, &clock)
                return
            } catch {
                reason = "\(error)"
            }
            mailbox.clear()
            if MonotonicClock.now() - began > 10_000_000_000 { pause = 0.5 }
            stayOffline(SourceStatus(uri: uri, state: .offline, message: reason), seconds: pause)
            pause = min(2 * pause, source.longestPause)
        }
    }

    private func play(_ source: Source, _ clock: inout FrameClock) throws {
        if case .images(let folder, let rate) = source {
            try showImages(of: folder, rate: rate, uri: source.uri, &clock)
        } else {
            try PipelinePlayer(source, capture: self).run(&clock)
        }
    }

    /// Says once a second that there is no picture, until it is time to try again.
    private func stayOffline(_ status: SourceStatus, seconds: Double) {
        say(status)
        let end = MonotonicClock.now() + UInt64(seconds * 1e9)
        while isRunning {
            mailbox.put(.offline(status))
            let now = MonotonicClock.now()
            guard now < end else { return }
            // On capture's own thread, which has nothing else to do.
            Thread.sleep(forTimeInterval: min(1, Double(end - now) / 1e9))
        }
    }

    /// Hands a frame over. Returns false when capture has been stopped.
    func deliver(_ frame: Frame) -> Bool {
        if everyFrame { return mailbox.putWhenFree(.frame(frame)) }
        mailbox.put(.frame(frame))
        return isRunning
    }
}

/// Numbers frames and gives them their times, over laps and restarts.
struct FrameClock {
    private let isPaced: Bool
    private var number: Int64 = 0
    private var lap = 0
    private var time = 0.0
    private var lastPosition: Double?
    private var interval = 1.0 / 30

    init(isPaced: Bool) { self.isPaced = isPaced }

    /// The next frame: a position that does not rise begins a new lap.
    mutating func frame(_ picture: Picture, position: Double?, captured: UInt64) -> Frame {
        if let position {
            if let last = lastPosition {
                if position > last { interval = position - last } else { lap += 1 }
            }
            lastPosition = position
        }
        // When frames do not wait for the clock, seconds are the film's: three seconds of it are three seconds.
        time = isPaced ? Double(captured) / 1e9 : time + interval
        defer { number += 1 }
        return Frame(
            picture: picture, number: number, captured: captured, time: time, position: position, lap: lap)
    }
}
