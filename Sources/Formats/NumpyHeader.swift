// The head of a .npy file: what the numbers behind it are.

/// Shape of an array of little-endian Float32 in row-major order, as `.npy` files tell it.
///
/// The head is `\x93NUMPY`, the version (two bytes), the length of the rest (two bytes in version 1, four later), and a
/// dictionary of Python as text. Source: numpy.lib.format in the reference of NumPy.
struct NumpyHeader {
    /// An array of Float32 needs a line or two, so whoever claims more means harm: bytes.
    private static let longest = 1 << 16
    private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
    /// No head takes more bytes of the file.
    static let longestHead = 12 + longest

    /// Extents, slowest first; none for a single number.
    let shape: [Int]
    /// Extent of the first dimension; 1 for a single number. The file has numbers for them all.
    let rows: Int
    /// Numbers in a row: at least 1, and as many as anybody claims when there are no rows.
    let rowLength: Int
    /// Where the numbers begin: bytes.
    let start: Int

    /// Reads the head of a file of `fileSize` bytes, of which `head` are the first, `longestHead` or all.
    ///
    /// The numbers must fill the rest of the file exactly.
    init(head: [UInt8], fileSize: Int) throws(Flaw) {
        guard head.starts(with: Self.magic) else { throw Flaw("it does not begin as such files do") }
        guard head.count >= 12 else { throw Flaw("it ends in its header") }
        guard 1...3 ~= head[6], head[7] == 0 else {
            throw Flaw("its version is \(head[6]).\(head[7]), and 1.0, 2.0 and 3.0 are read")
        }
        let text = head[6] == 1 ? 10 : 12
        let length = head[8..<text].reversed().reduce(0) { $0 << 8 | Int($1) }
        guard length <= Self.longest else {
            throw Flaw("its header claims \(length) bytes, and the longest that is read has \(Self.longest)")
        }
        guard length <= head.count - text else {
            throw Flaw("its header claims \(length) bytes, and \(head.count - text) follow")
        }
        start = text + length
        shape = try Self.shape(Array(head[text..<start]))
        rows = shape.first ?? 1

        guard let count = shape.checkedProduct, let rowLength = Array(shape.dropFirst()).checkedProduct,
            count <= Int.max / 4
        else { throw Flaw("its shape \(shape.crossed) stands for more numbers than a file can hold") }
        guard 4 * count == fileSize - start else {
            throw Flaw("its shape \(shape.crossed) takes \(4 * count) bytes, and \(fileSize - start) follow its header")
        }
        guard rowLength > 0 else { throw Flaw("its shape \(shape.crossed) has rows without numbers") }
        self.rowLength = rowLength
    }

    /// Reads the dictionary: the shape of an array of the kind that is read.
    private static func shape(_ text: [UInt8]) throws(Flaw) -> [Int] {
        var cursor = HeaderCursor(text)
        var type: String?
        var isFortran: Bool?
        var shape: [Int]?
        try cursor.expect("{")
        while !cursor.take("}") {
            let key = try cursor.pythonString()
            try cursor.expect(":")
            switch key {
            case "descr" where type == nil: type = try Self.type(&cursor)
            case "fortran_order" where isFortran == nil: isFortran = try cursor.pythonBool()
            case "shape" where shape == nil: shape = try cursor.pythonTuple()
            case "descr", "fortran_order", "shape": throw Flaw("its header has \(key.quoted) twice")
            default: throw Flaw("its header has \(key.quoted), which has no known meaning")
            }
            if !cursor.take(",") {
                try cursor.expect("}")
                break
            }
        }
        try cursor.expectEnd()
        guard let type, let isFortran, let shape else { throw Flaw("its header lacks descr, fortran_order or shape") }
        guard type == "<f4" else {
            throw Flaw("its numbers are \(type.quoted), and only “<f4” is read: save array.astype('float32') instead")
        }
        guard !isFortran else {
            throw Flaw("its columns stand before its rows: save numpy.ascontiguousarray(array) instead")
        }
        return shape
    }

    private static func type(_ cursor: inout HeaderCursor) throws(Flaw) -> String {
        guard !cursor.take("[") else {
            throw Flaw("it holds records, and only arrays of “<f4” are read: save one field of them instead")
        }
        return try cursor.pythonString()
    }

    /// The head of a file, as numpy writes it: its length, a multiple of 64, is the same for any number of rows.
    ///
    /// - Precondition: the rows do not have thousands of extents.
    static func bytes(rows: Int, rowShape: [Int], type: String = "<f4") -> [UInt8] {
        let shape = ([rows] + rowShape).map(String.init).joined(separator: ", ")
        var text = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(shape)\(rowShape.isEmpty ? "," : "")), }"
        // Room for the digits of any number of rows, and the line's end.
        text += String(repeating: " ", count: 21 - String(rows).count)
        text += String(repeating: " ", count: 64 - (10 + text.utf8.count + 1) % 64) + "\n"
        let length = UInt16(text.utf8.count)
        return magic + [1, 0, UInt8(truncatingIfNeeded: length), UInt8(length >> 8)] + Array(text.utf8)
    }
}

extension HeaderCursor {
    fileprivate mutating func pythonString() throws(Flaw) -> String {
        let token = try quotedBytes(next("'") ? "'" : "\"")
        return String(decoding: token.dropFirst().dropLast(), as: UTF8.self)
    }

    fileprivate mutating func pythonBool() throws(Flaw) -> Bool {
        if take(word: "True") { return true }
        guard take(word: "False") else { throw Flaw("its fortran_order is neither True nor False") }
        return false
    }

    /// Whole numbers in brackets, with a comma behind a single one; Python 2 wrote an L behind each.
    fileprivate mutating func pythonTuple() throws(Flaw) -> [Int] {
        try expect("(")
        var numbers: [Int] = []
        while !take(")") {
            numbers.append(try wholeNumber())
            _ = take("L")
            if !take(",") {
                try expect(")")
                guard numbers.count > 1 else { throw Flaw("its shape is \(numbers[0]), not a list of extents") }
                break
            }
        }
        return numbers
    }
}
