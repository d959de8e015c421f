// From a picture to the numbers that describe it.

public import Imaging
import Workers

/// Computes features: picture → channels, scaled → prepared → stages → `maps × rows × columns` numbers.
///
/// An extractor belongs to one owner and works on that owner's thread, and on helpers of its own when it is made for more
/// than one. All memory is allocated when it is made; a frame allocates nothing (the first frame of a new size does, see
/// `Resampler`). The number of threads does not change a bit of the result.
public final class Extractor {
    /// What it computes with.
    public let bank: FilterBank
    /// How many numbers describe a picture.
    public let featureCount: Int

    private var resampler: Resampler
    private let network: Network
    private let end: PlanePooling?

    /// An extractor with the filters of a bank.
    ///
    /// - Parameter threads: how many threads work on a picture, at least 1.
    /// - Throws: `FeaturesError` when no picture passes the bank's shape.
    public init(bank: FilterBank, threads: Int = 1) throws(FeaturesError) {
        let input = bank.shape.input
        self.bank = bank
        featureCount = bank.shape.featureCount
        resampler = Resampler(
            rows: input.size.rows, columns: input.size.columns, shortestSide: input.shortestSide)
        network = try Network(bank: bank, size: input.size, team: Team(threads: threads))
        let last = network.size
        end = bank.shape.finalPooling.map { PlanePooling(shape: $0, input: last) }
    }

    /// What it is built like.
    public var shape: ExtractorShape { bank.shape }

    /// How long the parts of the last call took.
    public var timings: StageTimings { network.timings }

    /// Describes a part of a picture.
    ///
    /// - Parameter features: receives `featureCount` values, maps × rows × columns.
    /// - Precondition: the rectangle lies in the picture, and `features` holds exactly `featureCount` values.
    public func extract(
        _ picture: Picture, _ rectangle: PixelRectangle, into features: UnsafeMutableBufferPointer<Float>
    ) {
        let start = ContinuousClock.now
        let (rows, columns) = resampler.size(width: rectangle.width, height: rectangle.height)
        for (index, channel) in Channel.allCases.prefix(shape.input.channels).enumerated() {
            _ = resampler.resample(
                picture, rectangle, channel, into: network.picture.start + index * rows * columns)
        }
        describe(rows: rows, columns: columns, since: start, into: features)
    }

    /// Describes a grey plane of any size, values in 0…1; a net for colour takes it for a picture without colours.
    ///
    /// - Parameter features: receives `featureCount` values, maps × rows × columns.
    /// - Throws: `FeaturesError` when the plane has no pixels, far too many, or some that are no numbers.
    /// - Precondition: `features` holds exactly `featureCount` values.
    public func extract(
        _ luminance: Plane, into features: UnsafeMutableBufferPointer<Float>
    ) throws(FeaturesError) {
        let start = ContinuousClock.now
        try luminance.check()
        let (rows, columns) = resampler.resample(luminance, into: network.picture.start)
        let colours = network.picture.start + rows * columns
        colours.update(repeating: 0, count: (shape.input.channels - 1) * rows * columns)
        describe(rows: rows, columns: columns, since: start, into: features)
    }

    private func describe(
        rows: Int, columns: Int, since start: ContinuousClock.Instant, into features: UnsafeMutableBufferPointer<Float>
    ) {
        precondition(features.count == featureCount, "\(features.count) places for \(featureCount) features")
        guard let target = features.baseAddress else { return }
        network.run(rows: rows, columns: columns, since: start)
        if let end {
            end.apply(network.maps.start, into: target)
        } else {
            target.update(from: network.maps.start, count: featureCount)
        }
    }

    /// Lends what the last picture became: for 0 the prepared channels, for n the maps that stage n left.
    ///
    /// - Parameter body: is given `maps × rows × columns` values.
    /// - Precondition: `0...shape.stages.count` contains the stage.
    public func withMaps<Result>(
        after stage: Int, _ body: (UnsafeBufferPointer<Float>, MapSize) throws -> Result
    ) rethrows -> Result {
        precondition((0...shape.stages.count).contains(stage), "there is no stage \(stage)")
        return try network.withPlanes(before: stage) { planes, size in
            try body(UnsafeBufferPointer(start: planes, count: size.count), size)
        }
    }
}

extension Plane {
    /// Throws when this is no picture.
    func check() throws(FeaturesError) {
        guard !values.isEmpty else { throw .badPicture(reason: "The picture has no pixels.") }
        guard max(rows, columns) <= 1 << 16, values.count <= 1 << 26 else {
            throw .badPicture(
                reason:
                    "The picture has \(rows) × \(columns) pixels; at most 65,536 a side and 64 million are described.")
        }
        // One sum finds any value that is no number, and what is left of it is the rare case.
        guard values.reduce(0, +).isFinite || values.allSatisfy(\.isFinite) else {
            throw .badPicture(reason: "The picture holds values that are not finite.")
        }
    }
}
