// What the tracker looks at: a part of a picture as a small square of channels.

import Foundation

/// Five channels of 64 × 64 numbers: luminance, its slopes across and down, and the two colour differences.
///
/// Every channel is without its mean (slopes have none to speak of) and fades to nothing at the border, so that the square can be
/// taken for one period of a picture without end (Bolme et al. 2010, section 3.1). What lies outside the picture looks like its border.
struct TrackerPatch {
    /// Rows and columns.
    static let side = 64
    /// Numbers of a channel.
    static let count = side * side
    /// Luminance, slope across, slope down, `U`, `V`.
    static let channels = 5

    /// Points of the picture that a number is the mean of, along each axis, at the most.
    private static let mostPoints = 4

    /// `channels × side × side` numbers.
    private(set) var values = [Float](repeating: 0, count: channels * count)

    /// The fading, a raised cosine, along an axis.
    private let fading = (0..<side).map { Float(0.5 - 0.5 * cos(2 * Double.pi * (Double($0) + 0.5) / Double(side))) }
    private var columns = Points()
    private var rows = Points()

    /// Between which two pixels each point of an axis lies, and how far from the first.
    private struct Points {
        var first = [Int](repeating: 0, count: side * mostPoints)
        var second = [Int](repeating: 0, count: side * mostPoints)
        var share = [Float](repeating: 0, count: side * mostPoints)

        /// Spreads so many points for each number evenly over `length` pixels around `centre`.
        mutating func spread(_ points: Int, centre: Double, length: Double, of pixels: Int) {
            let total = TrackerPatch.side * points
            for point in 0..<total {
                // Pixel centres lie at halves.
                let place = centre - length / 2 + (Double(point) + 0.5) * length / Double(total) - 0.5
                let inside = min(max(place, 0), Double(pixels - 1))
                first[point] = Int(inside)
                second[point] = min(first[point] + 1, pixels - 1)
                share[point] = Float(inside - Double(first[point]))
            }
        }
    }

    /// Reads the rectangle around a centre, all in pixels.
    mutating func read(_ picture: Picture, x: Double, y: Double, width: Double, height: Double) {
        let points = min(max(Int((max(width, height) / Double(Self.side)).rounded(.up)), 1), Self.mostPoints)
        columns.spread(points, centre: x, length: width, of: picture.width)
        rows.spread(points, centre: y, length: height, of: picture.height)
        average(picture, points)
        slopes()
        for channel in [0, 3, 4] { removeMean(channel) }
        fade()
    }

    private mutating func average(_ picture: Picture, _ points: Int) {
        let scale = 1 / Float(255 * points * points)
        let (columns, rows, stride) = (columns, rows, picture.stride)
        let (blue, red) = (3 * Self.count, 4 * Self.count)
        values.withUnsafeMutableBufferPointer { values in
            picture.withBytes { bytes in
                for index in 0..<Self.count {
                    var sum = SIMD4<Float>()
                    let (top, left) = (index / Self.side * points, index % Self.side * points)
                    for down in top..<top + points {
                        let (upper, lower, below) = (
                            rows.first[down] * stride, rows.second[down] * stride, rows.share[down]
                        )
                        for across in left..<left + points {
                            let (near, far) = (4 * columns.first[across], 4 * columns.second[across])
                            let beside = columns.share[across]
                            func pixel(_ offset: Int) -> SIMD4<Float> {
                                SIMD4<Float>(bytes.loadUnaligned(fromByteOffset: offset, as: SIMD4<UInt8>.self))
                            }
                            let above = pixel(upper + near) * (1 - beside) + pixel(upper + far) * beside
                            let under = pixel(lower + near) * (1 - beside) + pixel(lower + far) * beside
                            sum += above * (1 - below) + under * below
                        }
                    }
                    sum *= scale
                    let y = 0.299 * sum.z + 0.587 * sum.y + 0.114 * sum.x
                    values[index] = y
                    values[blue + index] = 0.492 * (sum.x - y)
                    values[red + index] = 0.877 * (sum.z - y)
                }
            }
        }
    }

    /// Differences of neighbours, halved inside.
    private mutating func slopes() {
        let side = Self.side
        for row in 0..<side {
            let (above, below) = (max(row - 1, 0), min(row + 1, side - 1))
            for column in 0..<side {
                let (left, right) = (max(column - 1, 0), min(column + 1, side - 1))
                let index = row * side + column
                let across = (values[row * side + right] - values[row * side + left]) / Float(right - left)
                let down = (values[below * side + column] - values[above * side + column]) / Float(below - above)
                values[Self.count + index] = across
                values[2 * Self.count + index] = down
            }
        }
    }

    private mutating func removeMean(_ channel: Int) {
        let range = channel * Self.count..<(channel + 1) * Self.count
        let mean = values[range].reduce(0, +) / Float(Self.count)
        for index in range { values[index] -= mean }
    }

    private mutating func fade() {
        for channel in 0..<Self.channels {
            for row in 0..<Self.side {
                let start = channel * Self.count + row * Self.side
                for column in 0..<Self.side { values[start + column] *= fading[row] * fading[column] }
            }
        }
    }
}
