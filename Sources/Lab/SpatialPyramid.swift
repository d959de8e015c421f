// Pictures as counts of words, in the whole and in its parts.

package import Features
package import Linear

/// The spatial pyramid match of Lazebnik, Schmid and Ponce, Beyond bags of features, 2006, as Jarrett et al. 2009 put it on
/// top of a stage.
///
/// What the maps hold at a place of a picture is the nearest of so many words, found by k-means. Words are counted in the
/// whole picture, in its quarters and in its sixteenths, and two pictures are as alike as
///
///     K(x, y) = Σ weightₗ · Σ min(xᵢ, yᵢ) / places,   weights ¼, ¼, ½
///
/// summed over the counts of each level, so that a picture and itself come to 1.
package struct SpatialPyramid: Sendable {
    /// Cells along either side, level by level, and how much a count counts, in quarters.
    private static let levels = [(cells: 1, weight: 1), (2, 1), (4, 2)]
    private static let cellCount = 21

    /// The words: words × maps.
    package let words: Matrix
    /// The maps that are looked at.
    package let maps: MapSize
    /// `|word|²/2`.
    private let halves: [Float]

    private var places: Int { maps.extent.rows * maps.extent.columns }

    /// The most places of a map: sums of their counts fit 16 bits.
    package static let mostPlaces = 8191

    /// A pyramid over given words.
    ///
    /// - Precondition: words are as long as there are maps, which have `mostPlaces` places at most.
    package init(words: Matrix, maps: MapSize) {
        precondition(words.columns == maps.maps, "words of \(words.columns) values for \(maps.maps) maps")
        precondition(maps.extent.rows * maps.extent.columns <= Self.mostPlaces, "too many places to count")
        self.words = words
        self.maps = maps
        halves = (0..<words.rows).map { words.row($0).reduce(0) { $0 + $1 * $1 } / 2 }
    }

    /// A pyramid whose words are found in some pictures.
    ///
    /// - Parameters:
    ///   - features: pictures × (maps × rows × columns).
    ///   - pictures: which of them words are found in.
    ///   - count: how many words.
    ///   - vectors: places of pictures, drawn at random, that words are found among.
    package init(
        of features: Matrix, _ pictures: [Int], maps: MapSize, count: Int = 200, vectors: Int = 100_000,
        seed: UInt64 = 1, progress: LabProgress = { _, _, _ in }
    ) {
        precondition(features.columns == maps.count, "\(features.columns) features are not \(maps)")
        let places = maps.extent.rows * maps.extent.columns
        var generator = SplitMix64(seed: seed)
        var values: [Float] = []
        values.reserveCapacity(vectors * maps.maps)
        for index in 0..<min(vectors, pictures.count * places) {
            // Every picture gives equally many.
            let start = pictures[index % pictures.count] * features.columns + Int(generator.next() % UInt64(places))
            for map in 0..<maps.maps { values.append(features.values[start + map * places]) }
        }
        let found = Matrix(rows: values.count / max(maps.maps, 1), columns: maps.maps, values: values)
        let rounds = 30
        let words = KMeans.centres(of: found, count: count, seed: seed, rounds: rounds) {
            progress("words", $0, rounds)
        }
        progress("words", rounds, rounds)
        self.init(words: words, maps: maps)
    }

    /// The counts of a picture: cells of all levels × words, those of the sixteenths twice.
    ///
    /// - Parameter features: maps × rows × columns.
    package func counts(_ features: ArraySlice<Float>) -> [Int16] {
        let values = Matrix(rows: maps.maps, columns: places, values: Array(features))
        let likeness = words.times(values)
        var (best, owners) = (
            [Float](repeating: -.infinity, count: places), [Int](repeating: 0, count: places)
        )
        for word in 0..<words.rows {
            for (place, product) in likeness.row(word).enumerated() where product - halves[word] > best[place] {
                (best[place], owners[place]) = (product - halves[word], word)
            }
        }
        var counts = [Int16](repeating: 0, count: Self.cellCount * words.rows)
        for (place, word) in owners.enumerated() {
            let (row, column) = (place / maps.extent.columns, place % maps.extent.columns)
            var first = 0
            for (cells, weight) in Self.levels {
                let cell = row * cells / maps.extent.rows * cells + column * cells / maps.extent.columns
                counts[(first + cell) * words.rows + word] += Int16(weight)
                first += cells * cells
            }
        }
        return counts
    }

    /// How alike the pictures of some rows are to those of others: first × second.
    package func likeness(_ first: [[Int16]], _ second: [[Int16]], progress: (Int) -> Void = { _ in }) -> Matrix {
        let all = Float(4 * places)
        var result = Matrix(rows: first.count, columns: second.count)
        for (row, own) in first.enumerated() {
            own.withUnsafeBufferPointer { own in
                for (column, other) in second.enumerated() {
                    other.withUnsafeBufferPointer { other in
                        var sum: Int16 = 0
                        for index in own.indices { sum &+= min(own[index], other[index]) }
                        result[row, column] = Float(sum) / all
                    }
                }
            }
            progress(row + 1)
        }
        return result
    }
}

extension Coordinates {
    /// Coordinates whose inner products are the pyramid match of the pictures, so that a linear machine on them is one with
    /// that kernel.
    package init(
        pyramid features: Matrix, maps: MapSize, colours: ColourBlock? = nil, _ split: Split,
        progress: LabProgress = { _, _, _ in }
    ) {
        let pyramid = SpatialPyramid(of: features, split.train, maps: maps, progress: progress)
        let all = split.train.count + split.test.count
        func counts(_ pictures: [Int], from first: Int) -> [[Int16]] {
            pictures.enumerated().map { index, picture in
                progress("counts", first + index + 1, all)
                return pyramid.counts(features.row(picture))
            }
        }
        let (own, others) = (counts(split.train, from: 0), counts(split.test, from: split.train.count))
        self.init(
            products: pyramid.likeness(own, own) { progress("likeness", $0, all) },
            pyramid.likeness(others, own) { progress("likeness", own.count + $0, all) }, colours, split)
    }
}
