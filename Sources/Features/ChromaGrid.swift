// Which pixels of a rectangle tell its colours, and to which of its cells they belong.

import Imaging

/// Every n-th column and row of a picture.
///
/// A rectangle is looked at in every `⌈width/96⌉`-th column and `⌈height/96⌉`-th row. The grid is fixed to the picture,
/// not to the rectangle (columns `x` with `x mod step = ⌊step/2⌋`, rows likewise), so that windows of one size that
/// overlap look at the same pixels.
struct ChromaGrid: Hashable {
    /// Cells along either side of a rectangle.
    static let cells = 4
    /// Most columns, and most rows, that are looked at.
    private static let most = 96

    /// From one column to the next.
    let columnStep: Int
    /// From one row to the next.
    let rowStep: Int

    /// The grid for rectangles of a size.
    init(width: Int, height: Int) {
        columnStep = (width + Self.most - 1) / Self.most
        rowStep = (height + Self.most - 1) / Self.most
    }

    /// The columns of the grid that lie in a column of a rectangle's cells, by their number in the picture's grid.
    func columns(_ rectangle: PixelRectangle, _ cell: Int) -> Range<Int> {
        Self.places(from: rectangle.x, count: rectangle.width, cell, step: columnStep)
    }

    /// The rows of the grid that lie in a row of a rectangle's cells, by their number in the picture's grid.
    func rows(_ rectangle: PixelRectangle, _ cell: Int) -> Range<Int> {
        Self.places(from: rectangle.y, count: rectangle.height, cell, step: rowStep)
    }

    /// The picture's column of a column of the grid.
    @inline(__always)
    func pixelColumn(_ column: Int) -> Int { column &* columnStep &+ columnStep >> 1 }

    /// The picture's row of a row of the grid.
    @inline(__always)
    func pixelRow(_ row: Int) -> Int { row &* rowStep &+ rowStep >> 1 }

    /// Number of columns and rows in a whole picture.
    func size(width: Int, height: Int) -> (columns: Int, rows: Int) {
        (Self.before(width, step: columnStep), Self.before(height, step: rowStep))
    }

    /// A cell's pixels are those from `⌊cell·count/4⌋` to before `⌊(cell + 1)·count/4⌋`, but one at least: the cells of
    /// a rectangle of less than four pixels share them.
    private static func places(from start: Int, count: Int, _ cell: Int, step: Int) -> Range<Int> {
        let first = cell * count / cells
        let end = max((cell + 1) * count / cells, first + 1)
        return before(start + first, step: step)..<before(start + end, step: step)
    }

    /// How many places of the grid lie before a pixel.
    private static func before(_ pixel: Int, step: Int) -> Int { (pixel + step - 1 - step / 2) / step }
}
