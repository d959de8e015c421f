// A picture as a few large squares: what is cheap to compare from one frame to another.

/// The mean colours of a part of a picture, in 6 rows of 8 cells.
///
/// Of each cell 64 pixels are looked at, evenly spaced, so the cost does not grow with the picture: about 10 µs. Reading
/// again allocates nothing.
public struct Mosaic: Sendable, Hashable {
    /// Rows of cells.
    public static let rows = 6
    /// Columns of cells.
    public static let columns = 8
    /// Number of cells.
    public static let cells = rows * columns

    private static let side = 8

    /// The luminance Y of every cell, row by row, 0…255; then `B - Y` of every cell; then `R - Y`.
    public private(set) var values: [Float]

    /// A black mosaic.
    public init() { values = Array(repeating: 0, count: 3 * Self.cells) }

    /// A mosaic that was read before; nil when there are not three finite numbers a cell.
    public init?(values: [Float]) {
        guard values.count == 3 * Self.cells, values.allSatisfy(\.isFinite) else { return nil }
        self.values = values
    }

    /// The luminance of every cell.
    public var luminance: ArraySlice<Float> { values[..<Self.cells] }
    /// `B - Y` of every cell.
    public var blueness: ArraySlice<Float> { values[Self.cells..<2 * Self.cells] }
    /// `R - Y` of every cell.
    public var redness: ArraySlice<Float> { values[(2 * Self.cells)...] }

    /// Reads a part of a picture.
    ///
    /// - Precondition: the rectangle lies in the picture.
    public mutating func read(_ picture: Picture, _ rectangle: PixelRectangle) {
        precondition(
            rectangle.x + rectangle.width <= picture.width && rectangle.y + rectangle.height <= picture.height,
            "\(rectangle) does not lie in a picture of \(picture.width) × \(picture.height)")
        let stride = picture.stride
        picture.withBytes { bytes in
            for cell in 0..<Self.cells {
                var (luminance, blue, red) = (0, 0, 0)
                for down in 0..<Self.side {
                    let row = Self.place(cell / Self.columns, down, of: Self.rows, in: rectangle.height)
                    let line = UnsafeRawBufferPointer(rebasing: bytes[((rectangle.y + row) * stride)...])
                    for across in 0..<Self.side {
                        let column = Self.place(cell % Self.columns, across, of: Self.columns, in: rectangle.width)
                        let pixel = UInt32(
                            littleEndian: line.loadUnaligned(
                                fromByteOffset: 4 * (rectangle.x + column), as: UInt32.self))
                        let (r, g, b) = (Int(pixel >> 16 & 255), Int(pixel >> 8 & 255), Int(pixel & 255))
                        let y = (77 * r + 150 * g + 29 * b + 128) >> 8
                        luminance += y
                        blue += b - y
                        red += r - y
                    }
                }
                let scale = 1 / Float(Self.side * Self.side)
                values[cell] = Float(luminance) * scale
                values[Self.cells + cell] = Float(blue) * scale
                values[2 * Self.cells + cell] = Float(red) * scale
            }
        }
    }

    /// The pixel that a step within a cell looks at: the middle of its share of the pixels.
    private static func place(_ cell: Int, _ step: Int, of cells: Int, in pixels: Int) -> Int {
        (2 * (cell * side + step) + 1) * pixels / (2 * cells * side)
    }

    /// Becomes a copy of another mosaic, in memory of its own.
    public mutating func copy(_ other: Mosaic) {
        for index in values.indices { values[index] = other.values[index] }
    }

    /// Adds another mosaic, number by number.
    public mutating func add(_ other: Mosaic) {
        for index in values.indices { values[index] += other.values[index] }
    }

    /// Multiplies every number.
    public mutating func scale(by factor: Float) {
        for index in values.indices { values[index] *= factor }
    }

    /// How far the luminance is from another mosaic's: the mean over all cells, 0…255.
    public func change(since other: Mosaic) -> Double {
        var sum: Float = 0
        for cell in 0..<Self.cells { sum += abs(values[cell] - other.values[cell]) }
        return Double(sum) / Double(Self.cells)
    }
}
