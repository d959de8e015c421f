// Tiles in rows and columns, as large as they can well be.

/// Tiles of one size under a heading.
struct TileGrid {
    /// Pixels between two tiles; each has a frame a pixel wide.
    static let gap = 4
    /// Pixels that a row of tiles may take.
    private static let widest = 1040
    /// Pixels that tiles may take in either direction, even where one of them is wider than all should be.
    private static let largestSide = 12_000
    /// The largest magnification: pixels a value.
    private static let largest = 8
    /// Pixels of a line beneath a tile.
    static let captionHeight = 16
    /// Pixels of what stands before a row.
    static let headWidth = 76

    /// What the tiles are.
    let title: String
    /// What stands before each row, if anything.
    let heads: [String]
    /// The tiles, row by row.
    let rows: [[Tile]]
    /// Pixels a value, each way.
    let magnification: Int

    /// A grid of given rows; tiles that would make it far too large are left out, and the title says so.
    init(title: String, heads: [String] = [], rows: [[Tile]]) {
        let most = rows.map(\.count).max() ?? 0
        let side = rows.first?.first?.columns ?? 1
        let magnification = max(1, min(Self.largest, (Self.widest / max(most, 1) - Self.gap) / side))
        let height = (rows.first?.first?.rows ?? 1) * magnification + Self.gap + Self.captionHeight
        let inRow = max(1, Self.largestSide / (side * magnification))
        let kept = rows.prefix(max(1, Self.largestSide / height)).map { Array($0.prefix(inRow)) }
        self.magnification = magnification
        self.rows = kept
        self.heads = Array(heads.prefix(kept.count))
        let shown = kept.reduce(0) { $0 + $1.count }
        let all = rows.reduce(0) { $0 + $1.count }
        self.title = shown < all ? "\(title); the first \(shown) of \(all)" : title
    }

    /// A grid of tiles in the order of reading.
    init(title: String, tiles: [Tile]) {
        let side = tiles.first?.columns ?? 1
        // As many in a row as leave each tile large enough to be looked at, in a round number.
        let room = Self.widest / (side * (side > 12 ? 4 : 6) + Self.gap)
        let columns = min(tiles.count, [32, 16, 8, 4, 2].first { $0 <= room && (tiles.count > 256 || $0 < 32) } ?? 1)
        let rows = stride(from: 0, to: tiles.count, by: columns).map {
            Array(tiles[$0..<min($0 + columns, tiles.count)])
        }
        self.init(title: title, rows: rows)
    }

    private var hasCaptions: Bool { rows.contains { $0.contains { $0.caption != nil } } }
    private var tileRows: Int { (rows.first?.first?.rows ?? 0) * magnification }
    private var tileColumns: Int { (rows.first?.first?.columns ?? 0) * magnification }
    private var left: Int { heads.isEmpty ? 0 : Self.headWidth }
    private var rowHeight: Int { tileRows + (hasCaptions ? Self.captionHeight : Self.gap) }

    /// Pixels of the whole.
    var width: Int { left + (rows.map(\.count).max() ?? 0) * (tileColumns + Self.gap) }
    /// Pixels of the whole.
    var height: Int { rows.count * rowHeight }

    /// Where the tile of a row and a column begins, from the upper left corner of the grid.
    func place(row: Int, column: Int) -> (x: Int, y: Int) {
        (left + column * (tileColumns + Self.gap), row * rowHeight)
    }

    /// Pixels of a tile.
    var tileSize: (width: Int, height: Int) { (tileColumns, tileRows) }
}
