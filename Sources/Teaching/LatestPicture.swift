// What the newest frame showed, for whoever says “not that” a moment later.

import Imaging

/// A copy of a part of a frame, in memory that is used again and again.
///
/// The frame itself is drawn upon and encoded as soon as it is judged.
struct LatestPicture {
    /// The part; nil before the first frame. Changed with the next frame.
    private(set) var picture: Picture?

    /// Copies a part of a picture.
    mutating func copy(_ original: Picture, _ region: Region) {
        let part = region.pixels(width: original.width, height: original.height)
        let copy: Picture
        if let picture, picture.width == part.width, picture.height == part.height {
            copy = picture
        } else {
            copy = Picture(width: part.width, height: part.height)
        }
        original.withBytes { source in
            copy.withBytes { target in
                for row in 0..<part.height {
                    let start = (part.y + row) * original.stride + 4 * part.x
                    UnsafeMutableRawBufferPointer(rebasing: target[(row * copy.stride)...])
                        .copyMemory(from: UnsafeRawBufferPointer(rebasing: source[start...].prefix(4 * part.width)))
                }
            }
        }
        picture = copy
    }
}
