// The film that is coded once for everybody who watches it, and only while somebody does.

import Dispatch
import Synchronization

/// Codes pictures for whoever has joined.
///
/// Nothing a watcher does reaches the encoder, except that one who needs a key frame can ask for it; many who ask at once
/// get one, at most every half second.
public final class VideoRendition: Sendable {
    /// Called on a streaming thread with each access unit; only hands over.
    public typealias Receiver = @Sendable (AccessUnit) -> Void

    private struct Watcher {
        let receiver: Receiver
        /// Nothing before a key frame would be understood.
        var hasBegun = false
    }

    private struct State {
        /// Those that have not failed, in their order.
        var kinds: [VideoEncoderKind]
        var encoder: VideoEncoder?
        /// Counts encoders: what one that was given up still brings is not wanted.
        var generation = 0
        /// Which failed last, and when, by the clock of captures.
        var failure: (kind: VideoEncoderKind, time: UInt64)?
        var fault: String?
        var hasLooked = false
        var receivers: [Int: Watcher] = [:]
        var count = 0
        var wantsKeyFrame = false
        /// When a key frame was asked for last.
        var asked: UInt64 = 0
    }

    private static let betweenKeyFrames: UInt64 = 500_000_000
    /// Who fails twice within this time, in nanoseconds, does not work.
    private static let probation: UInt64 = 10_000_000_000

    private let state: Mutex<State>
    private let all: [VideoEncoderKind]
    private let kilobits: Int
    private let pause: Duration
    private let tell: @Sendable (_ sentence: String, _ isTrouble: Bool) -> Void

    /// A rendition that nobody watches.
    ///
    /// - Parameters:
    ///   - kinds: the encoders to try, in their order.
    ///   - kilobits: a second, at 30 frames a second.
    ///   - pause: after which all are tried anew, when the last one has failed.
    ///   - tell: says which encoder was chosen, and what went wrong.
    public init(
        kinds: [VideoEncoderKind] = VideoEncoderKind.all, kilobits: Int = 1500,
        pause: Duration = .seconds(60),
        tell: @escaping @Sendable (_ sentence: String, _ isTrouble: Bool) -> Void
    ) {
        state = Mutex(State(kinds: kinds))
        all = kinds
        self.kilobits = kilobits
        self.pause = pause
        self.tell = tell
    }

    /// Tries the encoders and keeps those from the first that works on. Waits: for a thread that may.
    public func chooseEncoder() {
        if let refused = choose() {
            tell("there is no video, only single pictures: " + refused.joined(separator: "; "), true)
        }
    }

    /// - Returns: why none works; nil when one does, which is told.
    private func choose() -> [String]? {
        let (kind, refused) = VideoEncoderKind.firstWorking(of: all)
        let place = kind.flatMap { all.firstIndex(of: $0) } ?? all.endIndex
        state.withLock { state in
            state.kinds = Array(all[place...])
            state.hasLooked = true
            state.wantsKeyFrame = true
            if kind != nil { (state.fault, state.failure) = (nil, nil) }
        }
        guard let kind else { return refused }
        tell("video is coded as \(kind.codec.rawValue) by \(kind.name)", false)
        return nil
    }

    /// Tries all again after a pause, until one works.
    private func chooseLater() {
        let seconds = pause / .seconds(1)
        DispatchQueue.global(qos: .utility).asyncAfter(deadline: .now() + seconds) { [weak self] in
            if let self, self.choose() != nil { self.chooseLater() }
        }
    }

    /// Why there is no video any more though there was, in a sentence; nil while there is.
    public var fault: String? { state.withLock { $0.fault } }

    /// The encoder in use; nil before it has been chosen, and where none works.
    public var kind: VideoEncoderKind? { state.withLock { $0.hasLooked ? $0.kinds.first : nil } }

    /// Whether somebody watches: if not, nothing is coded.
    public var isWanted: Bool { state.withLock { !$0.receivers.isEmpty && $0.hasLooked && !$0.kinds.isEmpty } }

    /// Sends what is coded to a receiver, from the next key frame on; one comes soon.
    ///
    /// - Returns: the number to leave by.
    public func join(_ receiver: @escaping Receiver) -> Int {
        state.withLock { state in
            state.count += 1
            state.receivers[state.count] = Watcher(receiver: receiver)
            state.wantsKeyFrame = true
            return state.count
        }
    }

    /// Sends nothing more to a receiver; a unit that is on its way may still reach it.
    public func leave(_ number: Int) { state.withLock { _ = $0.receivers.removeValue(forKey: number) } }

    /// Asks for a key frame with the next picture, or as soon as the last one is half a second old.
    public func requestKeyFrame() { state.withLock { $0.wantsKeyFrame = true } }

    /// Codes a picture when somebody watches; returns at once.
    ///
    /// - Parameters:
    ///   - frame: its number; -1 for a picture that is no frame.
    ///   - captured: monotonic clock, in nanoseconds; must rise.
    public func encode(_ input: EncoderInput, frame: Int64, captured: UInt64) {
        guard let (encoder, kind) = encoder(at: captured) else { return }
        let order = VideoOrder(frame: frame, captured: captured, size: input.size)
        do {
            try encoder.encode(input, order)
        } catch {
            giveUp(kind, because: error, at: captured)
        }
    }

    private func encoder(at time: UInt64) -> (VideoEncoder, VideoEncoderKind)? {
        let (found, asks) = state.withLock { state -> ((VideoEncoder, VideoEncoderKind)?, Bool) in
            guard state.hasLooked, !state.receivers.isEmpty, let kind = state.kinds.first else { return (nil, false) }
            let generation = state.generation
            let encoder =
                state.encoder
                ?? VideoEncoder(kind, kilobits: kilobits) { [weak self] in self?.publish($0, of: generation) }
            // What a new encoder makes first is a key frame anyway; asking costs nothing.
            let asks = state.wantsKeyFrame && (time > state.asked + Self.betweenKeyFrames || state.asked == 0)
            if asks { (state.wantsKeyFrame, state.asked) = (false, time) }
            state.encoder = encoder
            return ((encoder, kind), asks)
        }
        if asks { found?.0.requestKeyFrame() }
        return found
    }

    private func publish(_ unit: AccessUnit, of generation: Int) {
        let watchers = state.withLock { state -> [Watcher] in
            guard generation == state.generation else { return [] }
            if unit.isKey { for number in state.receivers.keys { state.receivers[number]?.hasBegun = true } }
            return state.receivers.values.filter(\.hasBegun)
        }
        for watcher in watchers { watcher.receiver(unit) }
    }

    /// The next encoder takes over. The last one gets another chance, for there is no other; when it fails again soon, there
    /// is no video until all have been tried anew.
    private func giveUp(_ kind: VideoEncoderKind, because error: EncoderError, at time: UInt64) {
        let (next, isNews) = state.withLock { state -> (VideoEncoderKind?, Bool) in
            // Two pictures may have met the same failure.
            guard state.kinds.first == kind, state.encoder != nil else { return (nil, false) }
            state.encoder = nil
            state.generation += 1
            state.wantsKeyFrame = true
            let isAgain = state.failure.map { $0.kind == kind && time < $0.time + Self.probation } ?? false
            state.failure = (kind, time)
            if state.kinds.count > 1 || isAgain { state.kinds.removeFirst() }
            if state.kinds.isEmpty { state.fault = "video cannot be coded at present: \(error)" }
            return (state.kinds.first, true)
        }
        guard isNews else { return }
        if let next { return tell("\(error); \(next.name) goes on", true) }
        let seconds = Int((pause / .seconds(1)).rounded(.up))
        tell("\(error); there is no video, only single pictures, until encoders are tried again in \(seconds) s", true)
        chooseLater()
    }
}
