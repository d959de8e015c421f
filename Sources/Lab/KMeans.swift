// Words for vectors that are much alike.

import Features
package import Linear

/// Means that vectors gather around.
package enum KMeans {
    /// Vectors that are compared with all centres at a time.
    private static let slice = 4096

    /// Centres that k-means finds, beginning where k-means++ says (Arthur and Vassilvitskii, k-means++: the advantages of
    /// careful seeding, 2007).
    ///
    /// A centre that loses all its vectors moves to the vector that is farthest from its own. A round takes
    /// `vectors·count·length` multiply-adds.
    ///
    /// - Parameters:
    ///   - vectors: vectors × length.
    ///   - seed: draws the first centres: the same ones every time.
    ///   - rounds: at most; it ends when no vector changes its centre.
    ///   - progress: is told the rounds that are done.
    /// - Returns: count × length; vectors that are all equal give centres that are.
    /// - Precondition: there are vectors.
    package static func centres(
        of vectors: Matrix, count: Int, seed: UInt64, rounds: Int, progress: (Int) -> Void = { _ in }
    ) -> Matrix {
        precondition(vectors.rows > 0, "there is nothing to gather")
        var centres = seeds(of: vectors, count, seed)
        var owners: [Int] = []
        for round in 1...max(rounds, 1) {
            let (nearest, distances) = nearest(to: vectors, among: centres)
            progress(round)
            if nearest == owners { break }
            owners = nearest
            centres = means(of: vectors, owners, distances, count)
        }
        return centres
    }

    /// For each vector the nearest centre, the first of equals, and the square of its distance.
    package static func nearest(to vectors: Matrix, among centres: Matrix) -> (owners: [Int], distances: [Float]) {
        let squares = (0..<centres.rows).map { centres.row($0).reduce(0) { $0 + $1 * $1 } }
        var (owners, distances) = ([Int](), [Float]())
        for start in stride(from: 0, to: vectors.rows, by: slice) {
            let part = start..<min(start + slice, vectors.rows)
            let values = Array(vectors.values[part.lowerBound * vectors.columns..<part.upperBound * vectors.columns])
            let some = Matrix(rows: part.count, columns: vectors.columns, values: values)
            let products = some.times(transposeOf: centres)
            for row in 0..<part.count {
                var (best, least) = (0, Float.infinity)
                let own = products.row(row)
                for (centre, (square, product)) in zip(squares, own).enumerated() where square - 2 * product < least {
                    (best, least) = (centre, square - 2 * product)
                }
                owners.append(best)
                distances.append(max(0, least + some.row(row).reduce(0) { $0 + $1 * $1 }))
            }
        }
        return (owners, distances)
    }

    /// Vectors, each drawn by the square of its distance from those before.
    private static func seeds(of vectors: Matrix, _ count: Int, _ seed: UInt64) -> Matrix {
        var generator = SplitMix64(seed: seed)
        var distances = [Float](repeating: 1, count: vectors.rows)
        var values: [Float] = []
        for index in 0..<count {
            let total = distances.reduce(0.0) { $0 + Double($1) }
            let share = Double(generator.next() >> 11) / Double(1 << 53)
            var (left, chosen) = (share * total, vectors.rows - 1)
            for (row, distance) in distances.enumerated() {
                left -= Double(distance)
                if left < 0 {
                    chosen = row
                    break
                }
            }
            let centre = Array(vectors.row(chosen))
            values += centre
            vectors.values.withUnsafeBufferPointer { vectors in
                for row in distances.indices {
                    var distance: Float = 0
                    let start = row * centre.count
                    for column in centre.indices {
                        let difference = vectors[start + column] - centre[column]
                        distance += difference * difference
                    }
                    distances[row] = index == 0 ? distance : min(distances[row], distance)
                }
            }
        }
        return Matrix(rows: count, columns: vectors.columns, values: values)
    }

    private static func means(
        of vectors: Matrix, _ owners: [Int], _ distances: [Float], _ count: Int
    ) -> Matrix {
        let length = vectors.columns
        var (sums, sizes) = ([Double](repeating: 0, count: count * length), [Int](repeating: 0, count: count))
        for (row, owner) in owners.enumerated() {
            sizes[owner] += 1
            for (column, value) in vectors.row(row).enumerated() { sums[owner * length + column] += Double(value) }
        }
        // Those that are farthest from their centres, where a centre needs one.
        let far = sizes.contains(0) ? distances.indices.sorted { (distances[$0], $1) > (distances[$1], $0) } : []
        var spare = far.makeIterator()
        var values: [Float] = []
        for (owner, size) in sizes.enumerated() {
            if size > 0 {
                values += sums[owner * length..<(owner + 1) * length].map { Float($0 / Double(size)) }
            } else {
                values += spare.next().map { Array(vectors.row($0)) } ?? Array(repeating: 0, count: length)
            }
        }
        return Matrix(rows: count, columns: length, values: values)
    }
}
