// Reads .npy files, a row at a time.

/// An open `.npy` file of Float32, of which any row can be read: files may be larger than memory.
///
/// A row is what one index into the first extent picks: of an array of N × 151 × 151, one of N pictures. A single number
/// without a shape is one row of one number.
package struct NumpyReader: ~Copyable {
    private let header: NumpyHeader
    private let file: InputFile

    /// Extents, slowest first; none for a single number.
    package var shape: [Int] { header.shape }
    /// Number of rows, for all of which the file has numbers.
    package var rows: Int { header.rows }
    /// Numbers in a row: at least 1, and as many as the file claims when it has no rows.
    package var rowLength: Int { header.rowLength }

    /// Opens a file and reads its head; the numbers must fill the rest of the file exactly.
    ///
    /// - Throws: `FormatError` when there is no such file, and for arrays that are not little-endian Float32 in row-major
    ///   order.
    package init(path: String) throws(FormatError) {
        let file = try InputFile(path: path)
        let head = try file.bytes(0..<min(file.size, NumpyHeader.longestHead))
        do {
            self.header = try NumpyHeader(head: head, fileSize: file.size)
        } catch {
            throw FormatError(description: "\(path.inQuotes) cannot be read as a numpy array: \(error.clause).")
        }
        self.file = file
    }

    /// The numbers of a row, in row-major order. NaN and infinities come as they are.
    ///
    /// - Precondition: there is such a row.
    /// - Throws: `FormatError` when the disk fails or the file has become shorter.
    package func row(_ index: Int) throws(FormatError) -> [Float] {
        precondition((0..<rows).contains(index), "row \(index) of \(rows)")
        let begin = header.start + 4 * rowLength * index
        let bytes = try file.bytes(begin..<begin + 4 * rowLength)
        return [Float](littleEndianBytes: bytes.span.bytes)
    }
}
