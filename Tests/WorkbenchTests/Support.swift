// What the tests of this room share: a folder, pictures by formula, a small net, and features the plain way.

import Features
import Formats
import Foundation
import Imaging
import Stream
import Testing
import Workbench

/// A folder that is gone after the test.
final class Scratch {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("work-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Names of what lies in it.
    var names: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() } }

    /// A path in it, whose folders are made.
    func at(_ name: String) throws -> String {
        let url = URL(fileURLWithPath: "\(path)/\(name)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        return url.path
    }

    /// Writes a file.
    @discardableResult
    func file(_ name: String, _ content: Data) throws -> String {
        let path = try at(name)
        try content.write(to: URL(fileURLWithPath: path))
        return path
    }

    /// Writes a PNG file of `TestPicture.waves`.
    @discardableResult
    func png(_ name: String, _ width: Int, _ height: Int, seed: Int) throws -> String {
        let path = try at(name)
        try PNGFile.bytes(of: TestPicture.waves(width, height, seed: seed)).write(to: URL(fileURLWithPath: path))
        return path
    }

    /// Writes planes as a `.npy` file.
    func npy(_ name: String, _ planes: [Plane]) throws -> String {
        let path = try at(name)
        var writer = try NumpyWriter(path: path, rowShape: [planes[0].rows, planes[0].columns])
        for plane in planes { try writer.append(plane.values) }
        try writer.finish()
        return path
    }
}

enum TestPicture {
    /// Coloured waves, other ones for every seed.
    static func waves(_ width: Int, _ height: Int, seed: Int) -> Picture {
        let picture = Picture(width: width, height: height)
        picture.withBytes { bytes in
            for y in 0..<height {
                for x in 0..<width {
                    let pixel = y * picture.stride + 4 * x
                    bytes[pixel] = UInt8((x * (3 + seed) + y) % 256)
                    bytes[pixel + 1] = UInt8((y * (5 + seed) + x * x / 7) % 256)
                    bytes[pixel + 2] = UInt8((x * y / (2 + seed)) % 256)
                }
            }
        }
        return picture
    }

    /// Grey waves in 0…1.
    static func plane(_ rows: Int, _ columns: Int, seed: Int) -> Plane {
        Plane(
            rows: rows, columns: columns,
            values: (0..<rows * columns).map { Float(($0 / columns * (7 + seed) + $0 % columns * 3) % 101) / 100 })
    }

    /// Blue, green and red of a pixel.
    static func pixel(_ picture: Picture, x: Int, y: Int) -> [UInt8] {
        picture.withBytes { bytes in (0..<3).map { bytes[y * picture.stride + 4 * x + $0] } }
    }
}

enum SmallNet {
    /// Grey of 31 × 29, two stages.
    static let shape = ExtractorShape(
        input: InputShape(size: Extent(31, 29), preparation: .contrast, window: GaussianWindow(side: 5, deviation: 1)),
        stages: [
            StageShape(table: .full(inputs: 1, outputs: 6), kernelSide: 4, poolingSide: 4, poolingStep: 2),
            StageShape(
                table: .random(inputs: 6, outputs: 10, each: 3, seed: 1), kernelSide: 3, poolingSide: 2, poolingStep: 2),
        ])

    static func bank() throws -> FilterBank { try FilterBank.random(shape: shape, seed: 9) }

    /// The features of a part of a picture, and the chroma histogram if it is wanted.
    static func features(
        _ picture: Picture, _ part: PixelRectangle? = nil, hasChroma: Bool = false
    ) throws -> [Float] {
        let part = part ?? PixelRectangle(x: 0, y: 0, width: picture.width, height: picture.height)
        let extractor = try Extractor(bank: bank())
        var features = [Float](repeating: 0, count: extractor.featureCount)
        features.withUnsafeMutableBufferPointer { extractor.extract(picture, part, into: $0) }
        guard hasChroma else { return features }
        var colours = [Float](repeating: 0, count: ChromaHistogram.featureCount)
        colours.withUnsafeMutableBufferPointer { ChromaHistogram().extract(picture, part, into: $0) }
        return features + colours
    }

    /// The features of a plane.
    static func features(_ plane: Plane) throws -> [Float] {
        let extractor = try Extractor(bank: bank())
        var features = [Float](repeating: 0, count: extractor.featureCount)
        try features.withUnsafeMutableBufferPointer { try extractor.extract(plane, into: $0) }
        return features
    }
}

/// The rows of a `.npy` file.
func rows(of path: String) throws -> [[Float]] {
    let reader = try NumpyReader(path: path)
    #expect(reader.shape.count == 2)
    return try (0..<reader.rows).map { try reader.row($0) }
}

/// Why something is not done.
func refusal(_ body: () throws -> Void) throws -> WorkbenchError {
    try #require(#expect(throws: WorkbenchError.self, performing: body))
}
