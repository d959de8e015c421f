// Arrays with names in one .npz file, as numpy.load reads it.

/// A `.npz` file: a zip archive of `.npy` files. It appears when it is finished.
package struct NumpyArchive: ~Copyable {
    private var zip: ZipWriter

    /// Begins a file under another name beside `path`.
    ///
    /// - Throws: `FormatError` when nothing can be written there.
    package init(path: String) throws(FormatError) { zip = try ZipWriter(path: path) }

    /// Adds a table of Float32 numbers.
    ///
    /// - Parameter columns: numbers in a row.
    package mutating func add(_ name: String, _ rows: [[Float]], columns: Int) throws(FormatError) {
        precondition(rows.allSatisfy { $0.count == columns }, "a table's rows are of one length")
        var bytes = NumpyHeader.bytes(rows: rows.count, rowShape: [columns])
        bytes.reserveCapacity(bytes.count + 4 * rows.count * columns)
        for row in rows { bytes += row.littleEndianBytes }
        try zip.add("\(name).npy", bytes)
    }

    /// Adds a list of whole numbers.
    package mutating func add(_ name: String, _ numbers: [Int64]) throws(FormatError) {
        var bytes = NumpyHeader.bytes(rows: numbers.count, rowShape: [], type: "<i8")
        for number in numbers { withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) } }
        try zip.add("\(name).npy", bytes)
    }

    /// Adds a list of texts, which numpy keeps at one length, filled up with zeros.
    package mutating func add(_ name: String, _ texts: [String]) throws(FormatError) {
        let length = max(1, texts.map(\.unicodeScalars.count).max() ?? 1)
        var bytes = NumpyHeader.bytes(rows: texts.count, rowShape: [], type: "<U\(length)")
        for text in texts {
            let scalars =
                text.unicodeScalars.map(\.value) + Array(repeating: 0, count: length - text.unicodeScalars.count)
            for scalar in scalars { withUnsafeBytes(of: scalar.littleEndian) { bytes.append(contentsOf: $0) } }
        }
        try zip.add("\(name).npy", bytes)
    }

    /// Gives the file its name, when the disk has all of it.
    package consuming func finish() throws(FormatError) { try zip.finish() }
}
