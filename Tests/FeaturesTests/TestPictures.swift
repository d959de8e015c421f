// Pictures by formula, in whole numbers, the same as those of Golden/golden.py.

import Features
import Imaging

/// The colour of a pixel of a picture of `width` × `height`, each part in 0…255.
typealias Colours = @Sendable (_ x: Int, _ y: Int, _ width: Int, _ height: Int) -> (red: Int, green: Int, blue: Int)

enum TestPictures {
    static func named(_ formula: String) -> Colours? {
        switch formula {
        case "gratings": gratings
        case "impulse": { x, y, width, height in x == width / 3 && y == height / 2 ? (255, 255, 255) : (0, 0, 0) }
        case "constant": { _, _, _, _ in (99, 99, 99) }
        default: nil
        }
    }

    /// Three triangle waves and three blobs that lie over them.
    static let gratings: Colours = { x, y, width, height in
        func triangle(_ t: Int, _ period: Int) -> Int { min(t % period, period - t % period) * 510 / period }
        var (red, green, blue) = (
            triangle(3 * x + 2 * y, 40), triangle(5 * y + 4 * width - x, 56), triangle(x + 7 * y, 91)
        )
        for (cx, cy, r) in [(width / 3, height / 4, 23), (width - 30, height / 2, 17), (width / 2, height - 20, 31)] {
            let rest = r * r - (x - cx) * (x - cx) - (y - cy) * (y - cy)
            let blob = rest > 0 ? 255 * rest / (r * r) : 0
            (red, green, blue) = (max(red, blob), max(green - blob, 0), (blue + blob) / 2)
        }
        return (red, green, blue)
    }

    /// A picture whose rows are `padding` bytes longer than their pixels, with noise where nobody may look.
    static func picture(_ width: Int, _ height: Int, padding: Int = 0, _ colours: Colours) -> Picture {
        let stride = 4 * width + padding
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: stride * height, alignment: 64)
        for index in 0..<stride * height {
            bytes.storeBytes(of: UInt8(index % 251), toByteOffset: index, as: UInt8.self)
        }
        for y in 0..<height {
            for x in 0..<width {
                let (red, green, blue) = colours(x, y, width, height)
                for (place, value) in [blue, green, red].enumerated() {
                    bytes.storeBytes(of: UInt8(value), toByteOffset: y * stride + 4 * x + place, as: UInt8.self)
                }
            }
        }
        return Picture(width: width, height: height, stride: stride, bytes: bytes) { $0.deallocate() }
    }

    /// A sum that changes with every byte.
    static func checksum(_ width: Int, _ height: Int, _ colours: Colours) -> Int {
        var (sum, index) = (0, 0)
        for y in 0..<height {
            for x in 0..<width {
                let (red, green, blue) = colours(x, y, width, height)
                for value in [red, green, blue] {
                    sum += value * (index % 251 + 1)
                    index += 1
                }
            }
        }
        return sum
    }
}

extension Extractor {
    /// The features of a part of a picture as an array.
    func features(of picture: Picture, _ rectangle: PixelRectangle) -> [Float] {
        [Float](unsafeUninitializedCapacity: featureCount) { places, count in
            extract(picture, rectangle, into: UnsafeMutableBufferPointer(rebasing: places[..<featureCount]))
            count = featureCount
        }
    }

    /// The features of a grey plane as an array.
    func features(of plane: Plane) throws(FeaturesError) -> [Float] {
        let places = UnsafeMutableBufferPointer<Float>.allocate(capacity: featureCount)
        defer { places.deallocate() }
        try extract(plane, into: places)
        return Array(places)
    }
}
