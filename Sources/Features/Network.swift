// Preparation and stages, joined for pictures of one size.

package import Workers

/// All that lies between the channels of a picture and the maps of the last stage.
///
/// Each stage's input is where the one before writes. Windowed and dense extraction are this with different sizes.
package final class Network {
    /// The picture's channels, each up to `rows × columns` values: whoever begins writes here.
    package let picture: FloatBuffer
    /// The last stage's maps.
    package let maps: FloatBuffer
    /// How long the parts of the last call took; `resample` is the caller's.
    package var timings = StageTimings()

    private let channels: Int
    private let preparation: Preparation
    private let stages: [Stage]

    /// The net of a bank for pictures of up to `size`.
    ///
    /// - Throws: `FeaturesError` when no picture of that size passes the shape.
    package init(bank: FilterBank, size: Extent, team: Team) throws(FeaturesError) {
        try bank.shape.check(from: size)
        channels = bank.shape.input.channels
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
    package var floors: [Float?] { stages.map(\.floor) }

    /// Computes `maps` from the picture, whose channels are `rows × columns`.
    ///
    /// - Parameters:
    ///   - start: when the work on this picture began.
    ///   - floors: the `c` of each stage's normalisation; nil for those that follow from the picture.
    package func run(
        rows: Int, columns: Int, since start: ContinuousClock.Instant, floors: [Float?]? = nil
    ) {
        guard let first = stages.first else { return }
        var last = start
        timings.resample = Self.lap(&last)
        preparation.apply(picture.start, rows: rows, columns: columns, into: first.input.start)
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
