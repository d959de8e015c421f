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
    ///   - output: receives what was encoded.
    public init(quality: Int = 80, output: @escaping Output) {
        // JPEG means luma from 0 to 255 (colorimetry 1:4:0:0, JFIF); video's 16…235 would wash the picture out.
        let launch = """
            videoconvert ! video/x-raw,format=I420,colorimetry=1:4:0:0 ! jpegenc quality=\(quality)
            """
        line = EncodingLine(launch, rate: "0/1") { sample in
            AppSink.withBytes(sample) { bytes, tag in output(bytes, tag) }
            return true
        }
    }

    /// Hands a picture over and returns at once; the picture must not be changed any more.
    ///
    /// - Parameter tag: comes back with the bytes; must rise from picture to picture.
    /// - Throws: a sentence when the encoder has failed; the next picture gets a new one.
    public func encode(_ picture: Picture, tag: UInt64) throws(EncoderError) {
        do {
            try line.push(picture, time: tag)
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
