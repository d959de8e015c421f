// How the light on a scene differs between two moments, whatever stands in it.

import Foundation
package import Imaging

/// A difference of light: medians over the cells of two mosaics, so that what covers less than half of them counts little.
package struct Light: Sendable, Hashable {
    /// The logarithm of how much brighter it is.
    package let gain: Double
    /// By how many levels everything is bluer.
    package let blue: Double
    /// By how many levels everything is redder.
    package let red: Double

    /// The smallest changes worth telling, in the same order: brighter by 28 % or darker by 22 %, or tinted by 14 levels.
    /// The lamp of the built-in clip, which wanders, stays within them.
    package static let limits = [0.25, 14, 14].map { Limit($0, isTwoSided: true) }
    /// Levels added to both sides before they are divided, so that noise in the dark is no change.
    private static let floor: Float = 4

    /// The light of one moment against that of another.
    package init(_ now: Mosaic, against then: Mosaic) {
        gain = Self.median(zip(now.luminance, then.luminance)) { Foundation.log(($0 + Self.floor) / ($1 + Self.floor)) }
        blue = Self.median(zip(now.blueness, then.blueness)) { $0 - $1 }
        red = Self.median(zip(now.redness, then.redness)) { $0 - $1 }
    }

    /// The three numbers.
    package var values: [Double] { [gain, blue, red] }

    /// How much it is, as a share of the smallest change.
    package var size: Double { zip(values, Self.limits).map { abs($0) / $1.value }.max() ?? 0 }

    private static func median(
        _ pairs: Zip2Sequence<ArraySlice<Float>, ArraySlice<Float>>, _ difference: (Float, Float) -> Float
    ) -> Double {
        let sorted = pairs.map(difference).sorted()
        return Double(sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }
}
