// What is kept of a taught picture.

import Foundation
import Imaging
import Logging
import Stream
import Synchronization
import Teaching

/// Makes thumbnails and pictures, for the journal and for questions.
struct Photographer {
    private let logger: Logger
    private let small: Camera

    init(logger: Logger) {
        self.logger = logger
        small = Camera(longestSide: 112, quality: 80, logger: logger)
    }

    /// Makes thumbnails, whether they are kept or not.
    var thumbnailer: Thumbnailer {
        let small = small
        return { picture, part in small.shoot(picture, part) }
    }

    /// Makes what is to be kept; nil when that is nothing.
    func keeper(_ keep: Keep) -> Keeper? {
        let small = small
        switch keep {
        case .features: return nil
        case .thumbnails:
            return { picture, part in Keepsake(thumbnail: small.shoot(picture, part)) }
        case .pictures:
            let large = Camera(longestSide: 480, quality: 90, logger: logger)
            return { picture, part in
                Keepsake(thumbnail: small.shoot(picture, part), picture: large.shoot(picture, part))
            }
        }
    }

    /// Reads what was kept.
    static func decoder(_ pool: PicturePool) -> Learner.Decoder {
        { bytes in try StillDecoder.decode(bytes, into: pool) }
    }
}

/// An encoder that complains once.
private final class Camera: Sendable {
    private let encoder: StillEncoder
    private let logger: Logger
    private let hasFailed = Atomic(false)

    init(longestSide: Int, quality: Int, logger: Logger) {
        encoder = StillEncoder(longestSide: longestSide, quality: quality)
        self.logger = logger
    }

    /// The JPEG of a part of a picture; without one a sample still teaches, and a question is still asked.
    func shoot(_ picture: Picture, _ region: Region) -> Data? {
        do {
            return try encoder.encode(picture, region.pixels(width: picture.width, height: picture.height))
        } catch {
            if !hasFailed.exchange(true, ordering: .relaxed) {
                logger.error("samples and questions have no pictures: \(error)")
            }
            return nil
        }
    }
}
