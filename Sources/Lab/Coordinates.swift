// Features as a classifier is given them.

package import Linear

/// Features that are standardised, and no more of them than there are pictures to learn from.
///
/// Each feature is centred and divided by its standard deviation over the pictures to learn from, one that never changes
/// there becomes 0, and all are divided by the root of their number: pictures are vectors of length about 1. Where
/// features outnumber pictures, their coordinates within the space of the pictures to learn from take their place, which
/// changes no answer of a penalised linear classifier (see `InnerCoordinates`).
package struct Coordinates: Sendable {
    /// Of what is learnt from, in the order of the split.
    package let train: Matrix
    /// Of what is asked, in the order of the split.
    package let test: Matrix

    /// Features that are standardised at a time, so that memory holds only a slice of them twice.
    private static let slice = 2048

    /// The coordinates of a split, with a block of colours beside the features if there is one.
    ///
    /// - Parameter progress: is told how many of the features' inner products are summed, where there are many.
    package init(
        _ features: Matrix, colours: ColourBlock? = nil, _ split: Split, progress: LabProgress = { _, _, _ in }
    ) {
        let count = features.columns
        guard count + (colours?.features.columns ?? 0) > split.train.count else {
            self.init(Self.joined(Self.standardised(features, split, 0..<count), colours?.parts(split)))
            return
        }
        var own = Matrix(rows: split.train.count, columns: split.train.count)
        var others = Matrix(rows: split.test.count, columns: split.train.count)
        for start in stride(from: 0, to: count, by: Self.slice) {
            let (train, test) = Self.standardised(features, split, start..<min(start + Self.slice, count))
            Self.add(train.times(transposeOf: train), to: &own)
            Self.add(test.times(transposeOf: train), to: &others)
            progress("products", min(start + Self.slice, count), count)
        }
        self.init(products: own, others, colours, split)
    }

    /// Coordinates of pictures with given inner products, and those of their colours if there are any.
    ///
    /// - Parameters:
    ///   - own: of the pictures to learn from with one another.
    ///   - others: of the pictures that are asked with those to learn from.
    init(products own: Matrix, _ others: Matrix, _ colours: ColourBlock?, _ split: Split) {
        var (own, others) = (own, others)
        if let parts = colours?.parts(split) {
            Self.add(parts.train.times(transposeOf: parts.train), to: &own)
            Self.add(parts.test.times(transposeOf: parts.train), to: &others)
        }
        let space = InnerCoordinates(of: own)
        self.init((space.own, space.coordinates(of: others)))
    }

    private init(_ parts: (train: Matrix, test: Matrix)) { self.init(parts.train, parts.test) }

    /// Coordinates as they are.
    init(_ train: Matrix, _ test: Matrix) { (self.train, self.test) = (train, test) }

    /// Two blocks of columns side by side.
    private static func joined(
        _ first: (train: Matrix, test: Matrix), _ second: (train: Matrix, test: Matrix)?
    ) -> (train: Matrix, test: Matrix) {
        guard let second else { return first }
        func join(_ left: Matrix, _ right: Matrix) -> Matrix {
            let values = (0..<left.rows).flatMap { left.row($0) + right.row($0) }
            return Matrix(rows: left.rows, columns: left.columns + right.columns, values: values)
        }
        return (join(first.train, second.train), join(first.test, second.test))
    }

    private static func add(_ other: Matrix, to sum: inout Matrix) {
        sum.values.withUnsafeMutableBufferPointer { sum in
            other.values.withUnsafeBufferPointer { other in
                for index in sum.indices { sum[index] += other[index] }
            }
        }
    }

    /// A slice of the features of both parts of a split.
    private static func standardised(
        _ features: Matrix, _ split: Split, _ columns: Range<Int>
    ) -> (train: Matrix, test: Matrix) {
        var (means, squares) = (
            [Double](repeating: 0, count: columns.count), [Double](repeating: 0, count: columns.count)
        )
        var (train, test) = (gather(features, split.train, columns), gather(features, split.test, columns))
        let share = 1 / Double(max(split.train.count, 1))
        train.values.withUnsafeBufferPointer { values in
            for start in stride(from: 0, to: values.count, by: max(columns.count, 1)) {
                for column in means.indices { means[column] += Double(values[start + column]) * share }
            }
            for start in stride(from: 0, to: values.count, by: max(columns.count, 1)) {
                for column in means.indices {
                    let difference = Double(values[start + column]) - means[column]
                    squares[column] += difference * difference * share
                }
            }
        }
        let root = Double(features.columns).squareRoot()
        let factors = squares.map { $0 > 0 ? Float(1 / ($0.squareRoot() * root)) : 0 }
        let centres = means.map(Float.init)
        scale(&train, centres, factors)
        scale(&test, centres, factors)
        return (train, test)
    }

    private static func gather(_ features: Matrix, _ rows: [Int], _ columns: Range<Int>) -> Matrix {
        var values: [Float] = []
        values.reserveCapacity(rows.count * columns.count)
        for row in rows {
            let start = row * features.columns
            values += features.values[start + columns.lowerBound..<start + columns.upperBound]
        }
        return Matrix(rows: rows.count, columns: columns.count, values: values)
    }

    private static func scale(_ matrix: inout Matrix, _ centres: [Float], _ factors: [Float]) {
        let columns = matrix.columns
        matrix.values.withUnsafeMutableBufferPointer { values in
            for start in stride(from: 0, to: values.count, by: max(columns, 1)) {
                for column in 0..<columns {
                    values[start + column] = (values[start + column] - centres[column]) * factors[column]
                }
            }
        }
    }
}
