// Memory: allocated when an extractor is made, never while it works.

import CAllocations
import Features
import Foundation
import Imaging
import Testing

@Suite("Memory", .serialized)
struct AllocationTests {
    @Test("The counter counts")
    func counter() {
        allocations_begin()
        let values = (0..<10).map { _ in UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 64) }
        let count = allocations_end()
        values.forEach { $0.deallocate() }
        #expect(count >= 10)
    }

    @Test(
        "A hundred frames allocate nothing, by one thread or two",
        arguments: ["caltech101", "mnist", "online-learner", "lagr"], [1, 2])
    func frames(name: String, threads: Int) throws {
        let preset = try #require(ExtractorShape.presets.first { $0.name == name })
        let extractor = try Extractor(bank: .random(shape: preset.shape), threads: threads)
        let picture = TestPictures.picture(320, 240, TestPictures.gratings)
        let square = PixelRectangle(x: 40, y: 0, width: 240, height: 240)
        let features = UnsafeMutableBufferPointer<Float>.allocate(capacity: extractor.featureCount)
        defer { features.deallocate() }

        // Other tests run beside this one and may allocate: of several tries the quietest counts.
        let counts = (0..<5).map { _ in
            extractor.extract(picture, square, into: features)
            allocations_begin()
            for _ in 0..<100 { extractor.extract(picture, square, into: features) }
            return allocations_end()
        }
        #expect(counts.min() == 0)
    }

    @Test("A dense pass allocates nothing")
    func dense() throws {
        let dense = try DenseExtractor(bank: .random(shape: .norb), size: Extent(120, 160), threads: 2)
        let picture = TestPictures.picture(320, 240, TestPictures.gratings)
        let whole = PixelRectangle(x: 0, y: 0, width: 320, height: 240)
        let features = UnsafeMutableBufferPointer<Float>.allocate(capacity: dense.featureCount)
        defer { features.deallocate() }
        let counts = try (0..<5).map { _ in
            try dense.read(picture, whole)
            dense.features(row: 0, column: 0, into: features)
            allocations_begin()
            for _ in 0..<20 {
                try dense.read(picture, whole)
                dense.features(row: 0, column: 0, into: features)
            }
            return allocations_end()
        }
        #expect(counts.min() == 0)
    }

    @Test("Features with colours allocate nothing, in windows and all over a frame")
    func colours() throws {
        let descriptor = try Descriptor(bank: .random(shape: .mnist))
        let map = ChromaMap(width: 320, height: 240, windowWidth: 120, windowHeight: 120)
        let picture = TestPictures.picture(320, 240, TestPictures.gratings)
        let window = PixelRectangle(x: 40, y: 16, width: 120, height: 120)
        let features = UnsafeMutableBufferPointer<Float>.allocate(capacity: descriptor.featureCount)
        defer { features.deallocate() }
        let colours = UnsafeMutableBufferPointer(rebasing: features[descriptor.chromaRange])
        let counts = (0..<5).map { _ in
            descriptor.extract(picture, window, into: features)
            map.read(picture)
            allocations_begin()
            for _ in 0..<20 {
                descriptor.extract(picture, window, into: features)
                map.read(picture)
                map.describe(window, into: colours)
            }
            return allocations_end()
        }
        #expect(counts.min() == 0)
    }
}
