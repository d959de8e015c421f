// The whole extractor against answers computed by another program: Golden/golden.py, numpy in double precision.

import Features
import Foundation
import Imaging
import Testing

/// One picture of golden.json and what its features are.
struct Golden: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let formula: String
    let width: Int
    let height: Int
    let region: [Int]
    let checksum: Int
    let every: Int
    let largest: Double
    let features: Data

    var testDescription: String { name }

    static func all() throws -> [Golden] {
        let url = try #require(Bundle.module.url(forResource: "golden", withExtension: "json", subdirectory: "Golden"))
        return try JSONDecoder().decode([Golden].self, from: Data(contentsOf: url))
    }

    var values: [Float] {
        features.withUnsafeBytes { bytes in
            (0..<bytes.count / 4).map {
                Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
            }
        }
    }

    var rectangle: PixelRectangle {
        PixelRectangle(x: region[0], y: region[1], width: region[2], height: region[3])
    }
}

@Suite("Golden answers")
struct GoldenTests {
    @Test("Features agree with the other program's, picture by picture")
    func features() throws {
        let extractor = try Extractor(bank: .random(shape: .caltech101))
        let answers = try Golden.all()
        #expect(answers.count == 6)
        for golden in answers {
            let colours = try #require(TestPictures.named(golden.formula))
            let (width, height) = (golden.width, golden.height)
            try #require(
                TestPictures.checksum(width, height, colours) == golden.checksum, "\(golden.name): the picture")

            let picture = TestPictures.picture(width, height, padding: 12, colours)
            let features = extractor.features(of: picture, golden.rectangle)
            let ours = stride(from: 0, to: features.count, by: golden.every).map { features[$0] }
            #expect(ours.count == golden.values.count)
            let difference = zip(ours, golden.values).map { abs($0 - $1) }.max() ?? .infinity
            #expect(Double(difference) <= 1e-4 * golden.largest, "\(golden.name)")
        }
    }
}
