// Boxes in a frame, and which of several boxes on the same thing stays.

package import Imaging

/// A rectangle in pixels of a frame, not rounded.
package struct Box: Sendable, Hashable {
    /// Left edge.
    package var x: Double
    /// Upper edge.
    package var y: Double
    /// Width.
    package var width: Double
    /// Height.
    package var height: Double

    /// A rectangle.
    package init(x: Double, y: Double, width: Double, height: Double) {
        (self.x, self.y, self.width, self.height) = (x, y, width, height)
    }

    /// Pixels in it.
    package var area: Double { width * height }

    /// The share that two boxes have of what either covers, 0 to 1 (“intersection over union”).
    package func overlap(with other: Box) -> Double {
        let shared = common(with: other)
        return shared > 0 ? shared / (area + other.area - shared) : 0
    }

    /// Pixels that lie in both.
    package func common(with other: Box) -> Double {
        let across = min(x + width, other.x + other.width) - max(x, other.x)
        let down = min(y + height, other.y + other.height) - max(y, other.y)
        return across > 0 && down > 0 ? across * down : 0
    }

    /// The region of a frame that it covers; nil when it lies outside.
    package func region(inFrameOf width: Int, _ height: Int) -> Region? {
        let (left, top) = (max(x, 0), max(y, 0))
        let (right, bottom) = (min(x + self.width, Double(width)), min(y + self.height, Double(height)))
        return Region(
            x: left / Double(width), y: top / Double(height), width: (right - left) / Double(width),
            height: (bottom - top) / Double(height))
    }

    /// Of boxes on the same thing the one that comes first (“non-maximum suppression”).
    ///
    /// - Parameters:
    ///   - boxes: the best first.
    ///   - overlap: two that share more are on the same thing; so are two of which one lies in the other by `inside`.
    /// - Returns: the places of those that stay.
    package static func apart(_ boxes: [Box], overlap: Double, inside: Double) -> [Int] {
        var kept: [Int] = []
        for (index, box) in boxes.enumerated() {
            let isNew = kept.allSatisfy { other in
                let shared = box.common(with: boxes[other])
                return box.overlap(with: boxes[other]) <= overlap
                    && shared <= inside * min(box.area, boxes[other].area)
            }
            if isNew { kept.append(index) }
        }
        return kept
    }
}
