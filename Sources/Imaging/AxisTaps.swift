// Which pixels along one axis make a pixel of a picture of another size.

/// The triangle filter along one axis, from `from` pixels to `to`: bilinear interpolation when it enlarges, and when
/// it reduces widened by the factor, so that every pixel counts and nothing aliases.
///
/// Pixel centres lie at halves: output `o` looks at input position `(o + ½)·from/to`. The weight of an input falls
/// linearly to zero over one pixel of the coarser grid, and the weights of an output sum to 1 at the borders too.
/// These are the coefficients of Pillow's `BILINEAR` before it rounds them.
struct AxisTaps {
    /// Pixels of the input.
    let from: Int
    /// Pixels of the output.
    let to: Int
    /// First input of each output.
    private(set) var first: [Int] = []
    /// Number of inputs of each output.
    private(set) var count: [Int] = []
    /// The weights of all outputs, `reach` places for each.
    private(set) var weights: [Float] = []
    /// Places for weights per output.
    let reach: Int

    init(from: Int, to: Int) {
        self.from = from
        self.to = to
        let scale = Double(from) / Double(to)
        let radius = max(scale, 1)
        reach = Int(2 * radius) + 2
        for output in 0..<to {
            let centre = (Double(output) + 0.5) * scale
            let start = max(Int(centre - radius + 0.5), 0)
            let end = min(Int(centre + radius + 0.5), from)
            let triangle = (start..<end).map { max(0, 1 - abs((Double($0) + 0.5 - centre) / radius)) }
            let total = triangle.reduce(0, +)
            first.append(start)
            count.append(end - start)
            weights += triangle.map { Float($0 / total) }
            weights += repeatElement(0, count: reach - triangle.count)
        }
    }
}
