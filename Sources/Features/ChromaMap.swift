// The colours of every window of a frame, for the price of looking at each pixel once.

public import Imaging

/// Describes many windows of one size in a frame, each with the numbers that `ChromaHistogram` gives, to the last bit.
///
/// It keeps an integral histogram (Porikli, Integral Histogram: A Fast Way to Extract Histograms in Cartesian Spaces,
/// CVPR 2005): at every place of the sampling grid, the sums of all bins' shares above and to the left of it. A cell of any
/// window is then four of these sums. The shares are whole numbers, so no order of adding changes them; sums wrap, and
/// their differences do not.
///
/// All memory is allocated when the map is made: 64 bytes for every place of the grid.
public final class ChromaMap {
    /// Columns of pixels of a frame.
    public let width: Int
    /// Rows of pixels of a frame.
    public let height: Int

    private let grid: ChromaGrid
    private let columns: Int
    private let rows: Int
    private let bins = ChromaBins()
    /// (rows + 1) × (columns + 1) sums, row-major.
    private var sums: [SIMD16<UInt32>]

    /// A map for frames of `width` × `height` and windows of `windowWidth` × `windowHeight` pixels.
    public init(width: Int, height: Int, windowWidth: Int, windowHeight: Int) {
        precondition(
            (1...width).contains(windowWidth) && (1...height).contains(windowHeight),
            "no window of \(windowWidth) × \(windowHeight) lies in a frame of \(width) × \(height)")
        self.width = width
        self.height = height
        grid = ChromaGrid(width: windowWidth, height: windowHeight)
        (columns, rows) = grid.size(width: width, height: height)
        sums = Array(repeating: SIMD16(), count: (rows + 1) * (columns + 1))
    }

    /// Looks at a frame.
    ///
    /// - Precondition: the frame has the size the map was made for.
    public func read(_ frame: Picture) {
        precondition(
            frame.width == width && frame.height == height,
            "a frame of \(frame.width) × \(frame.height) for a map of \(width) × \(height)")
        let (grid, columns, rows, stride) = (grid, columns, rows, frame.stride)
        bins.table.withUnsafeBufferPointer { table in
            sums.withUnsafeMutableBufferPointer { sums in
                frame.withBytes { bytes in
                    for row in 0..<rows {
                        let line = UnsafeRawBufferPointer(rebasing: bytes[(grid.pixelRow(row) * stride)...])
                        let (above, here) = (row * (columns + 1), (row + 1) * (columns + 1))
                        var ofRow = SIMD16<UInt32>()
                        for column in 0..<columns {
                            let offset = 4 * grid.pixelColumn(column)
                            let pixel = line.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
                            let shares = table[ChromaBins.place(of: UInt32(littleEndian: pixel))]
                            ofRow &+= SIMD16<UInt32>(truncatingIfNeeded: shares)
                            sums[here + column + 1] = sums[above + column + 1] &+ ofRow
                        }
                    }
                }
            }
        }
    }

    /// Describes a window of the frame that was read last.
    ///
    /// - Parameter features: receives 272 values.
    /// - Precondition: the window lies in the frame and has the size the map was made for (or one whose grid is the
    ///   same); `features` holds exactly 272 values.
    public func describe(_ window: PixelRectangle, into features: UnsafeMutableBufferPointer<Float>) {
        precondition(
            window.x + window.width <= width && window.y + window.height <= height,
            "\(window) does not lie in a frame of \(width) × \(height)")
        precondition(
            ChromaGrid(width: window.width, height: window.height) == grid,
            "\(window) is not of the size that the map was made for")
        let line = columns + 1
        sums.withUnsafeBufferPointer { sums in
            ChromaHistogram.describe(grid, window, into: features) { columns, rows in
                let (above, below) = (rows.lowerBound * line, rows.upperBound * line)
                return sums[below + columns.upperBound] &- sums[below + columns.lowerBound]
                    &- sums[above + columns.upperBound] &+ sums[above + columns.lowerBound]
            }
        }
    }
}
