// A drawn table with drawn things on it.

import Features
import Imaging
import Objects

enum Stage {
    /// A thing: stripes or rings of its own colours in a box.
    enum Thing: Int64, CaseIterable {
        case stripes = 1
        case rings = 2

        func colour(_ x: Double, _ y: Double) -> (red: UInt8, green: UInt8, blue: UInt8) {
            switch self {
            case .stripes: Int(x * 7) % 2 == 0 ? (210, 40, 40) : (240, 220, 90)
            case .rings:
                Int(((x - 0.5) * (x - 0.5) + (y - 0.5) * (y - 0.5)).squareRoot() * 10) % 2 == 0
                    ? (30, 60, 200) : (60, 200, 220)
            }
        }
    }

    /// A picture of things on a grey, grained ground.
    static func picture(
        _ things: [(thing: Thing, box: Box)], width: Int = 640, height: Int = 480, grain seed: UInt64 = 1
    ) -> Picture {
        let picture = Picture(width: width, height: height)
        var generator = SplitMix64(seed: seed)
        picture.withBytes { bytes in
            for y in 0..<height {
                for x in 0..<width {
                    let grain = Int(6 * generator.nextSigned())
                    var colour = (UInt8(130 + grain), UInt8(128 + grain), UInt8(120 + grain))
                    for (thing, box) in things {
                        let (across, down) = ((Double(x) - box.x) / box.width, (Double(y) - box.y) / box.height)
                        guard (0..<1).contains(across), (0..<1).contains(down) else { continue }
                        let own = thing.colour(across, down)
                        colour = (own.red, own.green, own.blue)
                    }
                    let place = y * picture.stride + 4 * x
                    (bytes[place], bytes[place + 1], bytes[place + 2]) = (colour.2, colour.1, colour.0)
                }
            }
        }
        return picture
    }

    /// A box of 190 × 190 pixels with its middle at a place.
    static func box(_ x: Double, _ y: Double) -> Box { Box(x: x - 95, y: y - 95, width: 190, height: 190) }
}
