// The format of NORB.

package import Foundation

/// A matrix as Lush writes it: of bytes or of whole numbers.
package enum NORBMatrix: Sendable, Equatable {
    /// Pictures: 8 bits a value.
    case bytes(ByteArray)
    /// Labels: 32 bits a value.
    case numbers(extents: [Int], values: [Int32])

    private static let byteMagic: UInt32 = 0x1E3D_4C55
    private static let numberMagic: UInt32 = 0x1E3D_4C54
    /// Types that the format has and NORB's data do not.
    private static let others: [UInt32: String] = [
        0x1E3D_4C51: "Float", 0x1E3D_4C52: "packed values", 0x1E3D_4C53: "Double", 0x1E3D_4C56: "16-bit numbers",
    ]

    /// Reads a file: a magic number for the type, the number of extents, at least three places for extents, then the
    /// values; all numbers little-endian of 32 bits (LeCun, Huang and Bottou, Learning methods for generic object
    /// recognition with invariance to pose and lighting, 2004).
    ///
    /// - Parameter name: what the file is called in an error.
    /// - Throws: `LabError.badInput` for anything else, and when there are not exactly as many values.
    package init(_ data: Data, name: String) throws(LabError) {
        func refuse(_ reason: String) -> LabError { .badInput(reason: "“\(name)” is no NORB matrix: \(reason).") }

        var cursor = ByteCursor(data)
        guard let magic = cursor.next(isLittleEndian: true), let count = cursor.next(isLittleEndian: true) else {
            throw refuse("it ends in its header")
        }
        guard magic == Self.byteMagic || magic == Self.numberMagic else {
            let found = Self.others[magic].map { "it holds \($0), and only bytes and 32-bit numbers are read" }
            throw refuse(found ?? "it begins with 0x\(String(magic, radix: 16))")
        }
        guard (1...8).contains(count) else { throw refuse("it has \(count) extents") }
        var extents: [Int] = []
        for _ in 0..<max(3, count) {
            guard let extent = cursor.next(isLittleEndian: true) else { throw refuse("it ends in its header") }
            extents.append(Int(extent))
        }
        extents = Array(extents.prefix(Int(count)))
        let rest = cursor.remainder
        let size = magic == Self.byteMagic ? 1 : 4
        guard let values = ByteArray.count(extents, atMost: rest.count), values * size == rest.count else {
            let shape = extents.map(String.init).joined(separator: "×")
            throw refuse("its header says \(shape) values of \(size) bytes, and \(rest.count) bytes follow")
        }
        if magic == Self.byteMagic {
            self = .bytes(ByteArray(extents: extents, bytes: rest))
        } else {
            let numbers = (0..<values).compactMap { _ in
                cursor.next(isLittleEndian: true).map { Int32(bitPattern: $0) }
            }
            self = .numbers(extents: extents, values: numbers)
        }
    }
}
