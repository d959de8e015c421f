// Arrays of bytes as data sets keep them.

package import Foundation

/// An array of bytes with extents, slowest first.
package struct ByteArray: Sendable, Equatable {
    /// The extents, slowest first.
    package let extents: [Int]
    /// As many bytes as the extents multiply to.
    package let bytes: Data

    /// The values of what one index into the first extent picks, 0…255.
    ///
    /// - Precondition: there are two extents or more, and the index lies within the first.
    package func item(_ index: Int) -> Data {
        precondition(extents.count > 1 && (0..<extents[0]).contains(index), "item \(index) of \(extents)")
        let length = extents.dropFirst().reduce(1, *)
        return bytes.dropFirst(index * length).prefix(length)
    }

    /// The product of extents that no one has checked, or nil when it is more than `most`.
    static func count(_ extents: [Int], atMost most: Int) -> Int? {
        var count = 1
        for extent in extents {
            let (product, overflows) = count.multipliedReportingOverflow(by: extent)
            if overflows || extent < 0 { return nil }
            count = product
        }
        return count <= most ? count : nil
    }
}

/// The beginning of a file, read number by number.
struct ByteCursor {
    private var rest: Data

    init(_ data: Data) { rest = data }

    /// What is behind all that was read.
    var remainder: Data { rest }

    /// The next four bytes as a number, or nil at the end.
    mutating func next(isLittleEndian: Bool) -> UInt32? {
        guard rest.count >= 4 else { return nil }
        let bytes = isLittleEndian ? Array(rest.prefix(4).reversed()) : Array(rest.prefix(4))
        rest = rest.dropFirst(4)
        return bytes.reduce(0) { $0 << 8 | UInt32($1) }
    }
}
