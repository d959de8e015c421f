// Colours beside what a net sees.

package import Linear

/// Chroma histograms of all pictures of a data set, and how much they count.
///
/// They are centred on the pictures to learn from and scaled so that these have the mean squared length `weight`, where
/// standardised features of a net have 1. Not each number is standardised: a bin that is nearly always empty would come
/// to count as much as any other.
package struct ColourBlock: Sendable {
    /// Pictures × `ChromaHistogram.featureCount`.
    package let features: Matrix
    /// How much their inner products count beside the net's.
    package let weight: Double

    /// Histograms with a weight.
    package init(features: Matrix, weight: Double) { (self.features, self.weight) = (features, weight) }

    /// The rows of both parts of a split.
    func parts(_ split: Split) -> (train: Matrix, test: Matrix) {
        let columns = features.columns
        var means = [Double](repeating: 0, count: columns)
        for row in split.train {
            for (column, value) in features.row(row).enumerated() { means[column] += Double(value) }
        }
        for column in means.indices { means[column] /= Double(max(split.train.count, 1)) }
        func centred(_ rows: [Int]) -> [Double] {
            rows.flatMap { row in zip(features.row(row), means).map { Double($0) - $1 } }
        }
        let (train, test) = (centred(split.train), centred(split.test))
        let length = train.reduce(0) { $0 + $1 * $1 } / Double(max(split.train.count, 1))
        let factor = length > 0 ? (weight / length).squareRoot() : 0
        func matrix(_ rows: [Int], _ values: [Double]) -> Matrix {
            Matrix(rows: rows.count, columns: columns, values: values.map { Float($0 * factor) })
        }
        return (matrix(split.train, train), matrix(split.test, test))
    }
}
