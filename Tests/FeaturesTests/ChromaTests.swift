// The colours of a picture against the formula, and those of many windows against those of one.

import Features
import Foundation
import Imaging
import Testing

/// The formula of the bins in Double, pixel by pixel, with the angle and the radius of every colour.
private func naive(_ picture: Picture, _ rectangle: PixelRectangle) -> [Double] {
    let (stepX, stepY) = ((rectangle.width + 95) / 96, (rectangle.height + 95) / 96)
    var shares: [Double] = []
    for row in 0..<4 {
        for column in 0..<4 {
            var cell = [Double](repeating: 0, count: 17)
            var count = 0.0
            let (left, top) = (column * rectangle.width / 4, row * rectangle.height / 4)
            for y in top..<max((row + 1) * rectangle.height / 4, top + 1)
            where (rectangle.y + y) % stepY == stepY / 2 {
                for x in left..<max((column + 1) * rectangle.width / 4, left + 1)
                where (rectangle.x + x) % stepX == stepX / 2 {
                    let colour = picture.colour(rectangle.x + x, rectangle.y + y)
                    for (bin, share) in naiveShares(colour).enumerated() { cell[bin] += share }
                    count += 1
                }
            }
            shares += cell.map { $0 / count }
        }
    }
    return shares
}

private func naiveShares(_ colour: (red: Int, green: Int, blue: Int)) -> [Double] {
    let luminance = (77 * colour.red + 150 * colour.green + 29 * colour.blue + 128) / 256
    func steps(_ difference: Int) -> Double { (Double(difference + 2) / 4).rounded(.down) }
    let u = 0.492 * 4 / 255 * steps(colour.blue - luminance)
    let v = 0.877 * 4 / 255 * steps(colour.red - luminance)
    let distance = hypot(u, v)
    let angle = atan2(v, u) * 180 / .pi
    var shares = [Double](repeating: 0, count: 17)
    shares[0] = max(0, 1 - distance / 0.2)
    for hue in 0..<8 {
        let apart = abs(remainder(angle - 45 * Double(hue), 360))
        let near = max(0, 1 - apart / 45)
        let strong = min(max((distance - 0.2) / 0.3, 0), 1)
        shares[1 + hue] = near * (1 - shares[0] - strong)
        shares[9 + hue] = near * strong
    }
    return shares
}

extension Picture {
    fileprivate func colour(_ x: Int, _ y: Int) -> (red: Int, green: Int, blue: Int) {
        withBytes { bytes in
            let offset = y * stride + 4 * x
            return (Int(bytes[offset + 2]), Int(bytes[offset + 1]), Int(bytes[offset]))
        }
    }

    fileprivate var whole: PixelRectangle { PixelRectangle(x: 0, y: 0, width: width, height: height) }
}

extension ChromaHistogram {
    fileprivate func features(of picture: Picture, _ rectangle: PixelRectangle) -> [Float] {
        var features = [Float](repeating: .nan, count: Self.featureCount)
        features.withUnsafeMutableBufferPointer { extract(picture, rectangle, into: $0) }
        return features
    }
}

extension ChromaMap {
    fileprivate func features(of window: PixelRectangle) -> [Float] {
        var features = [Float](repeating: .nan, count: ChromaHistogram.featureCount)
        features.withUnsafeMutableBufferPointer { describe(window, into: $0) }
        return features
    }
}

/// Every colour there is, in no order.
private let mixed: Colours = { x, y, _, _ in
    var state = UInt32(truncatingIfNeeded: x &* 73_856_093 ^ y &* 19_349_663) &* 2_654_435_761
    state ^= state >> 15
    state = state &* 2_246_822_519
    return (Int(state >> 24), Int(state >> 16 & 255), Int(state >> 8 & 255))
}

@Suite("Chroma")
struct ChromaTests {
    @Test(arguments: [
        (1, 1, 0), (2, 3, 0), (3, 1, 4), (5, 7, 0), (33, 11, 8), (95, 96, 0), (97, 200, 4), (323, 241, 4),
        (640, 480, 0),
    ])
    func `the histogram is that of the formula`(width: Int, height: Int, padding: Int) {
        let histogram = ChromaHistogram()
        for colours in [mixed, TestPictures.gratings] {
            let picture = TestPictures.picture(width, height, padding: padding, colours)
            var rectangles = [picture.whole]
            if width > 4 && height > 4 {
                rectangles += [
                    PixelRectangle(x: 1, y: 2, width: width - 3, height: height - 2),
                    PixelRectangle(x: width - 1, y: height - 1, width: 1, height: 1),
                    PixelRectangle(x: width / 3, y: 0, width: 3, height: height / 2),
                ]
            }
            for rectangle in rectangles {
                let found = histogram.features(of: picture, rectangle)
                // What is kept are roots of shares rounded to 1024ths.
                for (one, share) in zip(found, naive(picture, rectangle)) {
                    #expect(abs(Double(one) * Double(one) - share) < 1.5e-3)
                }
                for cell in 0..<16 {
                    #expect(abs(found[17 * cell..<17 * (cell + 1)].reduce(0) { $0 + $1 * $1 } - 1) < 1e-5)
                }
            }
        }
    }

    @Test
    func `grey is one bin, whatever its brightness, and is the description of a picture without colour`() {
        let picture = TestPictures.picture(128, 64) { x, y, _, _ in
            let grey = (2 * x + y) % 256
            return (grey, grey, grey)
        }
        var grey = [Float](repeating: .nan, count: ChromaHistogram.featureCount)
        grey.withUnsafeMutableBufferPointer { ChromaHistogram.grey(into: $0) }
        #expect(grey == (0..<272).map { $0 % 17 == 0 ? 1 : 0 })
        #expect(ChromaHistogram().features(of: picture, picture.whole) == grey)
    }

    @Test
    func `hues lie where they belong, and opposite ones have nothing in common`() {
        func described(_ red: Int, _ green: Int, _ blue: Int) -> [Float] {
            let picture = TestPictures.picture(4, 4) { _, _, _, _ in (red, green, blue) }
            return Array(ChromaHistogram().features(of: picture, picture.whole)[..<17])
        }
        // Bins 9…16 go from blue (0°) over magenta (45°), red (90° and a little more), yellow (180°) to green (225°).
        let strong: [(colour: [Float], bin: Int)] = [
            (described(0, 0, 255), 9), (described(255, 0, 255), 10), (described(255, 0, 0), 11),
            (described(255, 255, 0), 13), (described(0, 255, 0), 14), (described(0, 255, 255), 15),
        ]
        for (colour, bin) in strong { #expect(colour[9...].max() == colour[bin] && colour[0] == 0) }
        for (one, other) in [(described(200, 90, 90), described(90, 200, 200)), (strong[0].colour, strong[3].colour)] {
            #expect(zip(one, other).allSatisfy { $0 * $1 == 0 })
        }
        let pale = described(190, 110, 110)
        #expect(pale.max() == pale[3] && pale[0] > 0 && pale[9...].allSatisfy { $0 == 0 })
    }

    @Test(arguments: [
        (640, 480, 480, 480), (640, 480, 130, 130), (640, 480, 50, 201), (323, 241, 97, 100), (37, 29, 4, 9),
        (7, 5, 1, 1), (7, 5, 7, 5),
    ])
    func `a window of a map is described as it is by itself, to the last bit`(
        width: Int, height: Int, windowWidth: Int, windowHeight: Int
    ) {
        let (histogram, map) = (
            ChromaHistogram(),
            ChromaMap(width: width, height: height, windowWidth: windowWidth, windowHeight: windowHeight)
        )
        // The second frame must leave nothing of the first.
        for colours in [mixed, TestPictures.gratings] {
            let frame = TestPictures.picture(width, height, padding: 4, colours)
            map.read(frame)
            for place in 0..<40 {
                let window = PixelRectangle(
                    x: place * 37 % (width - windowWidth + 1), y: place * 53 % (height - windowHeight + 1),
                    width: windowWidth, height: windowHeight)
                #expect(map.features(of: window) == histogram.features(of: frame, window))
            }
        }
    }

    @Test
    func `a picture and its enlargement have about the same colours`() {
        let (small, large) = (
            TestPictures.picture(160, 120, TestPictures.gratings),
            TestPictures.picture(640, 480) { x, y, _, _ in TestPictures.gratings(x / 4, y / 4, 160, 120) }
        )
        let histogram = ChromaHistogram()
        let (one, other) = (histogram.features(of: small, small.whole), histogram.features(of: large, large.whole))
        #expect(zip(one, other).reduce(0) { $0 + $1.0 * $1.1 } / 16 > 0.995)
    }
}
