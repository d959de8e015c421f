// Pictures as PNG files.

import CPango
import Foundation
package import Imaging

/// Why a PNG file was not written, in a sentence.
package struct PNGError: Error, Equatable, CustomStringConvertible {
    /// The sentence.
    package let description: String
}

/// Writes PNG: nothing of a picture is lost.
package enum PNGFile {
    /// Writes a picture into a file; one that was there is replaced when all is written, or stays as it was.
    ///
    /// - Throws: a sentence when the disk refuses.
    package static func write(_ picture: Picture, to path: String) throws(PNGError) {
        let bytes = try encode(picture, path)
        do {
            try bytes.write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            let cause = (error as? CocoaError)?.underlying as? POSIXError
            let reason = cause.map { String(cString: strerror($0.code.rawValue)) } ?? "the system refuses"
            throw PNGError(description: "“\(path)” cannot be written: \(reason).")
        }
    }

    private static func encode(_ picture: Picture, _ path: String) throws(PNGError) -> Data {
        var bytes = Data()
        let status = picture.withBytes { pixels in
            let surface = cairo_image_surface_create_for_data(
                pixels.baseAddress?.assumingMemoryBound(to: UInt8.self), CAIRO_FORMAT_RGB24, Int32(picture.width),
                Int32(picture.height), Int32(picture.stride))
            defer { cairo_surface_destroy(surface) }
            return withUnsafeMutablePointer(to: &bytes) { bytes in
                cairo_surface_write_to_png_stream(
                    surface,
                    { target, piece, count in
                        let piece = UnsafeBufferPointer(start: piece, count: Int(count))
                        target?.assumingMemoryBound(to: Data.self).pointee.append(piece)
                        return CAIRO_STATUS_SUCCESS
                    }, bytes)
            }
        }
        guard status == CAIRO_STATUS_SUCCESS else {
            throw PNGError(
                description: "“\(path)” cannot be written: \(String(cString: cairo_status_to_string(status))).")
        }
        return bytes
    }
}
