// Photographs to learn from, where a folder of data is named.

import Foundation
import Imaging
import Stream
import Testing

/// Pictures of nature and of what people do in it.
enum Photographs {
    /// The photographs of BSDS500's training set, where a folder of data is named.
    static let folder: String? = {
        guard let data = ProcessInfo.processInfo.environment["SHOWTELL_DATA"] else { return nil }
        let folder = "\(data)/natural_images/bsds500_train"
        return FileManager.default.fileExists(atPath: folder) ? folder : nil
    }()

    /// The first of them, their longer side 481 pixels.
    static func first(_ count: Int) throws -> [Plane] {
        let folder = try #require(folder)
        let pool = PicturePool()
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".jpg") }
        return try names.sorted().prefix(count).map { name in
            let bytes = try #require(FileManager.default.contents(atPath: "\(folder)/\(name)"))
            let picture = try StillDecoder.decode(bytes, into: pool)
            var resampler = Resampler(rows: 481, columns: 481)
            var values = [Float](repeating: 0, count: 481 * 481)
            let (rows, columns) = values.withUnsafeMutableBufferPointer { values in
                guard let start = values.baseAddress else { return (0, 0) }
                let whole = PixelRectangle(x: 0, y: 0, width: picture.width, height: picture.height)
                return resampler.resample(picture, whole, into: start)
            }
            return Plane(rows: rows, columns: columns, values: Array(values.prefix(rows * columns)))
        }
    }
}
