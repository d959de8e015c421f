// Gaussian means around every pixel, the one thing that preparation and normalisation share.

import Features
import Formats
import Foundation

/// What takes the Gaussian means of planes of one size: those of the pixels inside, whatever lies beyond the border.
///
/// Two convolutions that see zeros beyond the border, and a division by the weight that lay inside: a product with a
/// constant plane.
struct ONNXSmoothing {
    private let down: String
    private let along: String
    private let share: String
    private let reach: Int

    /// Adds the constants.
    ///
    /// - Parameter factor: what all means are multiplied by.
    init(_ window: GaussianWindow, _ extent: Extent, times factor: Double = 1, in builder: inout ONNXBuilder) {
        let side = window.side
        reach = side / 2
        let bell = (-reach...reach).map { exp(-pow(Double($0) / window.deviation, 2) / 2) }
        let total = bell.reduce(0, +)
        let weights = bell.map { Float($0 / total) }
        down = builder.constant("window down", shape: [1, 1, side, 1], weights)
        along = builder.constant("window along", shape: [1, 1, 1, side], weights)
        let (rows, columns) = (
            Self.inside(weights, extent.rows), Self.inside(weights, extent.columns)
        )
        share = builder.constant(
            "window share", shape: [1, 1, extent.rows, extent.columns],
            rows.flatMap { row in columns.map { Float(factor / (row * $0)) } })
    }

    /// The weight of the window's part that lies inside `count` places, for each of them as its middle.
    private static func inside(_ weights: [Float], _ count: Int) -> [Double] {
        let reach = weights.count / 2
        return (0..<count).map { place in
            weights.indices.reduce(0) { sum, tap in
                (0..<count).contains(place + tap - reach) ? sum + Double(weights[tap]) : sum
            }
        }
    }

    /// Adds the means of a value, batch × 1 × rows × columns.
    func means(of value: String, _ name: String, in builder: inout ONNXBuilder) -> String {
        let columns = builder.node("Conv", [value, down], "\(name), down", ["pads": .ints([reach, 0, reach, 0])])
        let sums = builder.node("Conv", [columns, along], "\(name), along", ["pads": .ints([0, reach, 0, reach])])
        return builder.node("Mul", [sums, share], name)
    }
}
