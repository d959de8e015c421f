// The barcode that the fake camera paints into its frames (Tests/FakeCamera/picture.c), read out of a picture.

import Imaging

/// What a frame of the fake camera says of itself.
struct FrameCode: Sendable, Equatable {
    /// The frame's number since the camera began to stream.
    let number: UInt32
    /// When it was taken: milliseconds of the monotonic clock, of which the lower 32 bits.
    let milliseconds: UInt32

    private static let mark: UInt32 = 0x5A5A_A5A5

    /// Nil when the picture is none of the fake camera's, or too damaged to be read.
    init?(_ picture: Picture) {
        guard picture.width >= 288, picture.height >= 88 else { return nil }
        let lines = (0..<4).map { line in
            (0..<32).reduce(into: UInt32(0)) { word, bit in
                word = word << 1 | (Self.light(of: picture, x: 8 * (2 + bit), y: 8 * (6 + line)) > 125 ? 1 : 0)
            }
        }
        guard lines[3] == Self.mark, lines[0] ^ lines[1] ^ lines[2] == Self.mark else { return nil }
        (number, milliseconds) = (lines[0], lines[1])
    }

    /// The mean green of a square of 8 × 8 pixels: the daemon may have drawn a line across it.
    private static func light(of picture: Picture, x: Int, y: Int) -> Int {
        picture.withBytes { bytes in
            (0..<64).reduce(0) { $0 + Int(bytes[(y + $1 / 8) * picture.stride + 4 * (x + $1 % 8) + 1]) } / 64
        }
    }

    /// How old the frame is, in seconds.
    func age(_ now: UInt64) -> Double {
        Double(UInt32(truncatingIfNeeded: now / 1_000_000) &- milliseconds) / 1000
    }
}
