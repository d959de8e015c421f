// Resampling against the definition of the triangle filter.

import Imaging
import Testing

@Suite("Planes")
struct ResamplerTests {
    /// Reads the resampled form of a plane.
    private func resample(_ plane: Plane, longest: Int, shortest: Int = 1) -> Plane {
        var resampler = Resampler(rows: longest, columns: longest, shortestSide: shortest)
        var (rows, columns) = (0, 0)
        let values = [Float](unsafeUninitializedCapacity: longest * longest) { places, count in
            guard let start = places.baseAddress else { return }
            (rows, columns) = resampler.resample(plane, into: start)
            count = rows * columns
        }
        return Plane(rows: rows, columns: columns, values: values)
    }

    private func wavy(_ rows: Int, _ columns: Int) -> Plane {
        Plane(rows: rows, columns: columns, values: (0..<rows * columns).map { Float($0 * $0 % 17) / 17 })
    }

    /// Every output looks at every input: Σ triangle·x / Σ triangle.
    private func truth(_ plane: Plane, rows: Int, columns: Int) -> [Double] {
        func weight(_ input: Int, _ output: Int, from: Int, to: Int) -> Double {
            let scale = Double(from) / Double(to)
            return max(0, 1 - abs(Double(input) + 0.5 - (Double(output) + 0.5) * scale) / max(scale, 1))
        }
        return (0..<rows * columns).map { index in
            var (sum, mass) = (0.0, 0.0)
            for y in 0..<plane.rows {
                for x in 0..<plane.columns {
                    let w =
                        weight(y, index / columns, from: plane.rows, to: rows)
                        * weight(x, index % columns, from: plane.columns, to: columns)
                    sum += w * Double(plane[y, x])
                    mass += w
                }
            }
            return sum / mass
        }
    }

    @Test(
        "A plane agrees with the definition, larger or smaller",
        arguments: [(1, 1, 5), (7, 7, 7), (33, 33, 7), (11, 7, 33), (7, 11, 20), (40, 13, 9), (3, 64, 21)])
    func definition(rows: Int, columns: Int, longest: Int) {
        let plane = wavy(rows, columns)
        let ours = resample(plane, longest: longest)
        #expect(max(ours.rows, ours.columns) == longest)
        let expected = truth(plane, rows: ours.rows, columns: ours.columns)
        let difference = zip(ours.values, expected).map { abs(Double($0) - $1) }.max()
        #expect((difference ?? 1) < 2e-6)
    }

    @Test("The same size is the same plane")
    func identity() {
        #expect(resample(wavy(13, 21), longest: 21) == wavy(13, 21))
    }

    @Test("Proportions are kept, to whole pixels and not below the least side")
    func sizes() {
        let resampler = Resampler(rows: 151, columns: 151, shortestSide: 9)
        #expect(resampler.size(width: 200, height: 150) == (113, 151))
        #expect(resampler.size(width: 480, height: 640) == (151, 113))
        #expect(resampler.size(width: 40, height: 40) == (151, 151))
        #expect(resampler.size(width: 1920, height: 4) == (9, 151))

        let flat = Resampler(rows: 12, columns: 25)
        #expect(flat.size(width: 640, height: 480) == (12, 16))
        #expect(flat.size(width: 1000, height: 100) == (3, 25))
        #expect(flat.size(width: 50, height: 24) == (12, 25))
    }

    @Test("A part of a colour picture is its channel, whatever lies around it", arguments: Channel.allCases)
    func channels(channel: Channel) throws {
        let (width, height, stride) = (11, 7, 4 * 11 + 8)
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: stride * height, alignment: 16)
        for index in 0..<stride * height {
            bytes.storeBytes(of: UInt8(index * 37 % 256), toByteOffset: index, as: UInt8.self)
        }
        let picture = Picture(width: width, height: height, stride: stride, bytes: bytes) { $0.deallocate() }
        let part = PixelRectangle(x: 3, y: 2, width: 8, height: 5)

        var resampler = Resampler(rows: 8, columns: 8)
        let values = [Float](unsafeUninitializedCapacity: 64) { places, count in
            guard let start = places.baseAddress else { return }
            let size = resampler.resample(picture, part, channel, into: start)
            count = size.rows * size.columns
        }
        #expect(values.count == 40)
        for (index, value) in values.enumerated() {
            let place = (2 + index / 8) * stride + 4 * (3 + index % 8)
            let (red, green, blue) = picture.withBytes { bytes in
                (Double(bytes[place + 2]) / 255, Double(bytes[place + 1]) / 255, Double(bytes[place]) / 255)
            }
            let luminance = 0.299 * red + 0.587 * green + 0.114 * blue
            let expected =
                switch channel {
                case .luminance: luminance
                case .blueDifference: 0.492 * (blue - luminance)
                case .redDifference: 0.877 * (red - luminance)
                }
            #expect(abs(Double(value) - expected) < 1e-6)
        }
    }

    @Test("One resampler serves pictures of many sizes")
    func reuse() {
        var resampler = Resampler(rows: 9, columns: 9)
        for (rows, columns) in [(20, 30), (3, 3), (50, 10), (20, 30)] {
            let plane = wavy(rows, columns)
            let values = [Float](unsafeUninitializedCapacity: 81) { places, count in
                guard let start = places.baseAddress else { return }
                let size = resampler.resample(plane, into: start)
                count = size.rows * size.columns
            }
            #expect(values == resample(plane, longest: 9).values)
        }
    }
}
