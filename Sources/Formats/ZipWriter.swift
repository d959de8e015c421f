// Several files in one: zip archives without compression, as numpy's .npz files are.

/// An archive that becomes a file when it is finished; if it never is, nothing is left of it.
///
/// Entries are stored as they are (method 0). Source: PKWARE, “APPNOTE.TXT, .ZIP File Format Specification”, 6.3.10,
/// sections 4.3 and 4.4. Archives of 4 GiB or more would need its 64-bit extension and are refused.
package struct ZipWriter: ~Copyable {
    private struct Entry {
        let name: [UInt8]
        let checksum: UInt32
        let size: UInt32
        let start: UInt32
    }

    /// 1 January 1980, the first day that an archive knows: equal content gives equal files.
    private static let firstDay: UInt16 = 0x0021
    /// Names are in UTF-8.
    private static let flags: UInt16 = 1 << 11
    /// The version that can read it: 2.0.
    private static let version: UInt16 = 20

    private let path: String
    private var file: OutputFile
    private var entries: [Entry] = []
    private var position = 0

    /// Begins an archive under another name beside `path`.
    ///
    /// - Throws: `FormatError` when nothing can be written there.
    package init(path: String) throws(FormatError) {
        self.path = path
        file = try OutputFile(path: path)
    }

    /// Appends an entry.
    ///
    /// - Throws: `FormatError` when the disk is full or fails, or the archive grows too large.
    package mutating func add(_ name: String, _ content: [UInt8]) throws(FormatError) {
        // The list of entries follows and must lie within reach too.
        guard position + content.count < Int(UInt32.max) - 1 << 20 else {
            throw FormatError(description: "\(path.inQuotes) cannot be written: it would be larger than 4 GiB.")
        }
        let entry = Entry(
            name: Array(name.utf8), checksum: CRC32.of(content), size: UInt32(content.count), start: UInt32(position))
        entries.append(entry)
        var head = Bytes()
        head.append(0x0403_4B50 as UInt32)
        head.append(common: entry)
        try write(head.bytes + entry.name)
        try write(content)
    }

    /// Gives the file its name, when the disk has all of it.
    ///
    /// - Throws: `FormatError` when the disk is full or fails.
    package consuming func finish() throws(FormatError) {
        let start = position
        for entry in entries {
            var head = Bytes()
            head.append(0x0201_4B50 as UInt32)
            head.append(Self.version)
            head.append(common: entry)
            // No comment, first disk, no attributes.
            for _ in 0..<3 { head.append(0 as UInt16) }
            head.append(0 as UInt32)
            head.append(entry.start)
            try write(head.bytes + entry.name)
        }
        var end = Bytes()
        end.append(0x0605_4B50 as UInt32)
        end.append(0 as UInt32)
        end.append(UInt16(entries.count))
        end.append(UInt16(entries.count))
        end.append(UInt32(position - start))
        end.append(UInt32(start))
        end.append(0 as UInt16)
        try write(end.bytes)
        try file.finish()
    }

    private mutating func write(_ bytes: [UInt8]) throws(FormatError) {
        try file.write(bytes.span.bytes)
        position += bytes.count
    }

    /// Numbers, least significant byte first.
    private struct Bytes {
        var bytes: [UInt8] = []

        mutating func append(_ number: some FixedWidthInteger) {
            withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
        }

        /// What an entry's own head and the list of entries have in common.
        mutating func append(common entry: Entry) {
            append(ZipWriter.version)
            append(ZipWriter.flags)
            append(0 as UInt16)
            append(0 as UInt16)
            append(ZipWriter.firstDay)
            append(entry.checksum)
            append(entry.size)
            append(entry.size)
            append(UInt16(entry.name.count))
            append(0 as UInt16)
        }
    }
}

/// The checksum of zip archives: the cyclic redundancy check with the reflected polynomial EDB88320 (ISO 3309).
package enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
    }

    /// The checksum of these bytes.
    package static func of(_ bytes: [UInt8]) -> UInt32 {
        let table = table
        var checksum: UInt32 = 0xFFFF_FFFF
        for byte in bytes { checksum = table[Int(UInt8(truncatingIfNeeded: checksum) ^ byte)] ^ checksum >> 8 }
        return ~checksum
    }
}
