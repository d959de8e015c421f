// Writes .npy files, a row at a time.

/// An array of Float32 that becomes a `.npy` file when it is finished; if it never is, nothing is left of it.
package struct NumpyWriter: ~Copyable {
    /// Rows written.
    package private(set) var rows = 0
    private let rowShape: [Int]
    private let rowLength: Int
    private let expectedRows: Int
    private var file: OutputFile

    /// Begins a file under another name beside `path`.
    ///
    /// - Parameters:
    ///   - rowShape: extents of a row, slowest first; none for rows of one number.
    ///   - expectedRows: the number of rows that will come, if it is known. Into a pipe, which cannot be corrected at the
    ///     end, it must be right.
    /// - Throws: `FormatError` when nothing can be written there.
    package init(path: String, rowShape: [Int], expectedRows: Int = 0) throws(FormatError) {
        self.rowShape = rowShape
        self.expectedRows = expectedRows
        rowLength = rowShape.reduce(1, *)
        var file = try OutputFile(path: path)
        try file.write(NumpyHeader.bytes(rows: expectedRows, rowShape: rowShape).span.bytes)
        self.file = file
    }

    /// Whether there may be other than the expected number of rows: not in a pipe.
    package var isCorrectable: Bool { file.isCorrectable }

    /// Appends a row, in row-major order.
    ///
    /// - Precondition: it has as many numbers as the shape of a row says.
    /// - Throws: `FormatError` when the disk is full or fails.
    package mutating func append(_ row: [Float]) throws(FormatError) {
        precondition(row.count == rowLength, "\(row.count) numbers for a row of \(rowLength)")
        try file.write(row.littleEndianBytes.span.bytes)
        rows += 1
    }

    /// Makes the file appear, in the place of one that was there.
    ///
    /// - Throws: `FormatError` when the disk is full or fails; nothing has then changed.
    package consuming func finish() throws(FormatError) {
        if rows != expectedRows {
            try file.overwriteBeginning(NumpyHeader.bytes(rows: rows, rowShape: rowShape))
        }
        try file.finish()
    }
}
