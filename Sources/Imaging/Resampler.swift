// From a part of a colour picture to a small plane of numbers: the first step of every frame.

/// Turns pictures of any size into planes that fit a box.
///
/// A plane keeps the picture's proportions: it is as large as the box allows, its other side scaled and rounded to whole
/// pixels, but never below `shortestSide`.
///
/// Memory is allocated when a picture is larger than all before it or has another size than the last; frames of one
/// size allocate nothing.
public struct Resampler: ~Copyable {
    /// Rows of the box.
    public let rows: Int
    /// Columns of the box.
    public let columns: Int
    /// The least number of pixels of a plane's sides.
    public let shortestSide: Int

    private var horizontal = AxisTaps(from: 1, to: 1)
    private var vertical = AxisTaps(from: 1, to: 1)
    /// One row of the picture in one channel.
    private var row: [Float] = []
    /// The picture with its final number of rows and its own number of columns.
    private var tall: [Float] = []

    /// A resampler for planes of up to `rows × columns` pixels.
    public init(rows: Int, columns: Int, shortestSide: Int = 1) {
        precondition(shortestSide > 0 && min(rows, columns) >= shortestSide, "a plane needs pixels")
        self.rows = rows
        self.columns = columns
        self.shortestSide = shortestSide
    }

    /// The size of the plane made from a picture of `width` × `height`.
    public func size(width: Int, height: Int) -> (rows: Int, columns: Int) {
        let isWide = width * rows >= height * columns
        let (side, limit) = isWide ? (width, columns) : (height, rows)
        func scaled(_ length: Int, atMost most: Int) -> Int {
            min(max(Int((Double(length) * Double(limit) / Double(side)).rounded()), shortestSide), most)
        }
        return (scaled(height, atMost: rows), scaled(width, atMost: columns))
    }

    /// Writes one channel of a part of a picture as a plane, row-major, and answers the plane's size.
    ///
    /// - Parameter plane: room for `rows × columns` values.
    /// - Precondition: the rectangle lies inside the picture.
    public mutating func resample(
        _ picture: Picture, _ rectangle: PixelRectangle, _ channel: Channel = .luminance,
        into plane: UnsafeMutablePointer<Float>
    ) -> (rows: Int, columns: Int) {
        precondition(
            rectangle.x + rectangle.width <= picture.width && rectangle.y + rectangle.height <= picture.height,
            "\(rectangle) does not lie in a picture of \(picture.width) × \(picture.height)")
        let (stride, weights) = (picture.stride, channel.weights)
        return picture.withBytes { bytes in
            resample(width: rectangle.width, height: rectangle.height, into: plane) { line, row in
                let first = (rectangle.y + line) * stride + 4 * rectangle.x
                Self.weigh(UnsafeRawBufferPointer(rebasing: bytes[first...]), weights, row)
            }
        }
    }

    /// Writes the resampled form of a plane, row-major, and answers its size.
    ///
    /// - Parameter plane: room for `rows × columns` values.
    public mutating func resample(
        _ grey: Plane, into plane: UnsafeMutablePointer<Float>
    ) -> (rows: Int, columns: Int) {
        precondition(!grey.values.isEmpty, "a plane needs pixels")
        return grey.values.withUnsafeBufferPointer { values in
            resample(width: grey.columns, height: grey.rows, into: plane) { line, row in
                let start = line * grey.columns
                for column in 0..<row.count { row[column] = values[start + column] }
            }
        }
    }

    /// The weighted sums of the first `row.count` pixels of `pixels`.
    private static func weigh(
        _ pixels: UnsafeRawBufferPointer, _ weights: (red: Float, green: Float, blue: Float),
        _ row: UnsafeMutableBufferPointer<Float>
    ) {
        let (red, green, blue) = weights
        for column in 0..<row.count {
            let pixel = Int32(littleEndian: pixels.loadUnaligned(fromByteOffset: 4 * column, as: Int32.self))
            row[column] =
                red * Float((pixel >> 16) & 255) + green * Float((pixel >> 8) & 255) + blue * Float(pixel & 255)
        }
    }

    /// Rows first: each row of the picture is read once, and added to the few rows of the result that it touches.
    private mutating func resample(
        width: Int, height: Int, into plane: UnsafeMutablePointer<Float>,
        read: (_ line: Int, _ row: UnsafeMutableBufferPointer<Float>) -> Void
    ) -> (rows: Int, columns: Int) {
        let (rows, columns) = size(width: width, height: height)
        prepare(width: width, height: height, rows: rows, columns: columns)
        let vertical = vertical
        row.withUnsafeMutableBufferPointer { row in
            tall.withUnsafeMutableBufferPointer { tall in
                let line = UnsafeMutableBufferPointer(rebasing: row[..<width])
                for index in 0..<rows * width { tall[index] = 0 }
                var next = 0
                for y in 0..<height {
                    read(y, line)
                    while next < rows && vertical.first[next] + vertical.count[next] <= y { next += 1 }
                    var output = next
                    while output < rows && vertical.first[output] <= y {
                        let weight = vertical.weights[output * vertical.reach + y - vertical.first[output]]
                        Self.add(weight, line, to: UnsafeMutableBufferPointer(rebasing: tall[(output * width)...]))
                        output += 1
                    }
                }
            }
        }
        resampleColumns(rows: rows, width: width, into: plane)
        return (rows, columns)
    }

    private static func add(
        _ weight: Float, _ row: UnsafeMutableBufferPointer<Float>, to sum: UnsafeMutableBufferPointer<Float>
    ) {
        for column in 0..<row.count { sum[column] += weight * row[column] }
    }

    private func resampleColumns(rows: Int, width: Int, into plane: UnsafeMutablePointer<Float>) {
        var target = plane
        tall.withUnsafeBufferPointer { tall in
            horizontal.weights.withUnsafeBufferPointer { weights in
                for row in 0..<rows {
                    for column in 0..<horizontal.to {
                        let start = row * width + horizontal.first[column]
                        var sum: Float = 0
                        for tap in 0..<horizontal.count[column] {
                            sum += weights[column * horizontal.reach + tap] * tall[start + tap]
                        }
                        target[column] = sum
                    }
                    target += horizontal.to
                }
            }
        }
    }

    private mutating func prepare(width: Int, height: Int, rows: Int, columns: Int) {
        if horizontal.from != width || horizontal.to != columns { horizontal = AxisTaps(from: width, to: columns) }
        if vertical.from != height || vertical.to != rows { vertical = AxisTaps(from: height, to: rows) }
        if row.count < width { row = Array(repeating: 0, count: width) }
        if tall.count < rows * width { tall = Array(repeating: 0, count: rows * width) }
    }
}
