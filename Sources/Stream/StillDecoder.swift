// Single pictures, JPEG or PNG, into memory.

import CGStreamer
public import Foundation
public import Imaging

/// Why bytes are no picture, in a sentence.
public struct StillError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The sentence.
    public let description: String
}

/// Reads JPEG and PNG.
///
/// Anything else is refused by its first bytes, before a decoder sees it, and so is a picture of more than 64 million
/// pixels, or 32,767 a side: a small file can claim any size.
public enum StillDecoder {
    private static let maximumPixels = 64 << 20
    /// GStreamer has no wider or higher pictures.
    private static let longestSide = Int(Int16.max)

    /// Decodes a file's bytes. Blocks for the time of decoding: not for a task.
    ///
    /// - Throws: a sentence when they are no picture, not whole, or too large.
    public static func decode(_ bytes: Data, into pool: PicturePool) throws(StillError) -> Picture {
        let format = try StillFormat(bytes)
        let sides = 1...longestSide
        guard sides.contains(format.width), sides.contains(format.height),
            format.width * format.height <= maximumPixels
        else {
            throw StillError(description: "a picture of \(format.width) × \(format.height) pixels is not accepted")
        }
        guard format.width * format.height > 1 else { throw StillError(description: "it is a single pixel") }
        do {
            return try run(format.decoder, bytes, pool)
        } catch {
            throw StillError(description: "the picture cannot be decoded: \(error)")
        }
    }

    static func decode(contentsOf path: String, into pool: PicturePool) throws(StillError) -> Picture {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw StillError(description: "it cannot be read")
        }
        return try decode(bytes, into: pool)
    }

    private static func run(_ decoder: String, _ bytes: Data, _ pool: PicturePool) throws(PipelineError) -> Picture {
        let pipeline = try Pipeline(
            launch: """
                appsrc name=in format=time ! \(decoder) ! videoconvert ! video/x-raw,format=BGRx ! \
                appsink name=out sync=false enable-last-sample=false
                """)
        try pipeline.enter(GST_STATE_PLAYING)
        pipeline.withElement("in") { element in
            let source = showtell_app_src(element)
            let buffer = bytes.withUnsafeBytes { raw -> UnsafeMutablePointer<GstBuffer>? in
                let buffer = gst_buffer_new_allocate(nil, gsize(raw.count), nil)
                gst_buffer_fill(buffer, 0, raw.baseAddress, gsize(raw.count))
                return buffer
            }
            // The source takes the buffer over.
            gst_app_src_push_buffer(source, buffer)
            gst_app_src_end_of_stream(source)
        }
        let sample = pipeline.withElement("out") { gst_app_sink_try_pull_sample(showtell_app_sink($0), 5_000_000_000) }
        if let text = pipeline.firstError(waiting: 0)?.description {
            if let sample { gst_sample_unref(sample) }
            // The end of somebody's sentence.
            throw PipelineError(description: text.hasSuffix(".") ? String(text.dropLast()) : text)
        }
        guard let sample else { throw PipelineError(description: "it holds no picture") }
        defer { gst_sample_unref(sample) }
        guard let picture = pool.picture(of: sample) else { throw PipelineError(description: "its format is unknown") }
        return picture
    }
}
