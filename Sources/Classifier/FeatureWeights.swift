// A fit as weights of features: what judges many pictures at once.

import Linear

/// What evidence and a linear rule are made of in the space of features.
///
/// Both are sums over the samples of a coefficient times a cosine, so the samples can be summed up first. With `d` a
/// sample's direction (`Places`), `v = f - centre` those of a picture and `a` the coefficients of a column,
///
///     Σ a·k = Σ over blocks: (share · Σ a·d)·v / |v|
///
/// so a picture costs `columns × features` multiply-adds and not `samples × features`. It is the sum that the kernel
/// gives but for rounding: to 1e-4 in Float, where coefficients of both signs cancel.
struct FeatureWeights {
    /// A block that counts.
    private struct Part {
        let range: Range<Int>
        let centre: [Float]
        let centreSquare: Double
        /// Columns × features: `share · Σ a·d`.
        let weights: Matrix
        /// For each column what pictures at the centre get: the share times the coefficients of samples that lie there.
        let atCentre: [Float]
    }

    private let parts: [Part]
    /// Number of groups.
    let groups: Int
    /// A constant for each column: 0 for the evidence, the rule's biases behind it.
    private let constants: [Double]

    /// The weights of what a classifier has learnt; nil when its rule is not a sum of cosines.
    init?(_ classifier: OnlineClassifier) {
        let fitted = classifier.fitted
        guard case .linear(let coefficients, let biases) = fitted.rule else { return nil }
        let groups = fitted.groups.count
        self.groups = groups
        constants = [Double](repeating: 0, count: groups) + biases
        parts = classifier.base.kernel.places.parts.map { part in
            let range = part.range
            var sums = [Double](repeating: 0, count: 2 * groups * range.count)
            var atCentre = [Float](repeating: 0, count: 2 * groups)
            for sample in fitted.groups.ofSample.indices {
                let own = (0..<2 * groups).map { column in
                    let list = column < groups ? fitted.evidence.coefficients : coefficients
                    return part.share * list[sample * groups + column % groups]
                }
                if part.lengths[sample] == 0 {
                    for column in own.indices { atCentre[column] += Float(own[column]) }
                    continue
                }
                let direction = classifier.workingDirection(of: sample, part)
                sums.withUnsafeMutableBufferPointer { sums in
                    for column in own.indices {
                        let start = column * range.count
                        for index in direction.indices { sums[start + index] += own[column] * direction[index] }
                    }
                }
            }
            return Part(
                range: range, centre: part.centre, centreSquare: part.centreSquare,
                weights: Matrix(rows: 2 * groups, columns: range.count, values: sums.map { Float($0) }),
                atCentre: atCentre)
        }
    }

    /// The columns of every picture: the evidence for each group, then the rule's score of each.
    ///
    /// - Parameter pictures: a picture a row.
    func columns(of pictures: Matrix) -> [[Double]] {
        var columns = [[Double]](repeating: constants, count: pictures.rows)
        for part in parts {
            var (centred, lengths) = (Matrix(rows: pictures.rows, columns: part.range.count), [Double]())
            for row in 0..<pictures.rows {
                lengths.append(Self.centre(pictures, row, part.range, part.centre, part.centreSquare, into: &centred))
            }
            let products = centred.times(transposeOf: part.weights)
            for row in columns.indices {
                for column in columns[row].indices {
                    columns[row][column] +=
                        lengths[row] > 0
                        ? Double(products[row, column]) / lengths[row] : Double(part.atCentre[column])
                }
            }
        }
        return columns
    }

    /// Writes a picture's features less the centre, and gives their length: 0 where that is rounding.
    private static func centre(
        _ pictures: Matrix, _ row: Int, _ range: Range<Int>, _ centre: [Float], _ centreSquare: Double,
        into target: inout Matrix
    ) -> Double {
        let (from, to) = (row * pictures.columns + range.lowerBound, row * range.count)
        var (square, own) = (Float(0), Float(0))
        pictures.values.withUnsafeBufferPointer { source in
            centre.withUnsafeBufferPointer { centre in
                target.values.withUnsafeMutableBufferPointer { target in
                    for index in 0..<range.count {
                        let value = source[from + index]
                        let difference = value - centre[index]
                        target[to + index] = difference
                        own += value * value
                        square += difference * difference
                    }
                }
            }
        }
        let least = Places.rounding * (Double(own) + centreSquare)
        return Double(square) > least ? Double(square).squareRoot() : 0
    }
}
