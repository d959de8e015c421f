// What there is to find.

package import Classifier
package import Imaging

/// All that was taught, at one moment.
package struct Findable: Sendable {
    /// A size in a frame.
    package struct Size: Sendable, Hashable {
        /// Shares of the frame's shorter side.
        package let width, height: Double
        /// The longer one.
        package var longer: Double { max(width, height) }

        /// A size of two numbers greater than 0; nil of others.
        package init?(_ numbers: [Double]) {
            guard numbers.count == 2, numbers.allSatisfy({ $0.isFinite && $0 > 0 }) else { return nil }
            (width, height) = (numbers[0], numbers[1])
        }
    }

    /// The samples, the generic ones first; features as a `Descriptor` gives them.
    package let samples: [TrainingSample]
    /// The size of the part of a frame that a sample is, where somebody drew it around a thing.
    package let sizes: [Int64: Size]
    /// How much the net's features and the colours count.
    package let weights: (net: Double, colours: Double)
    /// Who decides between categories.
    package let kind: ClassifierKind
    /// The share of true objects that may be missed.
    package let threshold: Double
    /// The part of a frame that is taught when nobody names one; nil for the square in the middle.
    package let region: Region?
    /// Changes with the samples.
    package let revision: Int64

    /// What there is to find.
    package init(
        samples: [TrainingSample], sizes: [Int64: Size], weights: (net: Double, colours: Double),
        kind: ClassifierKind, threshold: Double, region: Region?, revision: Int64
    ) {
        self.samples = samples
        self.sizes = sizes
        self.weights = weights
        self.kind = kind
        self.threshold = threshold
        self.region = region
        self.revision = revision
    }
}

/// The sizes at which things were taught, and what they say of boxes.
struct TaughtScales: Hashable {
    /// Sides of windows in pixels, the largest first.
    let sides: [Int]
    /// By the category: a thing's width and height in shares of its window, where it was drawn around.
    let shapes: [Int64: Shape]

    /// Shares of a window's side.
    struct Shape: Hashable {
        let width, height: Double
    }

    /// Sides nearer to one another than this factor are one.
    private static let apart = 1.3
    /// Of many sides those with the most samples; none below this share of the frame's shorter side.
    private static let (most, least) = (2, 0.2)

    /// - Parameters:
    ///   - width: pixels of the frame.
    ///   - height: pixels of the frame.
    init(_ findable: Findable, width: Int, height: Int) {
        let shorter = Double(min(width, height))
        let part = (findable.region ?? .centredSquare(width: width, height: height)).pixels(
            width: width, height: height)
        let standard = Double(max(part.width, part.height))
        var ofCategories: [Int64: [Findable.Size?]] = [:]
        for sample in findable.samples {
            if let category = sample.label.category {
                ofCategories[category, default: []].append(findable.sizes[sample.id])
            }
        }
        let all = ofCategories.values.flatMap { $0 }.map { size in
            size.map { max($0.longer, Self.least) * shorter } ?? standard
        }
        sides = Self.groups(all.isEmpty ? [standard] : all)
        shapes = ofCategories.compactMapValues { sizes in
            let drawn = sizes.compactMap { $0 }
            guard 2 * drawn.count > sizes.count else { return nil }
            func mean(_ side: (Findable.Size) -> Double) -> Double {
                drawn.reduce(0) { $0 + side($1) / $1.longer } / Double(drawn.count)
            }
            return Shape(width: mean(\.width), height: mean(\.height))
        }
    }

    /// The middles of groups of sides, in whole pixels.
    private static func groups(_ sides: [Double]) -> [Int] {
        var groups: [[Double]] = []
        for side in sides.sorted(by: >) {
            if let first = groups.last?.first, first / side < apart {
                groups[groups.count - 1].append(side)
            } else {
                groups.append([side])
            }
        }
        return groups.sorted { $0.count > $1.count }.prefix(most)
            .map { Int(($0.reduce(0, +) / Double($0.count)).rounded()) }.sorted(by: >)
    }
}
