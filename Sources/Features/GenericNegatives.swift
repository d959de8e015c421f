// Pictures of nothing in particular: the permanent counter-examples.

package import Imaging

/// Synthetic pictures with the statistics of natural ones, always the same.
///
/// “Dead leaves” (discs of random grey that cover one another, their radii by an inverse cubic law, so that edges of
/// every size occur equally often; Matheron 1968; Lee, Mumford and Huang, “Occlusion models for natural images”, 2001),
/// tinted as photographs are: many nearly grey, the others mostly warm (orange, brown) or cold (sky, shade), some green.
/// They are what a taught category must differ from before anybody has shown the empty stage.
package enum GenericNegatives {
    private static let count = 48
    private static let side = 160

    /// The pictures.
    package static func pictures() -> [Picture] {
        (0..<count).map { index in
            var generator = SplitMix64(seed: UInt64(index) &* 7919 &+ 17)
            var colours = LeafColours(seed: UInt64(index) &* 104_729 &+ 71)
            return deadLeaves(&generator, &colours)
        }
    }

    private static func deadLeaves(_ generator: inout SplitMix64, _ colours: inout LeafColours) -> Picture {
        let picture = Picture(width: side, height: side)
        // Between few large leaves and many small ones: from a bare wall to a crowd.
        let smallest = 3 + 20 * generator.unit()
        let ground = 40 + 175 * generator.unit()
        let tint = colours.next()
        picture.withBytes { bytes in
            for pixel in 0..<side * side { tint.paint(bytes, pixel, brightness: ground) }
            for _ in 0..<120 { leaf(bytes, smallest, &generator, colours.next()) }
        }
        return picture
    }

    private static func leaf(
        _ bytes: UnsafeMutableRawBufferPointer, _ smallest: Double, _ generator: inout SplitMix64,
        _ tint: LeafColours.Tint
    ) {
        // Inverse of the distribution with density ∝ r⁻³ between the smallest and the largest radius.
        let (near, far) = (1 / (smallest * smallest), 1.0 / (80 * 80))
        let radius = 1 / (near - generator.unit() * (near - far)).squareRoot()
        let (x, y) = (Double(side) * generator.unit(), Double(side) * generator.unit())
        let grey = 20 + 215 * generator.unit()
        // Light from one side: a leaf is not all of one grey.
        let (slopeX, slopeY) = ((generator.unit() - 0.5) * 60 / radius, (generator.unit() - 0.5) * 60 / radius)
        for row in max(0, Int(y - radius))..<min(side, Int(y + radius) + 1) {
            for column in max(0, Int(x - radius))..<min(side, Int(x + radius) + 1) {
                let (dx, dy) = (Double(column) - x, Double(row) - y)
                guard dx * dx + dy * dy <= radius * radius else { continue }
                tint.paint(bytes, row * side + column, brightness: grey + dx * slopeX + dy * slopeY)
            }
        }
    }
}
