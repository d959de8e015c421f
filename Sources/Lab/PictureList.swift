// Pictures of a data set, read one by one.

import Features
import Foundation
package import Imaging
import Stream

/// A picture, as a net is given it.
package enum LabPicture {
    /// From a file.
    case colours(Picture)
    /// Grey values, 0…1.
    case greys(Plane)
}

/// Pictures that can be read in any order, from any thread.
package struct PictureList: Sendable {
    /// Number of pictures.
    package let count: Int
    /// What changes when any of the pictures does, for all that can be told without reading them.
    package let identity: String
    /// Reads one; the error names it.
    package let read: @Sendable (Int) throws(LabError) -> LabPicture

    /// Pictures in files, JPEG or PNG.
    package init(files: [String]) {
        count = files.count
        identity = files.map { path in
            var information = stat()
            guard stat(path, &information) == 0 else { return path }
            return "\(path) \(information.st_size) \(information.st_mtim.tv_sec)"
        }.joined(separator: "\n")
        let pool = PicturePool()
        read = { index throws(LabError) in
            let path = files[index]
            guard let bytes = FileManager.default.contents(atPath: path) else {
                throw .badInput(reason: "“\(path)” cannot be read.")
            }
            do {
                return .colours(try StillDecoder.decode(bytes, into: pool))
            } catch {
                throw .badInput(reason: "“\(path)” cannot be used: \(error).")
            }
        }
    }

    /// Grey pictures of bytes: N × rows × columns, 0 for black.
    ///
    /// - Throws: `LabError.badInput` for arrays of other extents.
    package init(greys array: ByteArray, name: String) throws(LabError) {
        let extents = array.extents
        guard extents.count == 3, !extents.contains(0) else {
            let shape = extents.map(String.init).joined(separator: "×")
            throw .badInput(reason: "“\(name)” has the shape \(shape), and pictures are N × rows × columns.")
        }
        count = extents[0]
        identity = "\(extents) \(Fingerprint.of(array.bytes))"
        read = { index throws(LabError) in
            .greys(Plane(rows: extents[1], columns: extents[2], values: array.item(index).map { Float($0) / 255 }))
        }
    }

    /// The left pictures of pairs of bytes: N × 2 × rows × columns, 0 for black.
    ///
    /// - Throws: `LabError.badInput` for arrays of other extents.
    package init(leftOf array: ByteArray, name: String) throws(LabError) {
        let extents = array.extents
        guard extents.count == 4, extents[1] == 2, !extents.contains(0) else {
            let shape = extents.map(String.init).joined(separator: "×")
            throw .badInput(reason: "“\(name)” has the shape \(shape), and pairs are N × 2 × rows × columns.")
        }
        let (rows, columns) = (extents[2], extents[3])
        count = extents[0]
        identity = "left \(extents) \(Fingerprint.of(array.bytes))"
        read = { index throws(LabError) in
            let bytes = array.item(index).prefix(rows * columns)
            return .greys(Plane(rows: rows, columns: columns, values: bytes.map { Float($0) / 255 }))
        }
    }

    /// The first pictures of one list, then those of another.
    package init(_ first: PictureList, _ second: PictureList) {
        count = first.count + second.count
        identity = first.identity + "\n" + second.identity
        read = { index throws(LabError) in
            try index < first.count ? first.read(index) : second.read(index - first.count)
        }
    }
}

/// Short names of long things.
enum Fingerprint {
    /// FNV-1a of 64 bits, hexadecimal.
    static func of(_ bytes: some Sequence<UInt8>) -> String {
        var hash = FNV1a()
        for byte in bytes { hash.mix(byte) }
        return String(hash.value, radix: 16)
    }
}
