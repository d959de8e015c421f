// No answer, no time: one golden picture must come out right first.

import Features
import Foundation
import Imaging

/// The impulse of Tests/FeaturesTests/Golden/golden.json: one white pixel, easy to draw again.
struct GoldenCheck {
    private struct Answer: Decodable {
        let formula: String
        let width: Int
        let height: Int
        let every: Int
        let largest: Double
        let features: Data
    }

    /// The largest difference as a share of the largest feature, or nil when the file has no impulse.
    static func difference(_ extractor: Extractor, file: String) throws -> Double? {
        let answers = try JSONDecoder().decode([Answer].self, from: Data(contentsOf: URL(fileURLWithPath: file)))
        guard let answer = answers.first(where: { $0.formula == "impulse" }) else { return nil }

        let picture = Picture(width: answer.width, height: answer.height)
        picture.withBytes { bytes in
            let place = answer.height / 2 * picture.stride + 4 * (answer.width / 3)
            for channel in 0..<3 { bytes[place + channel] = 255 }
        }
        let features = UnsafeMutableBufferPointer<Float>.allocate(capacity: extractor.featureCount)
        defer { features.deallocate() }
        let whole = PixelRectangle(x: 0, y: 0, width: answer.width, height: answer.height)
        extractor.extract(picture, whole, into: features)

        let expected = answer.features.withUnsafeBytes { bytes in
            (0..<bytes.count / 4).map {
                Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
            }
        }
        let ours = stride(from: 0, to: features.count, by: answer.every).map { features[$0] }
        guard ours.count == expected.count else { return .infinity }
        let difference = zip(ours, expected).map { abs(Double($0) - Double($1)) }.max() ?? .infinity
        return difference.isNaN ? .infinity : difference / answer.largest
    }
}
