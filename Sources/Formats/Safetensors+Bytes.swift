// The bytes of a safetensors file, and the file itself.

package import Foundation

extension Safetensors {
    /// The largest file that is read: bytes.
    private static let largestFile = 1 << 30

    /// Reads a file.
    ///
    /// - Throws: `FormatError` when there is no such file, when it is not a file, when it is larger than a gibibyte, and
    ///   for whatever `init(_:name:)` refuses.
    package init(path: String) throws(FormatError) {
        let file = try InputFile(path: path)
        guard file.size <= Self.largestFile else {
            throw FormatError(
                description: "\(path.inQuotes) has \(file.size) bytes, and the largest file that is read has "
                    + "\(Self.largestFile).")
        }
        try self.init(Data(try file.bytes(0..<file.size)), name: path)
    }

    /// Writes a file; one that was there is replaced when all is written, or stays as it was.
    ///
    /// - Throws: `FormatError`
    package func write(to path: String) throws(FormatError) {
        try OutputFile.write(serialized().bytes, to: path)
    }

    /// The content as the bytes of a file: tensors and texts in the order of their names, so that equal contents give
    /// equal bytes. The numbers begin at a multiple of 8.
    package func serialized() -> Data {
        var fields: [String] = []
        if !metadata.isEmpty {
            let texts = metadata.sorted { $0.key < $1.key }.map { "\($0.key.json):\($0.value.json)" }
            fields.append("\(Self.metadataName.json):{\(texts.joined(separator: ","))}")
        }
        let sorted = tensors.sorted { $0.key < $1.key }
        var end = 0
        for (name, tensor) in sorted {
            let begin = end
            end += 4 * tensor.values.count
            let shape = tensor.shape.map(String.init).joined(separator: ",")
            fields.append("\(name.json):{\"dtype\":\"F32\",\"shape\":[\(shape)],\"data_offsets\":[\(begin),\(end)]}")
        }
        var header = Data("{\(fields.joined(separator: ","))}".utf8)
        header.append(contentsOf: repeatElement(UInt8(ascii: " "), count: -header.count & 7))

        var file = Data(capacity: 8 + header.count + end)
        withUnsafeBytes(of: UInt64(header.count).littleEndian) { file.append(contentsOf: $0) }
        file.append(header)
        for (_, tensor) in sorted { file.append(contentsOf: tensor.values.littleEndianBytes) }
        return file
    }
}

extension String {
    /// The text as JSON, in quotes: nothing is escaped but quotes, backslashes and control characters.
    fileprivate var json: String {
        var json = "\""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"", "\\": json += "\\\(scalar)"
            case "\n": json += "\\n"
            case "\t": json += "\\t"
            case ..<" ":
                let code = String(scalar.value, radix: 16)
                json += "\\u" + String(repeating: "0", count: 4 - code.count) + code
            default: json.unicodeScalars.append(scalar)
            }
        }
        return json + "\""
    }
}
