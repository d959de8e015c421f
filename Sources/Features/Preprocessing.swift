// What a grey picture goes through before the first filter.

/// Brings grey pictures to zero mean and unit deviation, normalises them locally and centres them on a square of zeros.
///
/// Jarrett et al. 2009, section 3: with the Gaussian window `w`, `μ = Σ w·x`, `v = x - μ`, `σ = √(Σ w·v²)`,
/// `y = v / max(1, σ)`. Sums near the picture's border are divided by the weight that lies inside; half a window is
/// then cut from each border, so that only pixels with a whole window of picture remain. A shorter side is padded with
/// zeros afterwards, because padding before would draw an edge.
package final class Preprocessing {
    /// Rows and columns of the result.
    package let side: Int

    /// A picture that deviates less has no content (half a step of 8-bit grey): the result is all zero.
    package static let smallestDeviation = 0.5 / 255

    private let border: Int
    private let means: FloatBuffer
    private let squares: FloatBuffer
    private let smoother: GaussianSmoother

    /// Preprocessing of pictures up to `inputSide` pixels a side.
    package init(inputSide: Int, window: GaussianWindow) {
        side = inputSide - window.side + 1
        border = window.side / 2
        means = FloatBuffer(count: inputSide * inputSide)
        squares = FloatBuffer(count: inputSide * inputSide)
        smoother = GaussianSmoother(window: window, columns: inputSide)
    }

    /// Computes the `side × side` input of the first stage.
    ///
    /// - Parameters:
    ///   - picture: `rows × columns` grey values, neither side shorter than the window; changed on the way.
    ///   - plane: receives the result.
    package func apply(
        _ picture: UnsafeMutablePointer<Float>, rows: Int, columns: Int, into plane: UnsafeMutablePointer<Float>
    ) {
        for index in 0..<side * side { plane[index] = 0 }
        let count = rows * columns
        guard Self.standardise(picture, count: count) else { return }

        smoother.smooth(picture, rows: rows, columns: columns, into: means.start)
        for index in 0..<count {
            picture[index] -= means.start[index]
            squares.start[index] = picture[index] * picture[index]
        }
        let variances = means.start
        smoother.smooth(squares.start, rows: rows, columns: columns, into: variances)

        let (keptRows, keptColumns) = (rows - 2 * border, columns - 2 * border)
        let (top, left) = ((side - keptRows) / 2, (side - keptColumns) / 2)
        for row in 0..<keptRows {
            let source = (row + border) * columns + border
            let (values, deviations) = (picture + source, variances + source)
            let target = plane + (top + row) * side + left
            for column in 0..<keptColumns {
                target[column] = values[column] / max(1, deviations[column].squareRoot())
            }
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
}
