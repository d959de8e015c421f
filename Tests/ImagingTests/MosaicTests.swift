// A picture as 48 cells.

import Imaging
import Testing

/// A picture whose pixels are given by place.
private func picture(
    _ width: Int, _ height: Int, _ colour: (_ x: Int, _ y: Int) -> (red: Int, green: Int, blue: Int)
) -> Picture {
    let picture = Picture(width: width, height: height)
    picture.withBytes { bytes in
        for y in 0..<height {
            for x in 0..<width {
                let (red, green, blue) = colour(x, y)
                for (channel, value) in [blue, green, red].enumerated() {
                    bytes[y * picture.stride + 4 * x + channel] = UInt8(value)
                }
            }
        }
    }
    return picture
}

@Suite("Mosaics")
struct MosaicTests {
    @Test(arguments: [(640, 480), (97, 61), (8, 6), (3, 2), (1, 1)])
    func `one colour is the same in every cell, at any size`(width: Int, height: Int) {
        var mosaic = Mosaic()
        let whole = PixelRectangle(x: 0, y: 0, width: width, height: height)
        mosaic.read(picture(width, height) { _, _ in (200, 100, 50) }, whole)
        // (77·200 + 150·100 + 29·50 + 128) >> 8 = 124
        #expect(mosaic.luminance.allSatisfy { $0 == 124 })
        #expect(mosaic.blueness.allSatisfy { $0 == -74 } && mosaic.redness.allSatisfy { $0 == 76 })
    }

    @Test
    func `a cell is the mean of its own pixels, of the rectangle alone`() {
        var mosaic = Mosaic()
        // Outside of the rectangle everything is white; inside each cell of 10 × 10 pixels has its own grey.
        let shown = picture(100, 80) { x, y in
            guard (7..<87).contains(x), (11..<71).contains(y) else { return (255, 255, 255) }
            let grey = 5 * ((y - 11) / 10 * 8 + (x - 7) / 10)
            return (grey, grey, grey)
        }
        mosaic.read(shown, PixelRectangle(x: 7, y: 11, width: 80, height: 60))
        #expect(Array(mosaic.luminance) == (0..<48).map { Float(5 * $0) })
        #expect(mosaic.blueness.allSatisfy { $0 == 0 })
    }

    @Test
    func `a change is the mean over all cells`() {
        var (before, after) = (Mosaic(), Mosaic())
        let whole = PixelRectangle(x: 0, y: 0, width: 80, height: 60)
        before.read(picture(80, 60) { _, _ in (100, 100, 100) }, whole)
        after.read(picture(80, 60) { x, _ in x < 40 ? (120, 120, 120) : (100, 100, 100) }, whole)
        #expect(after.change(since: before) == 10 && before.change(since: after) == 10)
        #expect(after.change(since: after) == 0)
    }

    @Test
    func `what was read can be written down and read again, and what is no mosaic is not`() throws {
        var mosaic = Mosaic()
        mosaic.read(
            picture(9, 9) { x, y in (20 * x, 20 * y, 9 * x) }, PixelRectangle(x: 0, y: 0, width: 9, height: 9))
        #expect(Mosaic(values: mosaic.values) == mosaic)
        #expect(Mosaic(values: []) == nil && Mosaic(values: Array(mosaic.values.dropLast())) == nil)
        #expect(Mosaic(values: mosaic.values.dropLast() + [.nan]) == nil)
        var copy = Mosaic()
        copy.copy(mosaic)
        #expect(copy == mosaic)
        copy.add(mosaic)
        copy.scale(by: 0.5)
        #expect(copy == mosaic)
    }
}
