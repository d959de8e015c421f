// The messages of `/stream.h264`: docs/PROTOCOL.md has the same table.

public import Foundation
package import NIOCore

/// One message: its length, a head of 24 bytes, JSON, and the coded picture. Numbers are big-endian.
///
/// | bytes | what |
/// |---|---|
/// | 0–3 | length of everything behind these four |
/// | 4 | kind: 1 configuration, 2 picture, 3 nothing new, which says that the line is alive |
/// | 5 | bit 0: key frame |
/// | 6–7 | 0 |
/// | 8–15 | number of the message; a gap is what this viewer left out |
/// | 16–23 | monotonic clock at capture, nanoseconds |
/// | 24–27 | length of the JSON |
/// | 28… | JSON: the codec and size (1), or what is said of the picture (2) |
/// | then | the access unit (2) |
package enum FilmMessage {
    /// What a decoder has to know.
    package struct Configuration: Sendable, Hashable, Encodable {
        /// As browsers name it: `avc1.42c01e`.
        package let codec: String
        /// Pixels a row.
        package let width: Int
        /// Rows.
        package let height: Int
        private let version = 1

        package init(codec: String, width: Int, height: Int) {
            (self.codec, self.width, self.height) = (codec, width, height)
        }
    }

    package static func configuration(_ configuration: Configuration) -> ByteBuffer {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return message(kind: 1, json: (try? encoder.encode(configuration)) ?? Data("{}".utf8))
    }

    package static func picture(_ picture: FilmPicture, number: UInt64) -> ByteBuffer {
        message(
            kind: 2, isKey: picture.isKey, number: number, captured: picture.captured, json: picture.note,
            picture: picture.bytes)
    }

    /// The sign of life.
    package static let idle = message(kind: 3, json: Data("{}".utf8))

    private static func message(
        kind: UInt8, isKey: Bool = false, number: UInt64 = 0, captured: UInt64 = 0, json: Data,
        picture: ByteBuffer = ByteBuffer()
    ) -> ByteBuffer {
        let length = 24 + json.count + picture.readableBytes
        var message = ByteBuffer()
        message.reserveCapacity(4 + length)
        message.writeInteger(UInt32(length))
        message.writeInteger(kind)
        message.writeInteger(UInt8(isKey ? 1 : 0))
        message.writeInteger(UInt16(0))
        message.writeInteger(number)
        message.writeInteger(captured)
        message.writeInteger(UInt32(json.count))
        message.writeBytes(json)
        message.writeImmutableBuffer(picture)
        return message
    }
}

/// An access unit on its way to viewers.
public struct FilmPicture: Sendable {
    /// H.264: start codes and units.
    package let bytes: ByteBuffer
    /// For a key frame: what a decoder has to know.
    package let configuration: FilmMessage.Configuration?
    /// Monotonic clock at capture, in nanoseconds.
    package let captured: UInt64
    /// What is said of the picture: JSON.
    package let note: Data

    /// Whether it can be understood without those before it.
    package var isKey: Bool { configuration != nil }

    /// An access unit.
    ///
    /// - Parameter codec: as browsers name it; nil when this is no key frame.
    public init(
        bytes: UnsafeRawBufferPointer, codec: String?, size: (width: Int, height: Int), captured: UInt64, note: Data
    ) {
        self.bytes = ByteBuffer(bytes: bytes)
        configuration = codec.map { .init(codec: $0, width: size.width, height: size.height) }
        self.captured = captured
        self.note = note
    }
}
