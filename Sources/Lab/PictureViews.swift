// Parts of pictures that fill a net's box.

import Features
import Imaging

/// Parts of pictures with the proportions of a net's box: what a later stage's patches are cut from, as nothing of them is
/// the rim that pads other pictures.
struct PictureViews {
    /// The box.
    let box: Extent
    /// Random parts of a picture, beside the largest one in its middle.
    let random: Int
    /// The least share of the largest part's sides that a random part has.
    private static let smallest = 0.5

    private var generator: SplitMix64

    init(box: Extent, random: Int, seed: UInt64) {
        (self.box, self.random) = (box, random)
        generator = SplitMix64(seed: seed)
    }

    /// The parts of the next picture; none of one that is too thin.
    mutating func next(width: Int, height: Int) -> [PixelRectangle] {
        let scale = min(Double(width) / Double(box.columns), Double(height) / Double(box.rows))
        let largest = part(scale, width, height) { $0 / 2 }
        let others = (0..<random).compactMap { _ in
            let share = Self.smallest + (1 - Self.smallest) * Double(generator.next() >> 11) / Double(1 << 53)
            return part(share * scale, width, height) { Int(generator.next() % UInt64($0 + 1)) }
        }
        return (largest.map { [$0] } ?? []) + others
    }

    /// The box times `scale`, where `place` chooses among so many places.
    private func part(_ scale: Double, _ width: Int, _ height: Int, place: (Int) -> Int) -> PixelRectangle? {
        let columns = min(Int((scale * Double(box.columns)).rounded()), width)
        let rows = min(Int((scale * Double(box.rows)).rounded()), height)
        guard columns > 1, rows > 1 else { return nil }
        let x = place(width - columns)
        return PixelRectangle(x: x, y: place(height - rows), width: columns, height: rows)
    }
}
