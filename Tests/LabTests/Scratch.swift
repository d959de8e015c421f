// A folder for a test, and what tests put into it.

import Features
import Foundation
import Imaging
import Stream

/// A folder that goes away with the value.
final class Scratch {
    let path: String

    init() throws {
        path = "\(NSTemporaryDirectory())/lab-\(UUID())"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file and the folders that it needs.
    func file(_ name: String, _ data: Data) throws -> String {
        let url = URL(fileURLWithPath: "\(path)/\(name)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: url)
        return url.path
    }

    /// Writes stripes: the class decides which way they go, the seed where they begin.
    func stripes(_ name: String, isUpright: Bool, seed: Int) throws {
        let path = try file(name, Data())
        let picture = Picture(width: 24 + seed % 5, height: 24)
        var generator = SplitMix64(seed: UInt64(seed))
        picture.withBytes { bytes in
            for y in 0..<picture.height {
                for x in 0..<picture.width {
                    let wave = ((isUpright ? x : y) + seed) % 6 < 3 ? 170 : 60
                    let grey = UInt8(wave + Int(generator.next() % 40))
                    for part in 0..<3 { bytes[y * picture.stride + 4 * x + part] = grey }
                }
            }
        }
        try PNGFile.bytes(of: picture).write(to: URL(fileURLWithPath: path))
    }
}

/// A net that takes no time.
enum SmallNet {
    static func bank() throws -> FilterBank {
        let shape = ExtractorShape(
            input: InputShape(size: Extent(24), preparation: .standard),
            stages: [
                StageShape(table: .full(inputs: 1, outputs: 6), kernelSide: 5, poolingSide: 4, poolingStep: 3),
                StageShape(
                    table: .random(inputs: 6, outputs: 8, each: 3, seed: 1), kernelSide: 3, poolingSide: 3,
                    poolingStep: 2
                ),
            ])
        return try FilterBank.random(shape: shape, seed: 4)
    }
}
