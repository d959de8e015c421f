// The same net over a whole frame: what a classifier needs to look at every place.

public import Imaging
import Workers

/// Computes features for windows all over a plane, for the work of one pass over the plane.
///
/// A window is as large as the input of the shape, and windows lie `step` pixels apart. Everything that is convolution
/// or pooling is shared between them. What in `Extractor` follows from a window as a whole follows here from the plane:
/// the mean and deviation of `standard` and `contrast`, the `c` of each normalisation, and the neighbourhoods of local
/// normalisation, which go on beyond a window's border. So:
///
/// - A plane of the input's own size has exactly the features of `Extractor`.
/// - In a net without local normalisation every window has.
/// - Otherwise a window has those it would have inside a larger picture of the same statistics.
///
/// All memory is allocated when it is made, for planes of one size.
public final class DenseExtractor {
    /// What it computes with.
    public let bank: FilterBank
    /// How many numbers describe a window.
    public let featureCount: Int
    /// Rows and columns of the planes.
    public let size: Extent
    /// Rows and columns of places.
    public let places: Extent
    /// Rows and columns of pixels from one place's window to the next.
    public let step: Extent

    private let network: Network
    private let window: MapSize
    private let end: PlanePooling?
    private let gathered: FloatBuffer

    /// An extractor for planes of `size`, at least as large as the shape's input.
    ///
    /// - Throws: `FeaturesError` when it is smaller, or too large.
    public init(bank: FilterBank, size: Extent, threads: Int = 1) throws(FeaturesError) {
        let shape = bank.shape
        guard size.rows >= shape.input.size.rows, size.columns >= shape.input.size.columns else {
            throw .badPicture(
                reason: "Pictures of \(size.text) pixels have no window of \(shape.input.size.text) pixels.")
        }
        self.bank = bank
        featureCount = shape.featureCount
        self.size = size
        network = try Network(bank: bank, size: size, team: Team(threads: threads))
        let window = shape.lastSize
        self.window = window
        places = Extent(
            network.size.extent.rows - window.extent.rows + 1, network.size.extent.columns - window.extent.columns + 1)
        step = shape.step
        end = shape.finalPooling.map { PlanePooling(shape: $0, input: window) }
        gathered = FloatBuffer(count: window.count)
    }

    /// How long the parts of the last call took.
    public var timings: StageTimings { network.timings }

    /// Reads a part of a picture, which must have the proportions of the planes.
    ///
    /// - Throws: `FeaturesError` when it has not.
    /// - Precondition: the rectangle lies in the picture.
    public func read(_ picture: Picture, _ rectangle: PixelRectangle) throws(FeaturesError) {
        try check(network.scaled(width: rectangle.width, height: rectangle.height))
        network.run(picture, rectangle)
    }

    /// Reads a grey plane, values in 0…1, of the proportions of the planes.
    ///
    /// - Throws: `FeaturesError` when it has others, or values that are no numbers.
    public func read(_ luminance: Plane) throws(FeaturesError) {
        try luminance.check()
        try check(network.scaled(width: luminance.columns, height: luminance.rows))
        try network.run(luminance)
    }

    private func check(_ scaled: Extent) throws(FeaturesError) {
        guard scaled == size else {
            throw .badPicture(
                reason: "The picture becomes \(scaled.text) pixels; planes of \(size.text) are read.")
        }
    }

    /// The `c` of each stage's normalisation; nil for those of the plane. For tests and for windows of one scene.
    package var floors: [Float?]? {
        get { network.floors }
        set { network.floors = newValue }
    }

    /// The `c` that followed from the last plane.
    package var lastFloors: [Float?] { network.lastFloors }

    /// Where the window of a place lies in the plane.
    public func window(row: Int, column: Int) -> PixelRectangle {
        PixelRectangle(
            x: column * step.columns, y: row * step.rows, width: bank.shape.input.size.columns,
            height: bank.shape.input.size.rows)
    }

    /// Writes the features of the window at a place.
    ///
    /// - Parameter features: receives `featureCount` values, maps × rows × columns.
    /// - Precondition: the place lies within `places`, and `features` holds exactly `featureCount` values.
    public func features(row: Int, column: Int, into features: UnsafeMutableBufferPointer<Float>) {
        precondition(
            (0..<places.rows).contains(row) && (0..<places.columns).contains(column), "no place \(row), \(column)")
        precondition(features.count == featureCount, "\(features.count) places for \(featureCount) features")
        guard let result = features.baseAddress else { return }
        let all = network.size.extent
        var target = end == nil ? result : gathered.start
        for map in 0..<window.maps {
            for line in 0..<window.extent.rows {
                let first = network.maps.start + (map * all.rows + row + line) * all.columns + column
                target.update(from: first, count: window.extent.columns)
                target += window.extent.columns
            }
        }
        end?.apply(gathered.start, into: result)
    }
}
