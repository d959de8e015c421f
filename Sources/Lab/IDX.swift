// The format of MNIST.

package import Foundation

extension ByteArray {
    /// Reads an IDX file of bytes: two zeros, the type 8, the number of extents, the extents as big-endian numbers of 32
    /// bits, then the bytes (LeCun, Cortes and Burges, The MNIST database of handwritten digits, 1998).
    ///
    /// - Parameter name: what the file is called in an error.
    /// - Throws: `LabError.badInput` for anything else, and when there are not exactly as many bytes.
    package init(idx data: Data, name: String) throws(LabError) {
        func refuse(_ reason: String) -> LabError { .badInput(reason: "“\(name)” is no IDX file of bytes: \(reason).") }

        var cursor = ByteCursor(data)
        guard let magic = cursor.next(isLittleEndian: false) else { throw refuse("it ends in its header") }
        guard magic >> 16 == 0, magic >> 8 & 255 == 8 else {
            throw refuse("it begins with 0x\(String(magic, radix: 16)), not with 0x8 and the number of extents")
        }
        guard (1...8).contains(magic & 255) else { throw refuse("it has \(magic & 255) extents") }
        var extents: [Int] = []
        for _ in 0..<magic & 255 {
            guard let extent = cursor.next(isLittleEndian: false) else { throw refuse("it ends in its header") }
            extents.append(Int(extent))
        }
        let bytes = cursor.remainder
        guard ByteArray.count(extents, atMost: bytes.count) == bytes.count else {
            let shape = extents.map(String.init).joined(separator: "×")
            throw refuse("its header says \(shape), and \(bytes.count) bytes follow")
        }
        self.init(extents: extents, bytes: bytes)
    }
}
