// What may be made of a net's features before a classifier is given them.

import Features
import Foundation
import Linear

/// Additions to the paper's net that cost little, each to be tried by itself.
package struct FeatureExtras: Sendable, Codable, Hashable {
    /// The last stage keeps max(y, 0) and max(-y, 0) apart, where the paper has |y|: twice the features.
    package var polarity = false
    /// e of `sign(x)·|x|^e`, the power normalisation of Perronnin, Sánchez and Mensink, Improving the Fisher kernel for
    /// large-scale image classification, 2010; nil leaves features as they are.
    package var power: Double?
    /// The means of the quarters of each map and of the whole map stand beside its values, as in a spatial pyramid.
    package var pyramid = false

    /// Nothing.
    package init() {}

    /// The features with these additions.
    ///
    /// Of an odd number of rows or columns the middle one belongs to the second half.
    ///
    /// - Throws: `LabError.badInput` when means are to be taken of features that are no maps of 2 × 2 places or more.
    package func applied(to table: FeatureTable) throws(LabError) -> FeatureTable {
        var table = table
        if pyramid {
            guard let maps = table.maps, min(maps.extent.rows, maps.extent.columns) > 1 else {
                throw .badInput(
                    reason: "A pyramid is built over maps of 2 × 2 places or more, and the features are none.")
            }
            table = FeatureTable(features: Self.withMeans(table.features, maps), broken: table.broken)
        }
        if let power {
            var features = table.features
            features.values.withUnsafeMutableBufferPointer { values in
                for index in values.indices {
                    let size = Float(pow(Double(abs(values[index])), power))
                    values[index] = values[index] < 0 ? -size : size
                }
            }
            table = FeatureTable(features: features, broken: table.broken, maps: table.maps)
        }
        return table
    }

    private static func withMeans(_ features: Matrix, _ maps: MapSize) -> Matrix {
        let (rows, columns) = (maps.extent.rows, maps.extent.columns)
        // The whole, then the quarters.
        let cells =
            [(0..<rows, 0..<columns)]
            + [0..<rows / 2, rows / 2..<rows].flatMap { vertical in
                [0..<columns / 2, columns / 2..<columns].map { (vertical, $0) }
            }
        var values: [Float] = []
        values.reserveCapacity(features.rows * maps.maps * (rows * columns + cells.count))
        for picture in 0..<features.rows {
            let row = features.row(picture)
            values += row
            for map in 0..<maps.maps {
                let first = row.startIndex + map * rows * columns
                for (vertical, horizontal) in cells {
                    var sum: Float = 0
                    for y in vertical { for x in horizontal { sum += row[first + y * columns + x] } }
                    values.append(sum / Float(vertical.count * horizontal.count))
                }
            }
        }
        return Matrix(
            rows: features.rows, columns: maps.maps * (rows * columns + cells.count), values: values)
    }

    /// The additions in words, such as ` with polarity, power 0.5`.
    var words: String {
        let parts = [polarity ? "polarity" : nil, power.map { "power \($0)" }, pyramid ? "pyramid" : nil]
        let all = parts.compactMap { $0 }.joined(separator: ", ")
        return all.isEmpty ? "" : " with \(all)"
    }
}
