// The film: pictures that nobody has drawn on, with what is said of them beside them.

import Control
import Foundation
import Logging
import Stream
import Synchronization
import Wire

/// Gives pictures to the video encoder and what comes back to the film, while somebody watches.
final class FilmStudio: FilmMaker {
    private let rendition: VideoRendition
    private let hub: Hub
    private let state = Mutex(State())
    private let audience: Audience
    /// Frames and what stands in for them come from different threads.
    private let line = Mutex(Line())

    private struct Line {
        /// When the picture was captured that came last, and the one that was coded last.
        var (seen, coded): (UInt64, UInt64) = (0, 0)
        /// Frames that somebody wanted.
        var count = 0
    }

    private struct State {
        /// What the rendition calls the film.
        var joined: Int?
        var publish: (@Sendable (FilmPicture) -> Void)?
        var pairs = NotePairs<AccessUnit>()
    }

    init(_ rendition: VideoRendition, hub: Hub, audience: Audience) {
        (self.rendition, self.hub, self.audience) = (rendition, hub, audience)
    }

    var whyNot: String? {
        guard let kind = rendition.kind else { return rendition.absence }
        return kind.codec == .h264 ? nil : "no H.264 encoder works here; the picture is at /stream.mjpg"
    }

    func begin(_ publish: @escaping @Sendable (FilmPicture) -> Void) {
        let number = rendition.join { [weak self] unit in
            // Another encoder may have taken over that makes something else; then there is no film any more.
            guard unit.codec == .h264 else { return }
            self?.publish { $0.add(unit, captured: unit.captured) }
        }
        state.withLock { $0 = State(joined: number, publish: publish) }
    }

    func end() {
        let number = state.withLock { state in
            defer { state = State() }
            return state.joined
        }
        if let number { rendition.leave(number) }
    }

    /// Publishes what is complete after a change.
    private func publish(_ change: (inout NotePairs<AccessUnit>) -> [(AccessUnit, Data)]) {
        let (publish, pairs) = state.withLock { ($0.publish, change(&$0.pairs)) }
        for (unit, note) in pairs {
            let picture = unit.withBytes { bytes in
                FilmPicture(
                    bytes: bytes, codec: unit.isKey ? unit.codecName : nil, size: unit.size, captured: unit.captured,
                    note: note)
            }
            if let picture { publish?(picture) }
        }
    }

    func requestKeyFrame() { rendition.requestKeyFrame() }

    /// Whether anybody would see a picture, or hear what is said of it.
    var isWanted: Bool { rendition.isWanted || hub.isWanted(.note) }

    /// Codes a picture when somebody wants it, no later one has come, and the processor has time for it; returns at once.
    ///
    /// It is not judged yet: who watches the film does not wait for that, only what is said of it does. Nobody may draw on it
    /// any more.
    func show(_ picture: EncoderInput, frame: Int64, captured: UInt64) {
        guard isWanted else { return }
        line.withLock { line in
            guard captured > line.seen else { return }
            line.seen = captured
            if frame >= 0 {
                line.count += 1
                guard line.count % audience.shedding.film == 0 else { return }
            }
            line.coded = captured
            rendition.encode(picture, frame: frame, captured: captured)
        }
    }

    /// Codes a frame, unless that was done when its source gave it.
    func show(_ frame: Frame) {
        show(frame.raw.map(EncoderInput.raw) ?? .picture(frame.picture), frame: frame.number, captured: frame.captured)
    }

    /// Whether a frame has been given to be coded, or would come too late.
    func hasShown(_ frame: Frame) -> Bool { line.withLock { $0.coded >= frame.captured } }

    /// Says what there is to say of a picture that is shown.
    func tell(_ note: FrameNote, captured: UInt64) {
        // Over WebRTC a picture carries nothing but its time: what is said of it comes by another way.
        if hub.isWanted(.note) { hub.publish(.note, TimedNote(note, captured: captured)) }
        if state.withLock({ $0.joined != nil }) { publish { $0.add(note: note.json, captured: captured) } }
    }
}

extension VideoRendition {
    /// What people are told who want to see a film that there is not.
    var absence: String {
        let reason = fault ?? "no encoder for video works here (or it is still being looked for)"
        return "\(reason); the picture is at /stream.mjpg"
    }
}
