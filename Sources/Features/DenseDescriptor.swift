// All numbers that describe the windows of a frame: the dense twin of the descriptor.

public import Imaging

/// Describes square windows of one size all over a frame, the net's features and the colours, for one pass over the frame.
///
/// Windows lie as far apart as the net's places do, and their middles fill the frame evenly; a window may hang over the
/// edge, where the frame's outermost pixels go on. Where there is one window only, it has
/// the features that `Descriptor` gives of that part of the frame with its border, to the last bit. All memory is allocated when it is made.
public final class DenseDescriptor {
    /// Pixels of a window's sides in the frame.
    public let side: Int
    /// Rows and columns of windows.
    public let places: Extent
    /// Pixels of the frame from one window to the next.
    public let step: (down: Double, across: Double)
    /// How many numbers describe a window.
    public var featureCount: Int { net.featureCount + ChromaHistogram.featureCount }

    /// More windows would take seconds.
    private static let most = 4000

    private let net: DenseExtractor
    private let colours: ChromaMap
    /// What is read of the frame with its border.
    private let area: PixelRectangle
    private let border: Int

    /// A descriptor of windows of `side` × `side` pixels in frames of `width` × `height`.
    ///
    /// - Parameter border: how far the frames it reads go on beyond their edges; `side / 2 + 1` at least.
    /// - Throws: `FeaturesError` when the frame is smaller than a step between windows, or too large.
    public init(
        bank: FilterBank, width: Int, height: Int, side: Int, border: Int, threads: Int = 1
    ) throws(FeaturesError) {
        precondition(border > side / 2, "a border of \(border) pixels does not hold half a window of \(side)")
        let input = bank.shape.input.size
        let jump = bank.shape.step
        step = (
            Double(jump.rows * side) / Double(input.rows), Double(jump.columns * side) / Double(input.columns)
        )
        // Middles of windows stand for cells that fill the frame: as many as there is room for, one at least.
        let rows = max(Int(Double(height) / step.down), 1)
        let columns = max(Int(Double(width) / step.across), 1)
        guard rows * columns <= Self.most else {
            throw .badPicture(
                reason:
                    "A picture of \(width) × \(height) pixels has \(rows * columns) windows; at most \(Self.most) are described."
            )
        }
        let size = Extent(input.rows + jump.rows * (rows - 1), input.columns + jump.columns * (columns - 1))
        net = try DenseExtractor(bank: bank, size: size, threads: threads)
        places = net.places
        self.side = side
        self.border = border
        let (high, wide) = try Self.area(side, step, net.places, size, bank.shape.input.shortestSide)
        area = PixelRectangle(
            x: border + (width - wide) / 2, y: border + (height - high) / 2, width: wide, height: high)
        colours = ChromaMap(
            width: width + 2 * border, height: height + 2 * border, windowWidth: side, windowHeight: side)
    }

    /// The part of a frame, in pixels, that becomes a plane of exactly `size`.
    private static func area(
        _ side: Int, _ step: (down: Double, across: Double), _ places: Extent, _ size: Extent, _ shortest: Int
    ) throws(FeaturesError) -> (height: Int, width: Int) {
        let resampler = Resampler(rows: size.rows, columns: size.columns, shortestSide: shortest)
        let high = side + Int((step.down * Double(places.rows - 1)).rounded())
        let wide = side + Int((step.across * Double(places.columns - 1)).rounded())
        // Both sides are rounded: where that spoils the proportions, a few pixels more or less mend them.
        let changes = (-6...6).flatMap { down in (-6...6).map { (down, $0) } }
            .sorted { abs($0.0) + abs($0.1) < abs($1.0) + abs($1.1) }
        for (down, across) in changes {
            let scaled = resampler.size(width: wide + across, height: high + down)
            if scaled == (size.rows, size.columns) { return (high + down, wide + across) }
        }
        throw .badPicture(reason: "No part of a frame has the proportions of \(size.text).")
    }

    /// Reads a frame that goes on beyond its edges by the border.
    ///
    /// - Throws: `FeaturesError` when the frame has another size.
    public func read(_ bordered: Picture) throws(FeaturesError) {
        guard bordered.width == colours.width, bordered.height == colours.height else {
            throw .badPicture(
                reason: "A frame with its border has \(colours.width) × \(colours.height) pixels here, not "
                    + "\(bordered.width) × \(bordered.height).")
        }
        try net.read(bordered, area)
        colours.read(bordered)
    }

    /// The left and upper edge of a window in pixels of the frame; below 0 where it hangs over.
    public func corner(row: Double, column: Double) -> (x: Double, y: Double) {
        (Double(area.x - border) + column * step.across, Double(area.y - border) + row * step.down)
    }

    /// Writes the features of a window.
    ///
    /// - Parameter features: receives `featureCount` values.
    /// - Precondition: the place lies within `places`, and `features` holds exactly `featureCount` values.
    public func features(row: Int, column: Int, into features: UnsafeMutableBufferPointer<Float>) {
        precondition(features.count == featureCount, "\(features.count) places for \(featureCount) features")
        net.features(
            row: row, column: column, into: UnsafeMutableBufferPointer(rebasing: features[..<net.featureCount]))
        let (x, y) = corner(row: Double(row), column: Double(column))
        let window = PixelRectangle(
            x: min(max(Int(x.rounded()) + border, 0), colours.width - side),
            y: min(max(Int(y.rounded()) + border, 0), colours.height - side), width: side, height: side)
        colours.describe(window, into: UnsafeMutableBufferPointer(rebasing: features[net.featureCount...]))
    }
}

extension ExtractorShape {
    /// Rows and columns of pixels from one place of the dense form to the next.
    var step: Extent {
        stages.reduce(Extent(1)) {
            Extent($0.rows * $1.pooling.step.rows, $0.columns * $1.pooling.step.columns)
        }
    }
}
