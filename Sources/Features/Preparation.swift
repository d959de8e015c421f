// What a picture goes through before the first filter.

package import Workers

/// Evens out the luminance of pictures as an `InputShape` says, and centres all channels in a box of zeros.
///
/// For `contrast` (Jarrett et al. 2009, section 3), with the Gaussian window `w` and x of zero mean and unit deviation:
/// `μ = Σ w·x`, `v = x - μ`, `σ = √(Σ w·v²)`, `y = v / max(1, σ)`. Sums near the picture's border are divided by the
/// weight that lies inside; half a window is then cut from each border, so that only pixels with a whole window of
/// picture remain. Smaller pictures are padded with zeros afterwards, because padding before would draw an edge.
package final class Preparation {
    /// Rows and columns of the result.
    package let size: Extent

    /// A picture that deviates less has no content (half a step of 8-bit grey): with `standard` and `contrast` the
    /// result is all zero.
    package static let smallestDeviation = 0.5 / 255

    private let input: InputShape
    private let border: Int
    private let means: FloatBuffer
    private let squares: FloatBuffer
    private let smoother: GaussianSmoother

    /// Preparation of pictures of up to `largest`.
    package init(_ input: InputShape, largest: Extent, team: Team) {
        self.input = input
        size = input.prepared(largest)
        border = input.border
        let isLocal = input.preparation == .contrast || input.preparation == .gain
        means = FloatBuffer(count: isLocal ? largest.rows * largest.columns : 0)
        squares = FloatBuffer(count: isLocal ? largest.rows * largest.columns : 0)
        smoother = GaussianSmoother(window: input.window, columns: largest.columns, team: team)
    }

    /// Computes the input of the first stage.
    ///
    /// - Parameters:
    ///   - picture: the channels, each `rows × columns` values; changed on the way.
    ///   - planes: receives `channels × size` values.
    package func apply(
        _ picture: UnsafeMutablePointer<Float>, rows: Int, columns: Int, into planes: UnsafeMutablePointer<Float>
    ) {
        let (count, room) = (rows * columns, size.rows * size.columns)
        planes.update(repeating: 0, count: input.channels * room)
        var hasContent = true
        switch input.preparation {
        case .none: break
        case .standard: hasContent = Self.standardise(picture, count: count)
        case .contrast:
            hasContent = Self.standardise(picture, count: count)
            if hasContent { normalise(picture, rows, columns) }
        case .gain: divide(picture, rows, columns)
        }
        for channel in 0..<input.channels where channel > 0 || hasContent {
            centre(picture + channel * count, rows, columns, in: planes + channel * room)
        }
    }

    /// Zero mean and unit deviation (of the population), or false when there is nothing to scale.
    private static func standardise(_ values: UnsafeMutablePointer<Float>, count: Int) -> Bool {
        var sum = 0.0
        for index in 0..<count { sum += Double(values[index]) }
        let mean = sum / Double(count)
        var squares = 0.0
        for index in 0..<count {
            let difference = Double(values[index]) - mean
            squares += difference * difference
        }
        let deviation = (squares / Double(count)).squareRoot()
        guard deviation >= smallestDeviation else { return false }
        let scale = 1 / deviation
        for index in 0..<count { values[index] = Float((Double(values[index]) - mean) * scale) }
        return true
    }

    /// `v / max(1, σ)` with the window's means.
    private func normalise(_ values: UnsafeMutablePointer<Float>, _ rows: Int, _ columns: Int) {
        smoother.smooth(values, rows: rows, columns: columns, into: means.start)
        for index in 0..<rows * columns {
            values[index] -= means.start[index]
            squares.start[index] = values[index] * values[index]
        }
        smoother.smooth(squares.start, rows: rows, columns: columns, into: means.start)
        for index in 0..<rows * columns { values[index] /= max(1, means.start[index].squareRoot()) }
    }

    /// `y / (Σ w·y + 1)` with y in 0…255.
    private func divide(_ values: UnsafeMutablePointer<Float>, _ rows: Int, _ columns: Int) {
        for index in 0..<rows * columns { squares.start[index] = 255 * values[index] }
        smoother.smooth(squares.start, rows: rows, columns: columns, into: means.start)
        for index in 0..<rows * columns { values[index] = squares.start[index] / (means.start[index] + 1) }
    }

    /// Copies what the border leaves of a channel into the middle of a plane.
    private func centre(
        _ values: UnsafePointer<Float>, _ rows: Int, _ columns: Int, in plane: UnsafeMutablePointer<Float>
    ) {
        let kept = input.prepared(Extent(rows, columns))
        let (top, left) = ((size.rows - kept.rows) / 2, (size.columns - kept.columns) / 2)
        for row in 0..<kept.rows {
            (plane + (top + row) * size.columns + left).update(
                from: values + (row + border) * columns + border, count: kept.columns)
        }
    }
}
