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

    /// Numbers of 32 bits as NORB's files have them.
    static func littleEndian(_ values: [Int]) -> Data {
        Data(values.flatMap { value in [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: value >> $0) } })
    }

    /// Writes the files of NORB into a folder: 100 pairs to learn from and 25 to ask, of 24 × 24 pixels, with a bright row in
    /// the left picture at another place for each category, and noise in the right one.
    ///
    /// - Returns: the path of the pictures to learn from.
    func toys(_ folder: String) throws -> String {
        var generator = SplitMix64(seed: 3)
        var paths: [String] = []
        for (name, part, count) in [("5x46789x9", "training", 100), ("5x01235x9", "testing", 25)] {
            let labels = (0..<count).map { $0 % 5 }
            let pixels: [UInt8] = labels.flatMap { label in
                (0..<2 * 24 * 24).map { place in
                    let noise = UInt8(generator.next() % 60)
                    return place / 96 == label ? 190 + noise : place < 24 * 24 ? noise : 4 * noise
                }
            }
            paths.append(
                try file(
                    "\(folder)/smallnorb-\(name)-\(part)-dat.mat",
                    Self.littleEndian([0x1E3D_4C55, 4, count, 2, 24, 24]) + Data(pixels)))
            _ = try file(
                "\(folder)/smallnorb-\(name)-\(part)-cat.mat",
                Self.littleEndian([0x1E3D_4C54, 1, count, 1, 1] + labels))
        }
        return paths[0]
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
