// Follows a thing from one frame to the next, and says how sure it is.

/// Follows what lies in a box, its place and its size.
///
/// A correlation filter is learnt from the box and as much around it, looks for it around its last place in three sizes, and learns
/// what it finds. It knows nothing of what the thing is: its certainty says whether it still looks as it did a moment ago.
///
/// The numbers were chosen on the built-in clip (docs/decisions/0040). Following allocates nothing.
package final class Tracker {
    /// Where the thing is.
    package struct Sight: Sendable, Equatable {
        /// The part of the box that lies in the picture; nil when that is less than half of it.
        package let region: Region?
        /// By how many deviations the filter's peak stands out: 20 and more in clear sight.
        package let certainty: Double
        /// Whether the thing is taken to be there.
        package var isSure: Bool { region != nil && certainty >= Tracker.sure }

        /// A thing in sight.
        package init(region: Region?, certainty: Double) {
            self.region = region
            self.certainty = certainty
        }
    }

    /// The filter sees the box this many times, each way.
    private static let padding = 2.5
    /// The deviation of the wanted answer, as a share of the box.
    private static let width = 0.1
    /// How much of the filter a new frame is.
    private static let rate: Float = 0.025
    /// From one size to the next.
    private static let step = 1.04
    /// A peak at another size must be higher by so much: sizes change slowly.
    private static let scalePenalty = 0.98
    /// Sizes, as a share of the first.
    private static let sizes = 0.2...5.0
    /// The certainty from which on the thing is taken to be there.
    package static let sure = 7.0

    /// The box: its middle and its first size, in pixels.
    private var (x, y) = (0.0, 0.0)
    private let (width, height): (Double, Double)
    private var scale = 1.0
    private var patch = TrackerPatch()
    private var filter = CorrelationFilter(width: width * Double(TrackerPatch.side) / padding)

    /// A tracker of what lies in a region of a picture.
    package init(_ picture: Picture, _ region: Region) {
        width = region.width * Double(picture.width)
        height = region.height * Double(picture.height)
        x = region.x * Double(picture.width) + width / 2
        y = region.y * Double(picture.height) + height / 2
        read(picture, scale)
        filter.learn(patch, rate: 1)
    }

    /// Looks for the thing in the next frame.
    package func follow(_ picture: Picture) -> Sight {
        var (best, bestScale, highest) = (CorrelationFilter.Answer(), scale, -Double.infinity)
        for step in [1, 1 / Self.step, Self.step] {
            let size = min(max(scale * step, Self.sizes.lowerBound), Self.sizes.upperBound)
            read(picture, size)
            let answer = filter.answer(patch)
            let value = answer.peak * (step == 1 ? 1 : Self.scalePenalty)
            if value > highest { (best, bestScale, highest) = (answer, size, value) }
        }
        let pixels = Self.padding * bestScale / Double(TrackerPatch.side)
        x += best.across * pixels * width
        y += best.down * pixels * height
        scale = bestScale
        let sight = Sight(region: region(in: picture), certainty: best.certainty)
        // What is not sure is not learnt, but is followed for as long as its owner has patience: a blurred thing goes on.
        if sight.isSure {
            read(picture, scale)
            filter.learn(patch, rate: Self.rate)
        }
        return sight
    }

    private func read(_ picture: Picture, _ scale: Double) {
        let size = Self.padding * scale
        patch.read(picture, x: x, y: y, width: size * width, height: size * height)
    }

    private func region(in picture: Picture) -> Region? {
        let (left, right) = (max(x - scale * width / 2, 0), min(x + scale * width / 2, Double(picture.width)))
        let (top, bottom) = (max(y - scale * height / 2, 0), min(y + scale * height / 2, Double(picture.height)))
        guard (right - left) * (bottom - top) >= 0.5 * scale * width * scale * height else { return nil }
        return Region(
            x: left / Double(picture.width), y: top / Double(picture.height),
            width: (right - left) / Double(picture.width), height: (bottom - top) / Double(picture.height))
    }
}
