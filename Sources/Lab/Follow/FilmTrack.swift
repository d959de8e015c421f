// The daemon's tracker on a film whose boxes are known.

package import Imaging

/// Where the tracker saw a thing that it was shown in the first frame.
package struct FilmTrack: Sendable, Equatable {
    /// A frame after the first.
    package struct Step: Sendable, Equatable {
        /// Where it is thought to be, in pixels; nil when most of that is outside.
        package let box: PixelRectangle?
        /// Whether the tracker is sure.
        package let isSure: Bool
        /// Intersection over union with the true box, 0…1.
        package let overlap: Double
        /// Pixels between the middles; nil without a box.
        package let distance: Double?
    }

    /// A unit of the benchmark's measures. Source: Wu, Lim and Yang, “Online object tracking: a benchmark”, CVPR 2013.
    package static let (nearEnough, overlapEnough) = (20.0, 0.5)
    /// Unsure frames one after another after which the daemon gives up, at 30 frames a second.
    private static let patience = 15

    /// The frames after the first.
    package let steps: [Step]

    /// How many of the first frames the daemon would follow.
    package var followed: Int {
        var unsure = 0
        for (index, step) in steps.enumerated() {
            unsure = step.isSure ? 0 : unsure + 1
            if unsure > Self.patience { return index }
        }
        return steps.count
    }

    /// Runs the tracker.
    ///
    /// - Parameter boxes: where the thing is, in pixels of each picture.
    /// - Throws: `LabError.badInput` for a picture that cannot be read.
    init(_ pictures: PictureList, boxes: [PixelRectangle]) throws(LabError) {
        var tracker: Tracker?
        var steps: [Step] = []
        for (index, truth) in boxes.enumerated() {
            guard case .colours(let picture) = try pictures.read(index) else { continue }
            guard let tracker else {
                let (width, height) = (Double(picture.width), Double(picture.height))
                let region = Region(
                    x: Double(truth.x) / width, y: Double(truth.y) / height, width: Double(truth.width) / width,
                    height: Double(truth.height) / height)
                tracker = region.map { Tracker(picture, $0) }
                continue
            }
            let sight = tracker.follow(picture)
            let box = sight.region?.pixels(width: picture.width, height: picture.height)
            steps.append(
                Step(
                    box: box, isSure: sight.isSure, overlap: box.map { Self.overlap($0, truth) } ?? 0,
                    distance: box.map { Self.distance($0, truth) }))
        }
        self.steps = steps
    }

    private static func overlap(_ one: PixelRectangle, _ other: PixelRectangle) -> Double {
        let width = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
        let height = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
        let both = Double(max(width, 0) * max(height, 0))
        return both / (Double(one.width * one.height + other.width * other.height) - both)
    }

    private static func distance(_ one: PixelRectangle, _ other: PixelRectangle) -> Double {
        let x = Double(2 * one.x + one.width - 2 * other.x - other.width) / 2
        let y = Double(2 * one.y + one.height - 2 * other.y - other.height) / 2
        return (x * x + y * y).squareRoot()
    }

    /// The numbers in a sentence.
    var words: String {
        func percent(_ share: Double) -> String { (100 * share).fixed(1) }
        func share(_ steps: some Collection<Step>, _ holds: (Step) -> Bool) -> Double {
            Double(steps.count(where: holds)) / Double(max(steps.count, 1))
        }
        let known = steps.prefix(followed)
        let sure = known.filter(\.isSure)
        return
            "tracked: \(percent(share(steps) { $0.overlap >= Self.overlapEnough })) % of \(steps.count) frames with half of "
            + "both boxes in common, \(percent(share(steps) { ($0.distance ?? .infinity) <= Self.nearEnough })) % within "
            + "\(Int(Self.nearEnough)) pixels; followed for \(followed) frames, sure in \(sure.count) of them, and of those "
            + "\(sure.count { $0.overlap < Self.overlapEnough }) with less than half in common"
    }
}
