// Preparation and stages, joined for pictures of one size.

package import Imaging
package import Workers

/// All that lies between the channels of a picture and the maps of the last stage.
///
/// Each stage's input is where the one before writes. Windowed and dense extraction are this with different sizes.
package final class Network {
    /// The last stage's maps.
    package let maps: FloatBuffer
    /// How long the parts of the last call took.
    package private(set) var timings = StageTimings()
    /// The `c` of each stage's normalisation; nil for those that follow from the picture.
    package var floors: [Float?]?

    private let channels: Int
    private var resampler: Resampler
    /// The picture's channels, each up to `size`.
    private let picture: FloatBuffer
    private let preparation: Preparation
    private let stages: [Stage]

    /// The net of a bank for pictures of up to `size`.
    ///
    /// - Throws: `FeaturesError` when no picture of that size passes the shape.
    package init(bank: FilterBank, size: Extent, team: Team) throws(FeaturesError) {
        try bank.shape.check(from: size)
        channels = bank.shape.input.channels
        resampler = Resampler(rows: size.rows, columns: size.columns, shortestSide: bank.shape.input.shortestSide)
        picture = FloatBuffer(count: channels * size.rows * size.columns)
        preparation = Preparation(bank.shape.input, largest: size, team: team)
        var extent = preparation.size
        var stages: [Stage] = []
        for (shape, filters) in zip(bank.shape.stages, bank.stages) {
            let stage = Stage(shape: shape, filters: filters, input: extent, team: team)
            stages.append(stage)
            extent = stage.size.extent
        }
        self.stages = stages
        maps = FloatBuffer(count: stages.last?.size.count ?? 0)
    }

    /// Size of the last stage's maps.
    package var size: MapSize { stages.last?.size ?? MapSize(0, Extent(0)) }

    /// The `c` of each stage's normalisation in the last call; nil where there is none.
    package var lastFloors: [Float?] { stages.map(\.floor) }

    /// The size that a picture of `width × height` is scaled to.
    package func scaled(width: Int, height: Int) -> Extent {
        let (rows, columns) = resampler.size(width: width, height: height)
        return Extent(rows, columns)
    }

    /// Computes `maps` from a part of a picture.
    ///
    /// - Precondition: the rectangle lies in the picture.
    package func run(_ picture: Picture, _ rectangle: PixelRectangle) {
        let start = ContinuousClock.now
        let size = scaled(width: rectangle.width, height: rectangle.height)
        for (index, channel) in Channel.allCases.prefix(channels).enumerated() {
            let plane = self.picture.start + index * size.rows * size.columns
            _ = resampler.resample(picture, rectangle, channel, into: plane)
        }
        run(size, since: start)
    }

    /// Computes `maps` from a grey plane, which nets for colour take for a picture without colours.
    ///
    /// - Throws: `FeaturesError` when the plane has no pixels, far too many, or some that are no numbers.
    package func run(_ luminance: Plane) throws(FeaturesError) {
        let start = ContinuousClock.now
        try luminance.check()
        let (rows, columns) = resampler.resample(luminance, into: picture.start)
        (picture.start + rows * columns).update(repeating: 0, count: (channels - 1) * rows * columns)
        run(Extent(rows, columns), since: start)
    }

    private func run(_ size: Extent, since start: ContinuousClock.Instant) {
        guard let first = stages.first else { return }
        var last = start
        timings.resample = Self.lap(&last)
        preparation.apply(picture.start, rows: size.rows, columns: size.columns, into: first.input.start)
        timings.preprocess = Self.lap(&last)
        for index in stages.indices {
            stages[index].apply(
                into: index + 1 < stages.count ? stages[index + 1].input.start : maps.start, floor: floors?[index])
            if index == 0 { timings.firstStage = Self.lap(&last) }
        }
        timings.laterStages = Self.lap(&last)
    }

    /// Lends the planes that stage `index` reads, or for the number of stages those that the last one made.
    package func withPlanes<Result>(
        before index: Int, _ body: (UnsafePointer<Float>, MapSize) throws -> Result
    ) rethrows -> Result {
        let size = index == 0 ? MapSize(channels, preparation.size) : stages[index - 1].size
        return try body(index < stages.count ? stages[index].input.start : maps.start, size)
    }

    /// Nanoseconds since the last lap.
    private static func lap(_ last: inout ContinuousClock.Instant) -> Int {
        let now = ContinuousClock.now
        defer { last = now }
        let passed = (now - last).components
        return Int(passed.seconds) * 1_000_000_000 + Int(passed.attoseconds / 1_000_000_000)
    }
}

/// How long the parts of an extraction took, in nanoseconds.
public struct StageTimings: Sendable, Equatable {
    /// From the picture to its small form.
    public internal(set) var resample = 0
    /// Evening out the picture.
    public internal(set) var preprocess = 0
    /// The first stage.
    public internal(set) var firstStage = 0
    /// All stages after the first.
    public internal(set) var laterStages = 0

    init() {}

    /// All parts together.
    public var total: Int { resample + preprocess + firstStage + laterStages }
}

extension Plane {
    /// Throws when this is no picture.
    func check() throws(FeaturesError) {
        guard !values.isEmpty else { throw .badPicture(reason: "The picture has no pixels.") }
        guard values.count > 1 else { throw .badPicture(reason: "The picture is a single pixel.") }
        guard max(rows, columns) <= 1 << 16, values.count <= 1 << 26 else {
            throw .badPicture(
                reason:
                    "The picture has \(rows) × \(columns) pixels; at most 65,536 a side and 64 million are described."
            )
        }
        // One sum finds any value that is no number, and what is left of it is the rare case.
        guard values.reduce(0, +).isFinite || values.allSatisfy(\.isFinite) else {
            throw .badPicture(reason: "The picture holds values that are not finite.")
        }
    }
}
