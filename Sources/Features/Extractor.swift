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

    private let network: Network
    private let end: PlanePooling?

    /// An extractor with the filters of a bank.
    ///
    /// - Parameter threads: how many threads work on a picture, at least 1.
    /// - Throws: `FeaturesError` when no picture passes the bank's shape.
    public init(bank: FilterBank, threads: Int = 1) throws(FeaturesError) {
        self.bank = bank
        featureCount = bank.shape.featureCount
        network = try Network(bank: bank, size: bank.shape.input.size, team: Team(threads: threads))
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
        network.run(picture, rectangle)
        write(into: features)
    }

    /// Describes a grey plane of any size, values in 0…1; a net for colour takes it for a picture without colours.
    ///
    /// - Parameter features: receives `featureCount` values, maps × rows × columns.
    /// - Throws: `FeaturesError` when the plane has no pixels, far too many, or some that are no numbers.
    /// - Precondition: `features` holds exactly `featureCount` values.
    public func extract(
        _ luminance: Plane, into features: UnsafeMutableBufferPointer<Float>
    ) throws(FeaturesError) {
        try network.run(luminance)
        write(into: features)
    }

    private func write(into features: UnsafeMutableBufferPointer<Float>) {
        precondition(features.count == featureCount, "\(features.count) places for \(featureCount) features")
        guard let target = features.baseAddress else { return }
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
