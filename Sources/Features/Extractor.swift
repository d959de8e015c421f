// From a picture to the numbers that describe it.

public import Imaging

/// Computes features: picture → grey → normalised → stages → `maps × rows × columns` numbers.
///
/// An extractor belongs to one owner and works on that owner's thread. All memory is allocated when it is made;
/// a frame allocates nothing (the first frame of a new size does, see `GreyResampler`).
public final class Extractor {
    /// What it is built like.
    public let shape: ExtractorShape
    /// How many numbers describe a picture.
    public let featureCount: Int
    /// How long the parts of the last call took.
    public private(set) var timings = StageTimings()

    private var resampler: GreyResampler
    private let preprocessing: Preprocessing
    private let stages: [Stage]
    private let picture: FloatBuffer

    /// An extractor of a shape with the filters of a bank.
    ///
    /// - Throws: `FeaturesError` when no picture passes the shape, or the bank is made for another one.
    public init(shape: ExtractorShape, bank: FilterBank) throws {
        try shape.check()
        try shape.check(bank)
        self.shape = shape
        featureCount = shape.featureCount
        resampler = GreyResampler(longestSide: shape.inputSide, shortestSide: shape.window.side)
        preprocessing = Preprocessing(inputSide: shape.inputSide, window: shape.window)
        var side = preprocessing.side
        stages = zip(shape.stages, bank.stages).map { stage, filters in
            let made = Stage(
                shape: stage, filters: filters, window: shape.window, inputRows: side, inputColumns: side)
            side = made.rows
            return made
        }
        picture = FloatBuffer(count: shape.inputSide * shape.inputSide)
    }

    /// Describes a part of a picture.
    ///
    /// - Parameter features: receives `featureCount` values, maps × rows × columns.
    /// - Precondition: the rectangle lies in the picture, and `features` holds exactly `featureCount` values.
    public func extract(
        _ picture: Picture, _ rectangle: PixelRectangle, into features: UnsafeMutableBufferPointer<Float>
    ) {
        let start = ContinuousClock.now
        let (rows, columns) = resampler.resample(picture, rectangle, into: self.picture.start)
        describe(rows: rows, columns: columns, since: start, into: features)
    }

    /// Describes a grey plane of any size, values in 0…1.
    ///
    /// - Parameter features: receives `featureCount` values, maps × rows × columns.
    /// - Precondition: `features` holds exactly `featureCount` values.
    public func extract(_ luminance: Plane, into features: UnsafeMutableBufferPointer<Float>) {
        let start = ContinuousClock.now
        let (rows, columns) = resampler.resample(luminance, into: picture.start)
        describe(rows: rows, columns: columns, since: start, into: features)
    }

    private func describe(
        rows: Int, columns: Int, since start: ContinuousClock.Instant, into features: UnsafeMutableBufferPointer<Float>
    ) {
        precondition(features.count == featureCount, "\(features.count) places for \(featureCount) features")
        guard let target = features.baseAddress, let first = stages.first else { return }
        var last = start
        timings.resample = Self.lap(&last)
        preprocessing.apply(picture.start, rows: rows, columns: columns, into: first.input.start)
        timings.preprocess = Self.lap(&last)
        for index in stages.indices {
            stages[index].apply(into: index + 1 < stages.count ? stages[index + 1].input.start : target)
            if index == 0 { timings.firstStage = Self.lap(&last) }
        }
        timings.laterStages = Self.lap(&last)
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
    /// From the picture to its small grey form.
    public fileprivate(set) var resample = 0
    /// Standardising and normalising the grey picture.
    public fileprivate(set) var preprocess = 0
    /// The first stage.
    public fileprivate(set) var firstStage = 0
    /// All stages after the first.
    public fileprivate(set) var laterStages = 0

    fileprivate init() {}

    /// All parts together.
    public var total: Int { resample + preprocess + firstStage + laterStages }
}
