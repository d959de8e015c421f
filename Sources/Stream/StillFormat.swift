// What the first bytes of a picture file say: its format and its size.

import Foundation

/// The format and size of a JPEG or PNG file, read without decoding it.
struct StillFormat {
    /// The GStreamer elements that decode it.
    let decoder: String
    let width: Int
    let height: Int

    /// Reads the header.
    ///
    /// - Throws: a sentence when the bytes are neither JPEG nor PNG, or end too early.
    init(_ data: Data) throws(StillError) {
        let bytes = [UInt8](data)
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            // PNG: the IHDR chunk comes first, its width and height at bytes 16 and 20; IEND comes last.
            guard bytes.count >= 33, bytes.suffix(8).starts(with: Array("IEND".utf8)) else { throw Self.cut }
            // Of 16 bits a channel and no alpha, pngdec of GStreamer 1.22 loses the blue.
            guard bytes[24] < 16 || bytes[25] != 2 else {
                throw StillError(
                    description: "PNG of 16 bits for each of three channels is not read; save it with 8 bits")
            }
            decoder = "pngdec"
            width = Self.number(bytes[16..<20])
            height = Self.number(bytes[20..<24])
        } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            // JPEG: without its end marker it is cut off, which libjpeg would fill with grey.
            guard bytes.lastIndex(of: 0xD9).map({ $0 > 0 && bytes[$0 - 1] == 0xFF }) == true,
                let size = Self.jpegSize(bytes)
            else { throw Self.cut }
            // Cameras that were held upright say so, and leave the pixels lying.
            decoder = "jpegparse ! jpegdec ! videoflip video-direction=auto"
            (width, height) = size
        } else {
            throw StillError(description: "it is neither a JPEG nor a PNG file")
        }
    }

    private static let cut = StillError(description: "the picture is cut off")

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }

    /// The size in the frame header (SOF marker, ITU T.81 B.2.2), found by walking from marker to marker.
    private static func jpegSize(_ bytes: [UInt8]) -> (width: Int, height: Int)? {
        var at = 2
        while at + 9 < bytes.count {
            guard bytes[at] == 0xFF else { return nil }
            let marker = bytes[at + 1]
            if marker == 0xFF {
                at += 1
                continue
            }
            let isFrameHeader = (0xC0...0xCF).contains(marker) && ![0xC4, 0xC8, 0xCC].contains(marker)
            if isFrameHeader { return (number(bytes[(at + 7)..<(at + 9)]), number(bytes[(at + 5)..<(at + 7)])) }
            at += 2 + number(bytes[(at + 2)..<(at + 4)])
        }
        return nil
    }
}
