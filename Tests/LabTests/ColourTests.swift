// Colours beside a net's features.

import Features
import Foundation
import Imaging
import Lab
import Linear
import Stream
import Testing

@Suite("Colours beside features")
struct ColourTests {
    @Test(arguments: [4, 40])
    func `A block of colours is centred and has the mean squared length of its weight`(netFeatures: Int) {
        var generator = SplitMix64(seed: 9)
        func matrix(_ columns: Int) -> Matrix {
            Matrix(rows: 20, columns: columns, values: (0..<20 * columns).map { _ in generator.nextSigned() })
        }
        let (net, colours) = (matrix(netFeatures), matrix(6))
        let split = Split(train: Array(0..<14), test: Array(14..<20))
        let grey = Coordinates(net, split)
        let found = Coordinates(net, colours: ColourBlock(features: colours, weight: 0.36), split)

        let means = (0..<6).map { column in (0..<14).reduce(0.0) { $0 + Double(colours[$1, column]) } / 14 }
        let centred = (0..<20).map { row in (0..<6).map { Double(colours[row, $0]) - means[$0] } }
        let length = centred.prefix(14).reduce(0.0) { $0 + $1.reduce(0) { $0 + $1 * $1 } } / 14
        func wanted(_ one: Int, _ other: Int) -> Double {
            0.36 / length * zip(centred[one], centred[other]).reduce(0) { $0 + $1.0 * $1.1 }
        }
        for one in 0..<14 {
            for other in 0..<14 {
                let before = dot(Array(grey.train.row(one)), Array(grey.train.row(other)))
                let after = dot(Array(found.train.row(one)), Array(found.train.row(other)))
                #expect(abs(Double(after - before) - wanted(one, other)) < 1e-3)
            }
            for (row, other) in split.test.enumerated() {
                let before = dot(Array(grey.train.row(one)), Array(grey.test.row(row)))
                let after = dot(Array(found.train.row(one)), Array(found.test.row(row)))
                #expect(abs(Double(after - before) - wanted(one, other)) < 1e-3)
            }
        }
        let none = Coordinates(
            net, colours: ColourBlock(features: Matrix(rows: 20, columns: 6, repeating: 1), weight: 1), split)
        #expect(none.train.values.allSatisfy { $0.isFinite })
    }

    /// Noise of one colour: red or blue, equally bright.
    private static func paint(_ scratch: Scratch, _ name: String, isRed: Bool, seed: Int) throws {
        let path = try scratch.file(name, Data())
        let picture = Picture(width: 30, height: 24)
        var generator = SplitMix64(seed: UInt64(seed))
        picture.withBytes { bytes in
            for pixel in 0..<picture.height * picture.width {
                let noise = UInt8(generator.next() % 60)
                let first = pixel / picture.width * picture.stride + 4 * (pixel % picture.width)
                // Blue, green, red: a luminance of 0.114, 0.587 and 0.299 of them.
                let colour: [UInt8] = isRed ? [30, 40, 150] : [190, 80, 10]
                for (part, value) in colour.enumerated() {
                    bytes[first + part] = value + noise
                }
            }
        }
        try PNGFile.bytes(of: picture).write(to: URL(fileURLWithPath: path))
    }

    @Test
    func `Categories that differ in colour alone are told apart when colours count, and what is broken is passed over`()
        throws
    {
        let scratch = try Scratch()
        for seed in 0..<16 {
            try Self.paint(scratch, "in/red/\(seed).png", isRed: true, seed: seed)
            try Self.paint(scratch, "in/blue/\(seed).png", isRed: false, seed: 100 + seed)
        }
        let broken = try scratch.file("in/red/9.png", Data("no picture".utf8))
        let cache = FeatureCache(folder: "\(scratch.path)/cache")
        var job = CaltechJob(data: "\(scratch.path)/in", settings: LabSettings(net: .rr, bank: try SmallNet.bank()))
        (job.perClass, job.settings.classifier) = (9, .ridge)
        let grey = try job.run(cache) { _, _, _ in }
        job.colour = 0.36
        let coloured = try job.run(cache) { _, _, _ in }
        #expect(coloured.result.mean == 1 && grey.result.mean < 0.9)
        #expect(coloured.setting.colour == 0.36 && grey.setting.colour == nil)
        #expect(coloured.broken.count == 1 && coloured.broken[0].contains(broken))
        #expect(coloured.outcomes.map(\.test) == [13] && coloured.lines.contains { $0.contains("colours (0.36)") })
        let again = try job.run(cache) { _, _, _ in }
        #expect(again.outcomes.map(\.confusion) == coloured.outcomes.map(\.confusion))
    }
}
