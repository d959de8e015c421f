// Which colours lie where in a picture.

public import Imaging

/// Describes the colours of a part of a picture: 4 × 4 cells × 17 bins, 272 numbers.
///
/// Each number is the square root of a bin's share in its cell, so that a cell's numbers are a vector of length 1 and the
/// inner product of two cells is the Bhattacharyya coefficient of their colours. Bins are those of `ChromaBins`: grey,
/// eight pale and eight saturated hues; a pixel has a share in up to four of them. At most 96 × 96 pixels are looked at,
/// evenly spaced over the picture, so the cost does not grow with the picture: about 0.1 ms. Nothing is allocated.
///
/// The order of the numbers is rows of cells × columns of cells × bins.
public struct ChromaHistogram: Sendable {
    /// How many numbers describe a picture.
    public static let featureCount = ChromaGrid.cells * ChromaGrid.cells * ChromaBins.count
    /// What it is, in short, for those who keep features and must know what made them.
    public static let name = "chroma 4×4×17"

    private let bins = ChromaBins()

    /// A histogram.
    public init() {}

    /// Describes a part of a picture.
    ///
    /// - Parameter features: receives 272 values.
    /// - Precondition: the rectangle lies in the picture, and `features` holds exactly 272 values.
    public func extract(
        _ picture: Picture, _ rectangle: PixelRectangle, into features: UnsafeMutableBufferPointer<Float>
    ) {
        precondition(
            rectangle.x + rectangle.width <= picture.width && rectangle.y + rectangle.height <= picture.height,
            "\(rectangle) does not lie in a picture of \(picture.width) × \(picture.height)")
        let grid = ChromaGrid(width: rectangle.width, height: rectangle.height)
        let stride = picture.stride
        bins.table.withUnsafeBufferPointer { table in
            picture.withBytes { bytes in
                Self.describe(grid, rectangle, into: features) { columns, rows in
                    var sums = SIMD16<UInt32>()
                    for row in rows {
                        let line = UnsafeRawBufferPointer(rebasing: bytes[(grid.pixelRow(row) * stride)...])
                        sums &+= Self.sum(line, columns, grid, table)
                    }
                    return sums
                }
            }
        }
    }

    /// Describes a picture without colour.
    ///
    /// - Parameter features: receives 272 values.
    /// - Precondition: `features` holds exactly 272 values.
    public static func grey(into features: UnsafeMutableBufferPointer<Float>) {
        let anything = PixelRectangle(x: 0, y: 0, width: 1, height: 1)
        describe(ChromaGrid(width: 1, height: 1), anything, into: features) { _, _ in SIMD16<UInt32>() }
    }

    /// Sums the shares over a part of a row of pixels.
    private static func sum(
        _ line: UnsafeRawBufferPointer, _ columns: Range<Int>, _ grid: ChromaGrid,
        _ table: UnsafeBufferPointer<SIMD16<UInt16>>
    ) -> SIMD16<UInt32> {
        // A cell has at most 26 columns of the grid: 26 × 1024 is less than 2¹⁶.
        var sums = SIMD16<UInt16>()
        for column in columns {
            let pixel = line.loadUnaligned(fromByteOffset: 4 * grid.pixelColumn(column), as: UInt32.self)
            sums &+= table[ChromaBins.place(of: UInt32(littleEndian: pixel))]
        }
        return SIMD16<UInt32>(truncatingIfNeeded: sums)
    }

    /// Writes the numbers of all cells.
    ///
    /// - Parameter sums: the sums of the shares over a part of the grid, for all bins but the grey one.
    @inline(__always)
    static func describe(
        _ grid: ChromaGrid, _ rectangle: PixelRectangle, into features: UnsafeMutableBufferPointer<Float>,
        sums: (_ columns: Range<Int>, _ rows: Range<Int>) -> SIMD16<UInt32>
    ) {
        precondition(features.count == featureCount, "\(features.count) places for \(featureCount) features")
        var next = 0
        for cellRow in 0..<ChromaGrid.cells {
            let rows = grid.rows(rectangle, cellRow)
            for cellColumn in 0..<ChromaGrid.cells {
                let columns = grid.columns(rectangle, cellColumn)
                let whole = UInt32(rows.count * columns.count) * UInt32(ChromaBins.whole)
                let coloured = sums(columns, rows)
                let scale = 1 / Float(whole)
                features[next] = (Float(whole &- coloured.wrappedSum()) * scale).squareRoot()
                for bin in 0..<16 { features[next + 1 + bin] = (Float(coloured[bin]) * scale).squareRoot() }
                next += ChromaBins.count
            }
        }
    }
}
