// Memory: allocated when an extractor is made, never while it works.

import CAllocations
import Features
import Foundation
import Imaging
import Testing

@Suite("Memory", .serialized)
struct AllocationTests {
    /// How often `work` allocates. Other threads of the test program may allocate meanwhile, and the counter does not know
    /// whose blocks they are: the quietest of some tries counts.
    private static func leastAllocations(_ work: () throws -> Void) rethrows -> Int {
        var least = Int.max
        for _ in 0..<30 where least > 0 {
            allocations_begin()
            try work()
            least = min(least, allocations_end())
        }
        return least
    }

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

        extractor.extract(picture, square, into: features)
        let least = Self.leastAllocations {
            for _ in 0..<100 { extractor.extract(picture, square, into: features) }
        }
        #expect(least == 0)
    }

    @Test("A dense pass allocates nothing")
    func dense() throws {
        let dense = try DenseExtractor(bank: .random(shape: .norb), size: Extent(120, 160), threads: 2)
        let picture = TestPictures.picture(320, 240, TestPictures.gratings)
        let whole = PixelRectangle(x: 0, y: 0, width: 320, height: 240)
        let features = UnsafeMutableBufferPointer<Float>.allocate(capacity: dense.featureCount)
        defer { features.deallocate() }
        try dense.read(picture, whole)
        let least = try Self.leastAllocations {
            for _ in 0..<20 {
                try dense.read(picture, whole)
                dense.features(row: 0, column: 0, into: features)
            }
        }
        #expect(least == 0)
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
        descriptor.extract(picture, window, into: features)
        map.read(picture)
        let least = Self.leastAllocations {
            for _ in 0..<20 {
                descriptor.extract(picture, window, into: features)
                map.read(picture)
                map.describe(window, into: colours)
            }
        }
        #expect(least == 0)
    }
}
