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
    private let joined = Mutex<Int?>(nil)

    init(_ rendition: VideoRendition, hub: Hub) { (self.rendition, self.hub) = (rendition, hub) }

    var whyNot: String? {
        guard let kind = rendition.kind else {
            return "no encoder for video works here (or it is still being looked for); the picture is at /stream.mjpg"
        }
        return kind.codec == .h264 ? nil : "no H.264 encoder works here; the picture is at /stream.mjpg"
    }

    func begin(_ publish: @escaping @Sendable (FilmPicture) -> Void) {
        let number = rendition.join { unit in
            let picture = unit.withBytes { bytes in
                FilmPicture(
                    bytes: bytes, codec: unit.isKey ? unit.codecName : nil, size: unit.size, captured: unit.captured,
                    note: unit.note)
            }
            if let picture { publish(picture) }
        }
        joined.withLock { $0 = number }
    }

    func end() {
        let number = joined.withLock { $0.take() }
        if let number { rendition.leave(number) }
    }

    func requestKeyFrame() { rendition.requestKeyFrame() }

    /// Whether anybody would see a picture, or hear what is said of it.
    var isWanted: Bool { rendition.isWanted || hub.isWanted(.note) }

    /// Codes a picture; returns at once. Nobody may draw on it any more.
    func show(_ picture: Picture, frame: Int64, captured: UInt64, _ note: FrameNote) {
        // Over WebRTC a picture carries nothing but its time: what is said of it goes ahead by another way.
        if hub.isWanted(.note) { hub.publish(.note, TimedNote(note, captured: captured)) }
        guard rendition.isWanted else { return }
        rendition.encode(picture, frame: frame, captured: captured, note: note.json)
    }
}
