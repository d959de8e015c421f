// A colour picture in memory, as capture delivers it and drawing changes it.

/// A picture of 8-bit colours: `height` rows of `stride` bytes, each pixel four bytes B, G, R, unused.
///
/// The layout is GStreamer's `BGRx` and Cairo's `RGB24` on a little-endian machine, so a frame is drawn upon and
/// encoded where it lies. A row may be longer than its pixels: always step by `stride`.
///
/// A picture is a reference with an owner: whoever makes it says how its memory is given back.
public final class Picture: @unchecked Sendable {
    // Guard of the @unchecked: a picture is changed by one stage of the frame's way at a time, and handed on.

    /// Columns of pixels.
    public let width: Int
    /// Rows of pixels.
    public let height: Int
    /// Bytes from the start of a row to the start of the next.
    public let stride: Int

    private let bytes: UnsafeMutableRawPointer
    private let release: @Sendable (UnsafeMutableRawPointer) -> Void

    /// A picture in memory that somebody else provides.
    ///
    /// - Parameters:
    ///   - bytes: `height × stride` bytes.
    ///   - release: called once with `bytes` when the picture is no longer used.
    public init(
        width: Int, height: Int, stride: Int, bytes: UnsafeMutableRawPointer,
        release: @escaping @Sendable (UnsafeMutableRawPointer) -> Void
    ) {
        precondition(width > 0 && height > 0 && stride >= 4 * width, "a picture needs pixels, and rows that hold them")
        self.width = width
        self.height = height
        self.stride = stride
        self.bytes = bytes
        self.release = release
    }

    /// A black picture in memory of its own.
    public convenience init(width: Int, height: Int) {
        let stride = 4 * width
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: stride * height, alignment: 64)
        bytes.initializeMemory(as: UInt8.self, repeating: 0, count: stride * height)
        self.init(width: width, height: height, stride: stride, bytes: bytes) { $0.deallocate() }
    }

    deinit { release(bytes) }

    /// Lends the `height × stride` bytes for the duration of `body`.
    public func withBytes<Result>(_ body: (UnsafeMutableRawBufferPointer) throws -> Result) rethrows -> Result {
        try body(UnsafeMutableRawBufferPointer(start: bytes, count: stride * height))
    }

    /// A part by itself, in memory of its own.
    ///
    /// - Parameter isMirrored: exchanges left and right.
    /// - Precondition: the rectangle lies in the picture.
    public func copy(of part: PixelRectangle, isMirrored: Bool = false) -> Picture {
        let copy = Picture(width: part.width, height: part.height)
        withBytes { from in
            copy.withBytes { into in
                for row in 0..<part.height {
                    let begin = (part.y + row) * stride + 4 * part.x
                    let line = UnsafeMutableRawBufferPointer(rebasing: into[(row * copy.stride)...])
                    let pixels = UnsafeRawBufferPointer(rebasing: from[begin..<begin + 4 * part.width])
                    guard isMirrored else {
                        line.copyMemory(from: pixels)
                        continue
                    }
                    for column in 0..<part.width {
                        let pixel = pixels.loadUnaligned(fromByteOffset: 4 * column, as: UInt32.self)
                        line.storeBytes(of: pixel, toByteOffset: 4 * (part.width - 1 - column), as: UInt32.self)
                    }
                }
            }
        }
        return copy
    }
}
