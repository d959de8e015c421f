// The JSON at the head of a safetensors file.

/// What the header of a safetensors file says, checked as far as it can be without the data.
///
/// A name or field that stands twice is refused; so is a field that the format does not know. Names that Unicode calls
/// equivalent are the same name here.
struct SafetensorsHeader {
    /// Where the numbers of a tensor are: bytes `begin ..< end` of the data.
    struct Entry {
        let shape: [Int]
        let begin: Int
        let end: Int
    }

    private(set) var metadata: [String: String] = [:]
    private(set) var entries: [String: Entry] = [:]

    init(_ text: [UInt8]) throws(Flaw) {
        guard text.first == UInt8(ascii: "{") else { throw Flaw("its header does not begin with “{”") }
        var (metadata, entries, hasMetadata) = (metadata, entries, false)
        var cursor = HeaderCursor(text)
        try cursor.jsonFields { cursor, name throws(Flaw) in
            guard name != Safetensors.metadataName else {
                guard !hasMetadata else { throw Flaw("its header has \(name.quoted) twice") }
                hasMetadata = true
                metadata = try Self.metadata(&cursor)
                return
            }
            let entry = try Self.entry(&cursor, name: name)
            guard entries.updateValue(entry, forKey: name) == nil else {
                throw Flaw("it has the tensor \(name.quoted) twice")
            }
        }
        try cursor.expectEnd()
        (self.metadata, self.entries) = (metadata, entries)
    }

    private static func metadata(_ cursor: inout HeaderCursor) throws(Flaw) -> [String: String] {
        var metadata: [String: String] = [:]
        try cursor.jsonFields { cursor, key throws(Flaw) in
            guard metadata.updateValue(try cursor.jsonString(), forKey: key) == nil else {
                throw Flaw("its metadata has \(key.quoted) twice")
            }
        }
        return metadata
    }

    private static func entry(_ cursor: inout HeaderCursor, name: String) throws(Flaw) -> Entry {
        var type: String?
        var shape: [Int]?
        var offsets: [Int]?
        try cursor.jsonFields { cursor, field throws(Flaw) in
            switch field {
            case "dtype" where type == nil: type = try cursor.jsonString()
            case "shape" where shape == nil: shape = try cursor.jsonWholeNumbers()
            case "data_offsets" where offsets == nil: offsets = try cursor.jsonWholeNumbers()
            case "dtype", "shape", "data_offsets": throw Flaw("the tensor \(name.quoted) has \(field.quoted) twice")
            default: throw Flaw("the tensor \(name.quoted) has \(field.quoted), which has no known meaning")
            }
        }
        guard let type, let shape, let offsets else {
            throw Flaw("the tensor \(name.quoted) lacks its dtype, its shape or its data_offsets")
        }
        guard type == "F32" else { throw Flaw("the tensor \(name.quoted) is \(type.quoted), and only F32 is read") }
        guard offsets.count == 2, offsets[0] <= offsets[1] else {
            throw Flaw("the tensor \(name.quoted) has the data_offsets \(offsets.prefix(4)), not a begin and an end")
        }
        let length = offsets[1] - offsets[0]
        guard let count = shape.checkedProduct, length / 4 == count, length % 4 == 0 else {
            throw Flaw("the tensor \(name.quoted) of shape \(shape.crossed) is given \(length) bytes")
        }
        return Entry(shape: shape, begin: offsets[0], end: offsets[1])
    }

    /// Throws unless the tensors cover `size` bytes of data without hole or overlap.
    func check(cover size: Int) throws(Flaw) {
        var end = 0
        for (name, entry) in entries.sorted(by: { ($0.value.begin, $0.value.end) < ($1.value.begin, $1.value.end) }) {
            guard entry.begin == end else {
                throw Flaw(
                    "the tensor \(name.quoted) begins at byte \(entry.begin) of the data, and what stands before it "
                        + "ends at \(end)")
            }
            end = entry.end
        }
        guard end == size else { throw Flaw("its tensors end at byte \(end) of \(size) bytes of data") }
    }
}
