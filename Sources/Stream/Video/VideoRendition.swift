// The film that is coded once for everybody who watches it, and only while somebody does.

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
        var kinds: [VideoEncoderKind]
        var encoder: VideoEncoder?
        var hasLooked = false
        var receivers: [Int: Watcher] = [:]
        var count = 0
        var wantsKeyFrame = false
        /// When a key frame was asked for last.
        var asked: UInt64 = 0
    }

    private static let betweenKeyFrames: UInt64 = 500_000_000

    private let state: Mutex<State>
    private let kilobits: Int
    private let tell: @Sendable (_ sentence: String, _ isTrouble: Bool) -> Void

    /// A rendition that nobody watches.
    ///
    /// - Parameters:
    ///   - kinds: the encoders to try, in their order.
    ///   - kilobits: a second, at 30 frames a second.
    ///   - tell: says which encoder was chosen, and what went wrong.
    public init(
        kinds: [VideoEncoderKind] = VideoEncoderKind.all, kilobits: Int = 1500,
        tell: @escaping @Sendable (_ sentence: String, _ isTrouble: Bool) -> Void
    ) {
        state = Mutex(State(kinds: kinds))
        self.kilobits = kilobits
        self.tell = tell
    }

    /// Tries the encoders and keeps those from the first that works on. Waits: for a thread that may.
    public func chooseEncoder() {
        let (kind, refused) = VideoEncoderKind.firstWorking(of: state.withLock { $0.kinds })
        state.withLock { state in
            let place = kind.flatMap { state.kinds.firstIndex(of: $0) } ?? state.kinds.endIndex
            state.kinds.removeFirst(place)
            state.hasLooked = true
        }
        if let kind {
            tell("video is coded as \(kind.codec.rawValue) by \(kind.name)", false)
        } else {
            tell("there is no video, only single pictures: " + refused.joined(separator: "; "), true)
        }
    }

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
            giveUp(kind, because: error)
        }
    }

    private func encoder(at time: UInt64) -> (VideoEncoder, VideoEncoderKind)? {
        let (found, asks) = state.withLock { state -> ((VideoEncoder, VideoEncoderKind)?, Bool) in
            guard state.hasLooked, !state.receivers.isEmpty, let kind = state.kinds.first else { return (nil, false) }
            let encoder =
                state.encoder
                ?? VideoEncoder(kind, kilobits: kilobits) { [weak self] unit in self?.publish(unit) }
            // What a new encoder makes first is a key frame anyway; asking costs nothing.
            let asks = state.wantsKeyFrame && (time > state.asked + Self.betweenKeyFrames || state.asked == 0)
            if asks { (state.wantsKeyFrame, state.asked) = (false, time) }
            state.encoder = encoder
            return ((encoder, kind), asks)
        }
        if asks { found?.0.requestKeyFrame() }
        return found
    }

    private func publish(_ unit: AccessUnit) {
        let watchers = state.withLock { state in
            if unit.isKey { for number in state.receivers.keys { state.receivers[number]?.hasBegun = true } }
            return state.receivers.values.filter(\.hasBegun)
        }
        for watcher in watchers { watcher.receiver(unit) }
    }

    /// The next encoder takes over; the last one gets another chance, for there is no other.
    private func giveUp(_ kind: VideoEncoderKind, because error: EncoderError) {
        let next = state.withLock { state -> VideoEncoderKind? in
            state.encoder = nil
            state.wantsKeyFrame = true
            if state.kinds.count > 1, state.kinds.first == kind { state.kinds.removeFirst() }
            return state.kinds.first
        }
        tell("\(error); \(next?.name ?? kind.name) goes on", true)
    }
}
