// A picture with a border around it, so that windows may hang over its edges.

extension Picture {
    /// Becomes another picture with a border to all sides, in which the pixels of its edges go on.
    ///
    /// - Precondition: this picture is `2·border` pixels wider and higher than the other.
    package func fill(with picture: Picture, border: Int) {
        precondition(
            border >= 0 && width == picture.width + 2 * border && height == picture.height + 2 * border,
            "\(width) × \(height) is not \(picture.width) × \(picture.height) with a border of \(border)")
        picture.withBytes { source in
            withBytes { target in
                for row in 0..<height {
                    let line = min(max(row - border, 0), picture.height - 1)
                    let from = UnsafeRawBufferPointer(rebasing: source[(line * picture.stride)...])
                    let to = UnsafeMutableRawBufferPointer(rebasing: target[(row * stride)...].prefix(4 * width))
                    let first = from.loadUnaligned(as: UInt32.self)
                    let last = from.loadUnaligned(fromByteOffset: 4 * (picture.width - 1), as: UInt32.self)
                    for column in 0..<border {
                        to.storeBytes(of: first, toByteOffset: 4 * column, as: UInt32.self)
                        to.storeBytes(of: last, toByteOffset: 4 * (width - 1 - column), as: UInt32.self)
                    }
                    UnsafeMutableRawBufferPointer(rebasing: to[(4 * border)...])
                        .copyMemory(from: UnsafeRawBufferPointer(rebasing: from.prefix(4 * picture.width)))
                }
            }
        }
    }
}
