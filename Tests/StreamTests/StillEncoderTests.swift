// Parts of pictures as JPEG files.

import Foundation
import Imaging
import Stream
import Testing

@Suite("Encoding single pictures")
struct StillEncoderTests {
    /// Red on the left, blue on the right, with rows longer than their pixels.
    private func halves(_ width: Int, _ height: Int) -> Picture {
        let stride = 4 * width + 12
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: stride * height, alignment: 16)
        for row in 0..<height {
            for column in 0..<width {
                let pixel: UInt32 = 2 * column < width ? 0x00E0_2020 : 0x0020_20E0
                bytes.storeBytes(of: pixel, toByteOffset: row * stride + 4 * column, as: UInt32.self)
            }
        }
        return Picture(width: width, height: height, stride: stride, bytes: bytes) { $0.deallocate() }
    }

    private func pixel(_ picture: Picture, _ x: Int, _ y: Int) -> [Int] {
        picture.withBytes { bytes in (0..<3).map { Int(bytes[y * picture.stride + 4 * x + $0]) } }
    }

    private func isNear(_ one: [Int], _ other: [Int]) -> Bool {
        zip(one, other).allSatisfy { abs($0 - $1) < 24 }
    }

    @Test
    func `a part is cut out, made small, and keeps its colours`() throws {
        let encoder = StillEncoder(longestSide: 112, quality: 90)
        let picture = halves(640, 480)
        let file = try encoder.encode(picture, PixelRectangle(x: 80, y: 0, width: 480, height: 480))
        #expect(file.count < 8000)
        let small = try StillDecoder.decode(file, into: PicturePool())
        #expect(small.width == 112 && small.height == 112)
        #expect(isNear(pixel(small, 20, 60), [0x20, 0x20, 0xE0]) && isNear(pixel(small, 90, 60), [0xE0, 0x20, 0x20]))
        #expect(isNear(pixel(small, 0, 0), [0x20, 0x20, 0xE0]) && isNear(pixel(small, 111, 111), [0xE0, 0x20, 0x20]))
        let right = try encoder.encode(picture, PixelRectangle(x: 330, y: 11, width: 300, height: 100))
        let wide = try StillDecoder.decode(right, into: PicturePool())
        #expect(wide.width == 112 && wide.height == 37)
        #expect(isNear(pixel(wide, 0, 0), [0xE0, 0x20, 0x20]), "no rim of what lies outside")
    }

    @Test(arguments: [(7, 5), (33, 7), (2, 1), (112, 112), (11, 113), (1921, 3)])
    func `what is small stays as it is, and odd sizes are no trouble`(width: Int, height: Int) throws {
        let encoder = StillEncoder(longestSide: 112, quality: 90)
        let file = try encoder.encode(
            halves(width, height), PixelRectangle(x: 0, y: 0, width: width, height: height))
        let picture = try StillDecoder.decode(file, into: PicturePool())
        let scale = min(1, 112 / Double(max(width, height)))
        #expect(picture.width == Int((Double(width) * scale).rounded()))
        #expect(picture.height == max(1, Int((Double(height) * scale).rounded())))
    }

    @Test
    func `pictures of changing sizes come back in turn, each its own`() throws {
        let encoder = StillEncoder(longestSide: 64, quality: 90)
        let picture = halves(640, 480)
        for turn in 0..<60 {
            let isLeft = turn % 2 == 0
            let part = PixelRectangle(x: isLeft ? 10 : 350, y: 10, width: 64 - turn % 7, height: 64)
            let back = try StillDecoder.decode(encoder.encode(picture, part), into: PicturePool())
            #expect(back.width == 64 - turn % 7)
            #expect(isNear(pixel(back, 30, 30), isLeft ? [0x20, 0x20, 0xE0] : [0xE0, 0x20, 0x20]))
        }
    }
}
