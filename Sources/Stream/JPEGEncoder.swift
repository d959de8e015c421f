// Pictures in, JPEG out: the broadcast's own pipeline, which no camera can break.

public import Imaging

/// Encodes pictures on GStreamer's threads; the newest wins when they come too fast.
public final class JPEGEncoder: Sendable {
    /// Called on a streaming thread with the bytes of a picture and the tag it was given.
    public typealias Output = @Sendable (_ jpeg: UnsafeRawBufferPointer, _ tag: UInt64) -> Void

    private let line: EncodingLine

    /// An encoder; its pipeline is made with the first picture.
    ///
    /// - Parameters:
    ///   - quality: 1…100, as libjpeg counts.
    ///   - longestSide: what larger pictures are scaled down to, in pixels; nil for none.
    ///   - output: receives what was encoded.
    public init(quality: Int = 80, longestSide: Int? = nil, output: @escaping Output) {
        line = EncodingLine(rate: "0/1") { width, height in
            // JPEG means luma from 0 to 255 (colorimetry 1:4:0:0, JFIF); video's 16…235 would wash the picture out.
            """
            videoconvert ! video/x-raw,format=I420,colorimetry=1:4:0:0 ! \
            \(Self.scaling(width, height, to: longestSide))jpegenc quality=\(quality)
            """
        } output: { sample in
            AppSink.withBytes(sample) { bytes, tag in output(bytes, tag) }
            return true
        }
    }

    /// What the pipeline needs so that the picture comes out smaller; empty when it is small enough.
    private static func scaling(_ width: Int, _ height: Int, to longestSide: Int?) -> String {
        let side = max(width, height)
        guard let longestSide, side > longestSide else { return "" }
        // Even numbers: colours have half as many pixels.
        let size = [width, height].map { max(2, ($0 * longestSide / side + 1) / 2 * 2) }
        return "videoscale ! video/x-raw,width=\(size[0]),height=\(size[1]) ! "
    }

    /// Hands a picture over and returns at once; the picture must not be changed any more.
    ///
    /// - Parameter tag: comes back with the bytes; must rise from picture to picture.
    /// - Throws: a sentence when the encoder has failed; the next picture gets a new one.
    public func encode(_ picture: Picture, tag: UInt64) throws(EncoderError) {
        do {
            try line.push(.picture(picture), time: tag)
        } catch {
            throw EncoderError(description: "pictures cannot be encoded: \(error)")
        }
    }
}

/// Why pictures cannot be encoded, in a sentence.
public struct EncoderError: Error, Sendable, CustomStringConvertible {
    /// The sentence.
    public let description: String
}
