// The colours of pictures of nothing in particular.

import Foundation

/// Colours as they occur together in photographs.
///
/// A picture has a vividness of its own and a cast; its colours scatter around that. Hues are those of daylight scenes:
/// in 200 photographs (the training part of BSDS500) half of what is coloured lies around 140° in the plane of U and V
/// (orange, brown, skin), a third around 305° (sky and shade), the rest between them on the side of green, and the distance
/// from grey has the quartiles 0.04, 0.06 and 0.11. A quarter of the pictures here are grey all over, as many rooms are.
struct LeafColours {
    /// Factors of a brightness, whose weighted sum is 1 as far as none of them would be negative.
    struct Tint {
        let red: Double
        let green: Double
        let blue: Double

        /// A colour difference at half the full brightness; it fades with the light that falls on it.
        init(u: Double, v: Double) {
            red = max(1 + 2 * v / 0.877, 0)
            blue = max(1 + 2 * u / 0.492, 0)
            green = max((1 - 0.299 * red - 0.114 * blue) / 0.587, 0)
        }

        func paint(_ bytes: UnsafeMutableRawBufferPointer, _ pixel: Int, brightness: Double) {
            for (channel, factor) in [blue, green, red].enumerated() {
                bytes[4 * pixel + channel] = UInt8(min(max(brightness * factor, 0), 255))
            }
        }
    }

    private var generator: SplitMix64
    private let vividness: Double
    private var cast = (u: 0.0, v: 0.0)

    init(seed: UInt64) {
        generator = SplitMix64(seed: seed)
        let isGrey = generator.unit() < 0.25
        let vivid = 0.02 * pow(5, generator.unit())
        vividness = isGrey ? 0.005 : vivid
        cast = difference()
    }

    /// The next leaf's colour.
    mutating func next() -> Tint {
        let own = difference()
        return Tint(u: cast.u + own.u, v: cast.v + own.v)
    }

    /// A colour difference: a hue as they occur, a distance from grey with an exponential distribution.
    private mutating func difference() -> (u: Double, v: Double) {
        let kind = generator.unit()
        let degrees: Double
        if kind < 0.5 {
            degrees = 140 + 18 * generator.normal()
        } else if kind < 0.8 {
            degrees = 305 + 18 * generator.normal()
        } else {
            degrees = 160 + 130 * generator.unit()
        }
        let distance = -vividness * log(1 - generator.unit())
        let angle = degrees * .pi / 180
        return (distance * cos(angle), distance * sin(angle))
    }
}

extension SplitMix64 {
    /// A number from 0 to less than 1.
    mutating func unit() -> Double { (Double(nextSigned()) + 1) / 2 }

    /// About normal, mean 0, deviation 1: twelve uniform numbers.
    fileprivate mutating func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + unit() } }
}
