// Which part of a picture is meant, in a way that does not depend on its size.

/// A rectangle in fractions of a picture: `x` and `width` of its width, `y` and `height` of its height, all in 0…1.
public struct Region: Sendable, Hashable {
    /// Left edge, from the picture's left.
    public let x: Double
    /// Upper edge, from the picture's top.
    public let y: Double
    /// Width as a share of the picture's.
    public let width: Double
    /// Height as a share of the picture's.
    public let height: Double

    /// A region, or nil when it does not lie inside the picture or is empty.
    public init?(x: Double, y: Double, width: Double, height: Double) {
        let tolerance = 1e-9
        guard x >= 0, y >= 0, width > 0, height > 0, x + width <= 1 + tolerance, y + height <= 1 + tolerance else {
            return nil
        }
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }

    private init(centredWidth width: Double, height: Double) {
        self.x = (1 - width) / 2
        self.y = (1 - height) / 2
        self.width = width
        self.height = height
    }

    /// The whole picture.
    public static let whole = Region(centredWidth: 1, height: 1)

    /// The largest square in the middle of a picture of `width` × `height` pixels.
    public static func centredSquare(width: Int, height: Int) -> Region {
        let side = Double(min(width, height))
        return Region(centredWidth: side / Double(width), height: side / Double(height))
    }

    /// The pixels of this region in a picture of `width` × `height`: place and size rounded to whole pixels, at least one
    /// each way. Half a pixel of a place counts as one.
    public func pixels(width: Int, height: Int) -> PixelRectangle {
        let (left, columns) = Self.pixels(from: x, share: self.width, of: width)
        let (top, rows) = Self.pixels(from: y, share: self.height, of: height)
        return PixelRectangle(x: left, y: top, width: columns, height: rows)
    }

    private static func pixels(from start: Double, share: Double, of all: Int) -> (start: Int, count: Int) {
        // The size for itself: if both edges were rounded, a square could lose its shape.
        let count = min(max(Int((share * Double(all)).rounded()), 1), all)
        // What is half a pixel but for the last bits of a Double counts as half.
        let first = Int((start * Double(all) + 0.5 + 1e-6).rounded(.down))
        return (min(max(first, 0), all - count), count)
    }
}

/// A rectangle of whole pixels inside a picture.
public struct PixelRectangle: Sendable, Hashable {
    /// First column.
    public let x: Int
    /// First row.
    public let y: Int
    /// Number of columns.
    public let width: Int
    /// Number of rows.
    public let height: Int

    /// A rectangle of `width` × `height` pixels with its upper left corner at (`x`, `y`).
    public init(x: Int, y: Int, width: Int, height: Int) {
        precondition(x >= 0 && y >= 0 && width > 0 && height > 0, "a rectangle of pixels needs a place and a size")
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }
}
