// The film: pictures that nobody has drawn on, with what is said of them beside them.

import Control
import Foundation
import Imaging
import Logging
import Stream
import Synchronization
import Wire

/// Gives pictures to the video encoder and what comes back to the film, while somebody watches.
final class FilmStudio: FilmMaker {
    private let rendition: VideoRendition
    private let hub: Hub
    private let state = Mutex(State())

    private struct State {
        /// What the rendition calls the film.
        var joined: Int?
        var publish: (@Sendable (FilmPicture) -> Void)?
        var pairs = NotePairs<AccessUnit>()
    }

    init(_ rendition: VideoRendition, hub: Hub) { (self.rendition, self.hub) = (rendition, hub) }

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

    /// Codes a picture; returns at once. Nobody may draw on it any more.
    func show(_ picture: Picture, frame: Int64, captured: UInt64) {
        rendition.encode(picture, frame: frame, captured: captured)
    }

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
