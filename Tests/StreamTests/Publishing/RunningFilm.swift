// A film that goes on by itself, for those who publish it.

import Foundation
import Imaging
import Stream

/// Thirty pictures a second that all differ, as long as it lives.
final class RunningFilm {
    let rendition: VideoRendition
    private let showing: Task<Void, any Error>

    init(_ codec: VideoCodec = .h264) {
        let kinds = VideoEncoderKind.all.filter { !$0.isHardware && $0.codec == codec }
        let rendition = VideoRendition(kinds: kinds, kilobits: 500) { _, _ in }
        rendition.chooseEncoder()
        self.rendition = rendition
        showing = Task.detached {
            for number in 0... {
                let picture = Picture(width: 320, height: 240)
                picture.withBytes { bytes in
                    for place in bytes.indices { bytes[place] = UInt8(truncatingIfNeeded: 5 * number + place / 97) }
                }
                rendition.encode(
                    .picture(picture), frame: Int64(number), captured: MonotonicClock.now())
                try await Task.sleep(for: .milliseconds(33))
            }
        }
    }

    deinit { showing.cancel() }
}
