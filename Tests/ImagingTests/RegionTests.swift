// Regions: what is inside a picture, and which pixels it means.

import Imaging
import Testing

@Suite("Regions")
struct RegionTests {
    @Test("A region outside the picture, or empty, does not exist")
    func validity() {
        #expect(Region(x: 0.5, y: 0, width: 0.6, height: 1) == nil)
        #expect(Region(x: -0.1, y: 0, width: 0.5, height: 1) == nil)
        #expect(Region(x: 0, y: 0, width: 0, height: 1) == nil)
        #expect(Region(x: .nan, y: 0, width: 0.5, height: 1) == nil)
        #expect(Region(x: 0, y: 0, width: 1, height: 1) == .whole)
    }

    @Test("The whole is all pixels, and the square lies in the middle")
    func pixels() {
        #expect(
            Region.whole.pixels(width: 11, height: 7) == PixelRectangle(x: 0, y: 0, width: 11, height: 7))
        #expect(
            Region.centredSquare(width: 640, height: 480).pixels(width: 640, height: 480)
                == PixelRectangle(x: 80, y: 0, width: 480, height: 480))
        #expect(
            Region.centredSquare(width: 33, height: 64).pixels(width: 33, height: 64)
                == PixelRectangle(x: 0, y: 16, width: 33, height: 33))
    }

    @Test("The square in the middle is square, with the larger half of an odd rest before it")
    func squares() {
        for width in 1...130 {
            for height in 1...130 {
                let side = min(width, height)
                #expect(
                    Region.centredSquare(width: width, height: height).pixels(width: width, height: height)
                        == PixelRectangle(
                            x: (width - side + 1) / 2, y: (height - side + 1) / 2, width: side, height: side))
            }
        }
    }

    @Test("Any region has at least one pixel, inside the picture", arguments: [1, 7, 33])
    func least(side: Int) throws {
        for step in 0..<20 {
            let region = try #require(Region(x: Double(step) / 20, y: 0.95, width: 0.001, height: 0.05))
            let pixels = region.pixels(width: side, height: side)
            #expect(pixels.width >= 1 && pixels.height >= 1)
            #expect(pixels.x + pixels.width <= side && pixels.y + pixels.height <= side)
        }
    }
}
