// All numbers that describe a picture: what the net sees of its shapes, and its colours.

public import Imaging

/// Joins a net and a chroma histogram: the net's features, then the 272 of `ChromaHistogram`.
///
/// The net of most banks sees grey only. Colour is described apart from it, as a block of its own, so that whoever compares
/// pictures can decide how much it counts.
public final class Descriptor {
    /// The net.
    public let extractor: Extractor
    /// How many numbers describe a picture.
    public var featureCount: Int { chromaRange.upperBound }
    /// The places of the net's features.
    public let netRange: Range<Int>
    /// The places of the chroma histogram.
    public let chromaRange: Range<Int>

    private let chroma = ChromaHistogram()
    private var chromaTime = 0

    /// A descriptor with the filters of a bank.
    ///
    /// - Parameter threads: how many threads work on the net's features, at least 1.
    /// - Throws: `FeaturesError` when no picture passes the bank's shape.
    public init(bank: FilterBank, threads: Int = 1) throws(FeaturesError) {
        extractor = try Extractor(bank: bank, threads: threads)
        netRange = 0..<extractor.featureCount
        chromaRange = netRange.upperBound..<netRange.upperBound + ChromaHistogram.featureCount
    }

    /// How long the parts of the last call took, in nanoseconds: resampling, preparation, the first stage, all later ones,
    /// the chroma histogram.
    public var times: [Int] {
        let net = extractor.timings
        return [net.resample, net.preprocess, net.firstStage, net.laterStages, chromaTime]
    }

    /// Describes a part of a picture.
    ///
    /// - Parameter features: receives `featureCount` values.
    /// - Precondition: the rectangle lies in the picture, and `features` holds exactly `featureCount` values.
    public func extract(
        _ picture: Picture, _ rectangle: PixelRectangle, into features: UnsafeMutableBufferPointer<Float>
    ) {
        let (net, colours) = parts(of: features)
        extractor.extract(picture, rectangle, into: net)
        let start = ContinuousClock.now
        chroma.extract(picture, rectangle, into: colours)
        chromaTime = Int((ContinuousClock.now - start) / .nanoseconds(1))
    }

    /// Describes a grey plane of any size, values in 0…1, as a picture without colours.
    ///
    /// - Parameter features: receives `featureCount` values.
    /// - Throws: `FeaturesError` as the extractor does.
    /// - Precondition: `features` holds exactly `featureCount` values.
    public func extract(
        _ luminance: Plane, into features: UnsafeMutableBufferPointer<Float>
    ) throws(FeaturesError) {
        let (net, colours) = parts(of: features)
        try extractor.extract(luminance, into: net)
        ChromaHistogram.grey(into: colours)
        chromaTime = 0
    }

    private func parts(
        of features: UnsafeMutableBufferPointer<Float>
    ) -> (net: UnsafeMutableBufferPointer<Float>, colours: UnsafeMutableBufferPointer<Float>) {
        precondition(features.count == featureCount, "\(features.count) places for \(featureCount) features")
        return (
            UnsafeMutableBufferPointer(rebasing: features[netRange]),
            UnsafeMutableBufferPointer(rebasing: features[chromaRange])
        )
    }
}
