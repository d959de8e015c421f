// A picture of many small pictures, with words.

import Formats
import Foundation
package import Imaging
import Stream

/// Grids of tiles, one beneath the other, under a title.
package struct Sheet {
    private static let margin = 24
    private static let narrowest = 900

    let title: String
    let notes: [String]
    let grids: [TileGrid]

    /// A line of text, or a few, as wide as the sheet.
    private struct Paragraph {
        let text: String
        let size: Double
        let isBold: Bool
        let y: Int
    }

    /// The sheet as a picture.
    package func picture() -> Picture {
        let inner = max(Self.narrowest, grids.map(\.width).max() ?? 0)
        var paragraphs: [Paragraph] = []
        var tops: [Int] = []
        var y = Self.margin
        func add(_ text: String, _ size: Double, isBold: Bool = false, space: Int) {
            paragraphs.append(Paragraph(text: text, size: size, isBold: isBold, y: y))
            y += Self.height(of: text, size, isBold: isBold, within: inner) + space
        }
        add(title, 20, isBold: true, space: 6)
        for note in notes { add(note, 13, space: 2) }
        for grid in grids {
            y += 18
            add(grid.title, 14, isBold: true, space: 8)
            tops.append(y)
            y += grid.height
        }

        let picture = Picture(width: inner + 2 * Self.margin, height: y + Self.margin)
        Canvas.draw(on: picture) { canvas in
            canvas.fill(.paper)
            for part in paragraphs {
                line(part.text, part.size, isBold: part.isBold, x: Self.margin, y: part.y, within: inner, canvas)
            }
            for (grid, top) in zip(grids, tops) { write(grid, top, canvas) }
        }
        for (grid, top) in zip(grids, tops) { paint(grid, top, picture) }
        return picture
    }

    /// Writes the sheet into a PNG file; one that was there is replaced when all is written, or stays as it was.
    ///
    /// - Throws: `WorkbenchError.notWritten`
    package func write(to path: String) throws(WorkbenchError) {
        do {
            try OutputFile.write(PNGFile.bytes(of: picture()).bytes, to: path)
        } catch {
            throw .notWritten(reason: "\(error)")
        }
    }

    /// Pixels that a text takes when it is as wide as the sheet.
    private static func height(of string: String, _ size: Double, isBold: Bool, within width: Int) -> Int {
        var height = 0.0
        Canvas.draw(on: Picture(width: 8, height: 8)) { canvas in
            height = canvas.text(string, size: size, isBold: isBold, within: Double(width))?.height ?? 0
        }
        return Int(height.rounded(.up))
    }

    private func line(
        _ string: String, _ size: Double, isBold: Bool = false, _ colour: Colour = .shade, x: Int, y: Int,
        within width: Int, _ canvas: Canvas
    ) {
        guard let text = canvas.text(string, size: size, isBold: isBold, within: Double(width)) else { return }
        canvas.draw(text, x: Double(x), y: Double(y), colour)
    }

    /// What stands before the rows of a grid and beneath its tiles.
    private func write(_ grid: TileGrid, _ y: Int, _ canvas: Canvas) {
        let size = grid.tileSize
        for (row, tiles) in grid.rows.enumerated() {
            if row < grid.heads.count {
                let middle = y + grid.place(row: row, column: 0).y + size.height / 2 - 9
                line(grid.heads[row], 12, .pencil, x: Self.margin, y: middle, within: TileGrid.headWidth, canvas)
            }
            for (column, tile) in tiles.enumerated() {
                guard let caption = tile.caption else { continue }
                let place = grid.place(row: row, column: column)
                line(
                    caption, 10, .pencil, x: Self.margin + place.x, y: y + place.y + size.height,
                    within: max(size.width, 24), canvas)
            }
        }
    }

    /// The tiles, every value a square of pixels, in frames a pixel wide.
    private func paint(_ grid: TileGrid, _ top: Int, _ picture: Picture) {
        let (magnification, stride, size) = (grid.magnification, picture.stride, grid.tileSize)
        picture.withBytes { bytes in
            for (row, tiles) in grid.rows.enumerated() {
                for (column, tile) in tiles.enumerated() {
                    let place = grid.place(row: row, column: column)
                    let left = 4 * (Self.margin + place.x)
                    for y in -1...size.height {
                        let line = (top + place.y + y) * stride + left
                        for x in -1...size.width {
                            bytes.storeBytes(of: Self.frame, toByteOffset: line + 4 * x, as: UInt32.self)
                        }
                        guard (0..<size.height).contains(y) else { continue }
                        let greys = tile.greys[(y / magnification * tile.columns)...].prefix(tile.columns)
                        for (index, grey) in greys.enumerated() {
                            let first = line + 4 * index * magnification
                            for byte in first..<first + 4 * magnification { bytes[byte] = grey }
                        }
                    }
                }
            }
        }
    }

    /// The colour of frames, which no grey is: a pixel's blue, green and red.
    private static let frame = UInt32(0x006C_93C9).littleEndian
}

extension Colour {
    /// The ground of a sheet.
    fileprivate static let paper = Colour(red: 0.98, green: 0.98, blue: 0.97)
    /// Small print.
    fileprivate static let pencil = Colour(red: 0.35, green: 0.36, blue: 0.4)
}
