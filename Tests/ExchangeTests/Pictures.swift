// What is looked at: pictures by formula and real ones, both as the extractor and as a model takes them.

import Features
import Foundation
import Imaging
import Stream
import Testing

/// Pictures that fill the input of a net.
enum Pictures {
    /// A picture by formula.
    static func made(
        _ size: Extent, _ colour: (_ x: Int, _ y: Int) -> (red: Int, green: Int, blue: Int)
    ) -> Picture {
        let picture = Picture(width: size.columns, height: size.rows)
        picture.withBytes { bytes in
            for y in 0..<size.rows {
                for x in 0..<size.columns {
                    let (red, green, blue) = colour(x, y)
                    let place = y * picture.stride + 4 * x
                    for (part, value) in [blue, green, red].enumerated() { bytes[place + part] = UInt8(value) }
                }
            }
        }
        return picture
    }

    /// What is easy and what is not: waves, a point, noise, one grey, almost one grey.
    static func synthetic(_ size: Extent) -> [Picture] {
        var generator = SplitMix64(seed: 7)
        func dice() -> Int { Int((generator.nextSigned() + 1) * 127.5) }
        func wave(_ t: Int, _ period: Int) -> Int { min(t % period, period - t % period) * 510 / period }
        return [
            made(size) { x, y in (wave(3 * x + 2 * y, 40), wave(5 * y + 4 * x, 56), wave(x + 7 * y, 91)) },
            made(size) { x, y in x == size.columns / 3 && y == size.rows / 2 ? (255, 255, 255) : (0, 0, 0) },
            made(size) { _, _ in (dice(), dice(), dice()) },
            made(size) { _, _ in (99, 99, 99) },
            made(size) { x, y in x == y ? (101, 101, 101) : (100, 100, 100) },
        ]
    }

    /// Photographs of Caltech-101, one of each of some categories; none where there is no such folder.
    static func real() throws -> [Picture] {
        guard let folder = caltech else { return [] }
        let pool = PicturePool()
        return try ["Faces", "accordion", "airplanes", "barrel", "bonsai", "BACKGROUND_Google"].flatMap {
            try photographs(of: $0, 1, in: folder, pool)
        }
    }

    /// The first pictures of a category.
    static func photographs(
        of category: String, _ count: Int, in folder: String, _ pool: PicturePool
    ) throws -> [Picture] {
        let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(category)").sorted()
        return try names.prefix(count).map { name in
            let bytes = try #require(FileManager.default.contents(atPath: "\(folder)/\(category)/\(name)"))
            return try StillDecoder.decode(bytes, into: pool)
        }
    }

    /// The folder of Caltech-101's test pictures, if there is one.
    static let caltech: String? = {
        guard let data = ProcessInfo.processInfo.environment["SHOWTELL_DATA"] else { return nil }
        let folder = "\(data)/caltech101/test"
        return FileManager.default.fileExists(atPath: folder) ? folder : nil
    }()
}

extension Picture {
    /// The largest part in the middle with the proportions of an input.
    func middle(_ size: Extent) -> PixelRectangle {
        let scale = min(Double(width) / Double(size.columns), Double(height) / Double(size.rows))
        let (wide, high) = (Int(Double(size.columns) * scale), Int(Double(size.rows) * scale))
        return PixelRectangle(x: (width - wide) / 2, y: (height - high) / 2, width: wide, height: high)
    }

    /// That part as a model's `image`.
    func image(_ input: InputShape) throws -> [Float] {
        var resampler = Resampler(rows: input.size.rows, columns: input.size.columns)
        let count = input.size.rows * input.size.columns
        let values = UnsafeMutablePointer<Float>.allocate(capacity: input.channels * count)
        defer { values.deallocate() }
        for (index, channel) in Channel.allCases.prefix(input.channels).enumerated() {
            let size = resampler.resample(self, middle(input.size), channel, into: values + index * count)
            try #require(size == (input.size.rows, input.size.columns))
        }
        return Array(UnsafeBufferPointer(start: values, count: input.channels * count))
    }
}

extension Extractor {
    /// The features of the middle of a picture.
    func features(of picture: Picture) -> [Float] {
        [Float](unsafeUninitializedCapacity: featureCount) { places, count in
            let part = picture.middle(shape.input.size)
            extract(picture, part, into: UnsafeMutableBufferPointer(rebasing: places[..<featureCount]))
            count = featureCount
        }
    }
}
