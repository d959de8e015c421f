// Pictures of nothing in particular: the permanent counter-examples.

import Features
import Imaging

/// Synthetic pictures with the statistics of natural ones, always the same.
///
/// “Dead leaves” (discs of random grey that cover one another, their radii by an inverse cubic law, so that edges of
/// every size occur equally often; Matheron 1968; Lee, Mumford and Huang, “Occlusion models for natural images”, 2001).
/// They are what a taught category must differ from before anybody has shown the empty stage.
enum GenericNegatives {
    static let count = 48
    private static let side = 160

    /// The pictures.
    static func pictures() -> [Picture] {
        (0..<count).map { index in
            var generator = SplitMix64(seed: UInt64(index) &* 7919 &+ 17)
            return deadLeaves(&generator)
        }
    }

    private static func deadLeaves(_ generator: inout SplitMix64) -> Picture {
        let picture = Picture(width: side, height: side)
        // Between few large leaves and many small ones: from a bare wall to a crowd.
        let smallest = 3 + 20 * generator.unit()
        let ground = UInt8(40 + 175 * generator.unit())
        picture.withBytes { bytes in
            for index in bytes.indices { bytes[index] = ground }
            for _ in 0..<120 { leaf(bytes, smallest, &generator) }
        }
        return picture
    }

    private static func leaf(
        _ bytes: UnsafeMutableRawBufferPointer, _ smallest: Double, _ generator: inout SplitMix64
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
                let value = UInt8(min(max(grey + dx * slopeX + dy * slopeY, 0), 255))
                let offset = 4 * (row * side + column)
                for channel in 0..<3 { bytes[offset + channel] = value }
            }
        }
    }
}

extension SplitMix64 {
    /// A number in 0…1.
    fileprivate mutating func unit() -> Double { (Double(nextSigned()) + 1) / 2 }
}
