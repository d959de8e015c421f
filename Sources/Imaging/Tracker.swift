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
    /// The part of the box, each way, that the filter goes by.
    private let core: Double
    private var scale = 1.0
    private var patch = TrackerPatch()
    private var filter = CorrelationFilter(width: width * Double(TrackerPatch.side) / padding)

    /// A tracker of what lies in a region of a picture.
    ///
    /// - Parameter core: the share of the region, each way and around its middle, that the thing fills: 1 where the region is the thing's
    ///   own box. In a region with much around the thing a filter of all would stay with what is around it.
    package init(_ picture: Picture, _ region: Region, core: Double = 1) {
        self.core = core
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
        let pixels = Self.padding * core * bestScale / Double(TrackerPatch.side)
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
        let size = Self.padding * core * scale
        patch.read(picture, x: x, y: y, width: size * width, height: size * height)
    }

    /// The box as far as it lies in the picture; nil when less than half of the thing itself does.
    private func region(in picture: Picture) -> Region? {
        let (all, down) = (Double(picture.width), Double(picture.height))
        let (columns, rows) = (extent(x, core * width, all), extent(y, core * height, down))
        let area = core * width * core * height * scale * scale
        guard (columns.end - columns.start) * (rows.end - rows.start) >= 0.5 * area else { return nil }
        let (across, along) = (extent(x, width, all), extent(y, height, down))
        return Region(
            x: across.start / all, y: along.start / down, width: (across.end - across.start) / all,
            height: (along.end - along.start) / down)
    }

    /// What of a side of so many pixels around a middle lies in the picture.
    private func extent(_ middle: Double, _ side: Double, _ pixels: Double) -> (start: Double, end: Double) {
        let start = min(max(middle - scale * side / 2, 0), pixels)
        return (start, max(min(middle + scale * side / 2, pixels), start))
    }
}
