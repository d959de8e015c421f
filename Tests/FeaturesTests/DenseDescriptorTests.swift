// Windows all over a frame against windows one by one.

import Features
import Imaging
import Testing

@Suite("The dense descriptor")
struct DenseDescriptorTests {
    private func bordered(_ picture: Picture, _ border: Int) -> Picture {
        let result = Picture(width: picture.width + 2 * border, height: picture.height + 2 * border)
        result.fill(with: picture, border: border)
        return result
    }

    private func features(_ dense: DenseDescriptor, _ row: Int, _ column: Int) -> [Float] {
        Array(unsafeUninitializedCapacity: dense.featureCount) { buffer, count in
            dense.features(row: row, column: column, into: buffer)
            count = dense.featureCount
        }
    }

    private func pixel(_ picture: Picture, _ x: Int, _ y: Int) -> UInt32 {
        picture.withBytes { $0.loadUnaligned(fromByteOffset: y * picture.stride + 4 * x, as: UInt32.self) }
    }

    @Test("In a border the nearest pixel of the picture goes on")
    func border() {
        let picture = TestPictures.picture(13, 7, padding: 12, TestPictures.gratings)
        let result = bordered(picture, 5)
        for y in 0..<17 {
            for x in 0..<23 {
                #expect(pixel(result, x, y) == pixel(picture, min(max(x - 5, 0), 12), min(max(y - 5, 0), 6)))
            }
        }
    }

    @Test("In a frame of a window's size the one window has the bits of the descriptor, colours included")
    func same() throws {
        let bank = try FilterBank.random(shape: .caltech101, seed: 4)
        let picture = TestPictures.picture(151, 151, TestPictures.gratings)
        let dense = try DenseDescriptor(bank: bank, width: 151, height: 151, side: 151, border: 76)
        #expect(dense.places.rows == 7 && dense.places.columns == 7)
        let alone = try DenseDescriptor(bank: bank, width: 30, height: 30, side: 151, border: 76)
        #expect(alone.places == Extent(1))
        let small = TestPictures.picture(30, 30, TestPictures.gratings)
        let around = bordered(small, 76)
        try alone.read(around)
        let descriptor = try Descriptor(bank: bank)
        let corner = alone.corner(row: 0, column: 0)
        let window = PixelRectangle(x: Int(corner.x) + 76, y: Int(corner.y) + 76, width: 151, height: 151)
        var own = [Float](repeating: .nan, count: descriptor.featureCount)
        own.withUnsafeMutableBufferPointer { descriptor.extract(around, window, into: $0) }
        #expect(features(alone, 0, 0) == own)
        #expect(throws: FeaturesError.self) { try alone.read(picture) }
    }

    @Test("Middles of windows fill the frame evenly, at the net's step")
    func middles() throws {
        let bank = try FilterBank.random(shape: .caltech101, seed: 4)
        let dense = try DenseDescriptor(bank: bank, width: 640, height: 480, side: 480, border: 241)
        #expect(dense.places == Extent(7, 10))
        #expect(abs(dense.step.across - 20 * 480 / 151.0) < 1e-9)
        let first = dense.corner(row: 0, column: 0)
        let last = dense.corner(row: 6, column: 9)
        #expect(first.x + 240 > 0 && last.x + 240 < 640 && first.y + 240 > 0 && last.y + 240 < 480)
        #expect(abs((first.x + last.x) / 2 + 240 - 320) < 2 && abs((first.y + last.y) / 2 + 240 - 240) < 2)
    }

    @Test("A window of a local net has the features of that part of the frame")
    func windows() throws {
        let bank = try FilterBank.random(shape: .onlineLearner, seed: 2)
        let dense = try DenseDescriptor(bank: bank, width: 130, height: 90, side: 64, border: 33)
        let around = bordered(TestPictures.picture(130, 90, TestPictures.gratings), 33)
        try dense.read(around)
        let descriptor = try Descriptor(bank: bank)
        for (row, column) in [(0, 0), (dense.places.rows - 1, dense.places.columns - 1), (5, 9)] {
            let corner = dense.corner(row: Double(row), column: Double(column))
            let window = PixelRectangle(
                x: Int(corner.x.rounded()) + 33, y: Int(corner.y.rounded()) + 33, width: 64, height: 64)
            var own = [Float](repeating: .nan, count: descriptor.featureCount)
            own.withUnsafeMutableBufferPointer { descriptor.extract(around, window, into: $0) }
            let largest = own.map(abs).max() ?? 0
            #expect(zip(own, features(dense, row, column)).allSatisfy { abs($0 - $1) <= 1e-5 * largest })
        }
    }

    @Test("The round middle of 4 × 4 cells leaves out the corners, of maps and of colours")
    func round() throws {
        let round = RoundWindow(.caltech101)
        #expect(round.netCount == 256 * 12 && round.places.count == 256 * 12 + 17 * 12)
        let corners = [0, 3, 12, 15]
        #expect(round.places[..<round.netCount].allSatisfy { !corners.contains($0 % 16) })
        #expect(round.places[round.netCount...].allSatisfy { !corners.contains(($0 - 4096) / 17) })
        #expect(Set(round.places).count == round.places.count)
    }
}
