// Pictures as PNG files.

import CPango
package import Foundation
package import Imaging

/// Why there is no PNG file, in a sentence.
package struct PNGError: Error, Equatable, CustomStringConvertible {
    /// The sentence.
    package let description: String
}

/// Makes PNG: nothing of a picture is lost.
package enum PNGFile {
    /// The content of a file with a picture.
    ///
    /// - Throws: a sentence when there is not memory enough.
    package static func bytes(of picture: Picture) throws(PNGError) -> Data {
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
                description: "The picture cannot be written as PNG: \(String(cString: cairo_status_to_string(status)))."
            )
        }
        return bytes
    }
}
