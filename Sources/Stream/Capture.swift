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

/// Plays a source for as long as it is asked to, on a thread of its own.
///
/// A source that is missing, ends or breaks is no reason to stop: capture says so and tries again after 0.5 s, 1 s, 2 s
/// and so on, 8 s at the most, 1 s for a camera. Newer frames replace older ones that nobody has taken (`dropped` counts them), unless
/// every frame was asked for.
public final class Capture: Sendable {
    /// Changes of the source's state, for people and logs.
    public let statuses: AsyncStream<SourceStatus>
    /// What happens beside the pictures.
    public let notices: AsyncStream<CaptureNotice>
    /// Memory for frames.
    public let pool = PicturePool()
    /// Sets the controls of cameras.
    public let cameras: CameraKeeper

    let everyFrame: Bool
    let mailbox = FrameMailbox()
    let devices = DeviceWatch()
    private let clip: String?
    let throughLibv4l: Bool
    private let changes: AsyncStream<SourceStatus>.Continuation
    private let remarks: AsyncStream<CaptureNotice>.Continuation
    private let isStopped = Atomic(false)
    private let selection: Mutex<(source: Source, turn: Turn, device: String?)>
    private let brokenPictures = Atomic(0)
    private let shooting = Mutex(Shooting())

    /// Counts the sources that were chosen: what belongs to an earlier one is over.
    typealias Turn = Int

    // In a struct: a mutex around the bare function would wrap it once more at every look, for ever.
    private struct Shooting {
        var show: (@Sendable (RawPicture, Int64, UInt64) -> Void)?
    }

    /// A source that nobody has opened yet.
    ///
    /// - Parameters:
    ///   - everyFrame: lose no frame and wait for the reader instead of the clock; for evaluation.
    ///   - clip: the file that `auto` falls back to.
    ///   - cameras: keeps what cameras are set to.
    ///   - throughLibv4l: whether GStreamer was told to use libv4l2, which converts formats of old webcams.
    public init(
        _ source: Source, everyFrame: Bool, clip: String?, cameras: CameraKeeper = CameraKeeper(),
        throughLibv4l: Bool = false
    ) {
        selection = Mutex((source, 0, nil))
        self.everyFrame = everyFrame
        self.clip = clip
        self.cameras = cameras
        self.throughLibv4l = throughLibv4l
        (statuses, changes) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(100))
        (notices, remarks) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(100))
    }

    /// Frames that nobody looked at before newer ones came.
    public var dropped: Int { mailbox.dropped }

    /// Pictures of cameras that came damaged and were left out.
    public var damaged: Int { brokenPictures.load(ordering: .relaxed) }

    /// The source that was asked for last.
    public var source: Source { selection.withLock { $0.source } }

    /// The device file of the camera that is played, or waited for; nil when the source is none.
    public var camera: String? { selection.withLock { $0.device } }

    /// Begins to play.
    ///
    /// - Parameter shoot: called on a streaming thread with each picture of a live source, before it is converted and becomes
    ///   the frame of that number; only hands over.
    public func start(
        shoot: (@Sendable (_ picture: RawPicture, _ number: Int64, _ captured: UInt64) -> Void)? = nil
    ) {
        shooting.withLock { $0.show = shoot }
        let thread = Thread { [self] in keepAlive() }
        thread.name = "capture"
        thread.start()
    }

    /// Plays another source from now on. Readers stay; they see a picture that says what is being opened.
    public func select(_ source: Source) {
        selection.withLock { $0 = (source, $0.turn + 1, nil) }
        say(SourceStatus(uri: source.uri, state: .connecting))
        mailbox.put(
            .offline(SourceStatus(uri: source.uri, state: .connecting, message: "\(source.uri) is being opened")))
    }

    /// Ends; the reader gets nil.
    public func stop() {
        isStopped.store(true, ordering: .relaxed)
        mailbox.close()
        changes.finish()
        remarks.finish()
    }

    /// The next frame, or the news that there is none; nil after `stop`.
    public func next() async -> CaptureEvent? { await mailbox.next() }

    var isRunning: Bool { !isStopped.load(ordering: .relaxed) }

    /// Whether the source that was chosen in a turn is still the one to play.
    func isOn(_ turn: Turn) -> Bool { isRunning && selection.withLock { $0.turn } == turn }

    func say(_ status: SourceStatus) { changes.yield(status) }

    func tell(_ notice: CaptureNotice) { remarks.yield(notice) }

    /// Shows a picture to whoever does not wait for the frame.
    func shoot(_ picture: RawPicture, number: Int64, captured: UInt64) {
        shooting.withLock { $0.show }?(picture, number, captured)
    }

    func countDamaged(_ more: Int) { if more > 0 { brokenPictures.add(more, ordering: .relaxed) } }

    private func keepAlive() {
        var clock = FrameClock(isPaced: !everyFrame)
        while isRunning {
            let (source, turn, _) = selection.withLock { $0 }
            clock.beginSource()
            keepAlive(source, turn, &clock)
        }
    }

    /// Plays one source, until capture is stopped or another one is chosen.
    private func keepAlive(_ source: Source, _ turn: Turn, _ clock: inout FrameClock) {
        var pause = 0.5
        var cameras = CameraMemory()
        var wanted = source
        while isOn(turn) {
            let began = MonotonicClock.now()
            var uri = wanted.uri
            let reason: String
            do {
                let resolved = cameras.place(of: try wanted.resolved(clip: clip))
                uri = resolved.uri
                note(resolved, turn)
                say(SourceStatus(uri: uri, state: .connecting))
                try resolved.check()
                if case .camera(let device) = resolved {
                    // Whoever pulls the camera's plug waits for that camera, not for the clip.
                    wanted = resolved
                    for sentence in self.cameras.apply(to: device) { tell(.remark(sentence)) }
                }
                try play(resolved, turn, &clock)
                return
            } catch {
                reason = "\(error)"
            }
            guard isOn(turn) else { return }
            mailbox.clear()
            if MonotonicClock.now() - began > 10_000_000_000 { pause = 0.5 }
            stayOffline(SourceStatus(uri: uri, state: .offline, message: reason), turn, seconds: pause)
            pause = min(2 * pause, source.longestPause)
        }
    }

    /// Remembers which camera is played.
    private func note(_ source: Source, _ turn: Turn) {
        let device: String? = if case .camera(let device) = source { device } else { nil }
        selection.withLock { if $0.turn == turn { $0.device = device } }
    }

    private func play(_ source: Source, _ turn: Turn, _ clock: inout FrameClock) throws {
        if case .images(let folder, let rate) = source {
            try showImages(of: folder, rate: rate, uri: source.uri, turn, &clock)
        } else {
            try PipelinePlayer(source, capture: self, turn: turn).run(&clock)
        }
    }

    /// Says once a second that there is no picture, until it is time to try again: at once when a camera is plugged in.
    private func stayOffline(_ status: SourceStatus, _ turn: Turn, seconds: Double) {
        say(status)
        let end = MonotonicClock.now() + UInt64(seconds * 1e9)
        var due: UInt64 = 0
        while isOn(turn) {
            let now = MonotonicClock.now()
            if now >= due {
                mailbox.put(.offline(status))
                due = now + 1_000_000_000
            }
            guard now < end else { return }
            // On capture's own thread, which has nothing else to do. In short pieces: another source may be chosen.
            guard devices.wait(min(0.1, Double(end - now) / 1e9)) else { continue }
            tell(.camerasChanged)
            if camera != nil { return }
        }
    }

    /// Hands a frame over. Returns false when another source was chosen, or capture has been stopped.
    func deliver(_ frame: Frame, _ turn: Turn) -> Bool {
        guard isOn(turn) else { return false }
        if everyFrame { return mailbox.putWhenFree(.frame(frame)) }
        mailbox.put(.frame(frame))
        return true
    }
}
