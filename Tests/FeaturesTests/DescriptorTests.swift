// The net's features and the colours side by side.

import Features
import Imaging
import Testing

@Suite("Descriptor")
struct DescriptorTests {
    private let bank: FilterBank

    init() throws { bank = try .random(shape: .mnist, seed: 3) }

    private func features(
        _ count: Int, _ fill: (UnsafeMutableBufferPointer<Float>) throws -> Void
    ) rethrows -> [Float] {
        var features = [Float](repeating: .nan, count: count)
        try features.withUnsafeMutableBufferPointer { try fill($0) }
        return features
    }

    @Test
    func `a description is that of the net, then that of the colours`() throws {
        let descriptor = try Descriptor(bank: bank)
        let extractor = try Extractor(bank: bank)
        #expect(descriptor.netRange == 0..<extractor.featureCount)
        #expect(descriptor.chromaRange == extractor.featureCount..<extractor.featureCount + 272)
        #expect(descriptor.featureCount == extractor.featureCount + 272)
        let picture = TestPictures.picture(120, 90, padding: 8, TestPictures.gratings)
        let part = PixelRectangle(x: 11, y: 7, width: 80, height: 61)
        let joined = features(descriptor.featureCount) { descriptor.extract(picture, part, into: $0) }
        #expect(Array(joined[descriptor.netRange]) == extractor.features(of: picture, part))
        let colours = features(272) { ChromaHistogram().extract(picture, part, into: $0) }
        #expect(Array(joined[descriptor.chromaRange]) == colours)
        #expect(descriptor.times.count == 5 && descriptor.times.reduce(0, +) > extractor.timings.total / 100)
    }

    @Test
    func `a plane has no colours`() throws {
        let descriptor = try Descriptor(bank: bank)
        let plane = Plane(rows: 28, columns: 28, values: (0..<784).map { Float($0 % 29) / 29 })
        let joined = try features(descriptor.featureCount) { try descriptor.extract(plane, into: $0) }
        #expect(Array(joined[descriptor.netRange]) == (try descriptor.extractor.features(of: plane)))
        #expect(Array(joined[descriptor.chromaRange]) == features(272) { ChromaHistogram.grey(into: $0) })
        let empty = Plane(rows: 0, columns: 0)
        #expect(throws: FeaturesError.self) {
            _ = try features(descriptor.featureCount) { try descriptor.extract(empty, into: $0) }
        }
    }
}
