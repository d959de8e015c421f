// Named tensors and texts about them in one file: safetensors.

package import Foundation

/// The content of a safetensors file: Float32 tensors by name, and texts by name.
///
/// The file is the length of a header as a little-endian 64-bit number, the header as JSON, and the numbers of the
/// tensors, little-endian, one tensor after the other. Source: the format section of the README of
/// github.com/huggingface/safetensors.
package struct Safetensors: Sendable, Equatable {
    /// Numbers in a shape.
    package struct Tensor: Sendable, Equatable {
        /// Extents, slowest first; none for a single number.
        package let shape: [Int]
        /// The numbers in row-major order. A file may hold NaN and infinities.
        package let values: [Float]

        /// A tensor of given numbers.
        ///
        /// - Precondition: there are as many numbers as the shape says.
        package init(shape: [Int], values: [Float]) {
            precondition(
                shape.allSatisfy { $0 >= 0 } && shape.checkedProduct == values.count,
                "\(values.count) numbers for the shape \(shape)")
            self.shape = shape
            self.values = values
        }
    }

    /// No header is longer: far above any of ours, and little memory for a file that means harm.
    private static let longestHeader = 16 << 20
    /// The name in the header that is not a tensor's.
    static let metadataName = "__metadata__"

    /// Texts by name.
    package let metadata: [String: String]
    /// Tensors by name.
    package let tensors: [String: Tensor]

    /// A content of given parts.
    ///
    /// - Precondition: no tensor is called `__metadata__`.
    package init(metadata: [String: String] = [:], tensors: [String: Tensor] = [:]) {
        precondition(tensors[Self.metadataName] == nil, "a tensor cannot be called \(Self.metadataName)")
        self.metadata = metadata
        self.tensors = tensors
    }

    /// Reads the bytes of a file; `name` is what it is called in an error.
    ///
    /// Nothing in the header is believed before it is checked: the file is covered by its header and its tensors to
    /// the last byte, or it is refused. What is allocated is in proportion to the bytes given.
    ///
    /// - Throws: `FormatError`, also for numbers that are not F32.
    package init(_ file: Data, name: String) throws(FormatError) {
        do {
            self = try Self.read(file)
        } catch {
            throw FormatError(description: "\(name.inQuotes) cannot be read as safetensors: \(error.clause).")
        }
    }

    private static func read(_ file: Data) throws(Flaw) -> Safetensors {
        guard file.count >= 8 else { throw Flaw("it has \(file.count) bytes, and the length of its header takes 8") }
        let claimed = file.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard claimed <= UInt64(longestHeader) else {
            throw Flaw("its header claims \(claimed) bytes, and the longest that is read has \(longestHeader)")
        }
        let length = Int(claimed)
        guard length <= file.count - 8 else {
            throw Flaw("its header claims \(length) bytes, and \(file.count - 8) follow")
        }
        let header = try SafetensorsHeader([UInt8](file.dropFirst(8).prefix(length)))
        let data = file.dropFirst(8 + length)
        try header.check(cover: data.count)
        let tensors = header.entries.mapValues { entry in
            let bytes = data.bytes.extracting(entry.begin..<entry.end)
            return Tensor(shape: entry.shape, values: [Float](littleEndianBytes: bytes))
        }
        return Safetensors(metadata: header.metadata, tensors: tensors)
    }
}
