// Parts of pictures by themselves, as they are and mirrored.

import Imaging
import Testing

@Suite struct PictureCopyTests {
    /// Five columns and three rows in rows of seven, each pixel with its own number.
    private var picture: Picture {
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: 84, alignment: 4)
        for pixel in 0..<21 { bytes.storeBytes(of: UInt32(pixel), toByteOffset: 4 * pixel, as: UInt32.self) }
        return Picture(width: 5, height: 3, stride: 28, bytes: bytes) { $0.deallocate() }
    }

    private func pixels(_ picture: Picture) -> [[UInt32]] {
        picture.withBytes { bytes in
            (0..<picture.height).map { row in
                (0..<picture.width).map {
                    bytes.loadUnaligned(fromByteOffset: row * picture.stride + 4 * $0, as: UInt32.self)
                }
            }
        }
    }

    @Test func `a part is copied as it is, or with left and right exchanged`() {
        let part = PixelRectangle(x: 1, y: 1, width: 3, height: 2)
        #expect(pixels(picture.copy(of: part)) == [[8, 9, 10], [15, 16, 17]])
        #expect(pixels(picture.copy(of: part, isMirrored: true)) == [[10, 9, 8], [17, 16, 15]])
        let all = PixelRectangle(x: 0, y: 0, width: 5, height: 3)
        let twice = picture.copy(of: all, isMirrored: true).copy(of: all, isMirrored: true)
        #expect(pixels(twice) == pixels(picture))
    }
}
