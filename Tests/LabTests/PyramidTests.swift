// Words, counts of them, and what the pyramid match makes of pictures.

import Features
import Lab
import Linear
import Testing

@Suite("The spatial pyramid match")
struct PyramidTests {
    @Test func `Vectors around four places gather there, the same way each time`() {
        var generator = SplitMix64(seed: 2)
        let places: [(Float, Float)] = [(0, 0), (5, 0), (0, 5), (40, 40)]
        let values = (0..<203).flatMap { index in
            [places[index % 4].0 + generator.nextSigned(), places[index % 4].1 + generator.nextSigned()]
        }
        let vectors = Matrix(rows: 203, columns: 2, values: values)
        let centres = KMeans.centres(of: vectors, count: 4, seed: 1, rounds: 20)
        #expect(centres == KMeans.centres(of: vectors, count: 4, seed: 1, rounds: 20))
        for place in places {
            #expect(
                (0..<4).contains {
                    abs(centres[$0, 0] - place.0) < 0.4 && abs(centres[$0, 1] - place.1) < 0.4
                }, "no centre near \(place): \(centres.values)")
        }
        let (owners, distances) = KMeans.nearest(to: vectors, among: centres)
        for row in 0..<203 {
            let all = (0..<4).map { centre in
                (0..<2).reduce(Float(0)) { sum, column in
                    let difference = vectors[row, column] - centres[centre, column]
                    return sum + difference * difference
                }
            }
            #expect(all[owners[row]] == all.min() && abs(distances[row] - all[owners[row]]) < 1e-2)
            #expect(owners[row] == owners[row % 4])
        }
    }

    @Test func `A centre that no vector is nearest to moves, and equal vectors are no trouble`() {
        let equal = Matrix(rows: 6, columns: 2, repeating: 3)
        #expect(KMeans.centres(of: equal, count: 3, seed: 1, rounds: 5).values == [3, 3, 3, 3, 3, 3])
        let few = Matrix(rows: 4, columns: 1, values: [0, 0, 10, 20])
        let centres = KMeans.centres(of: few, count: 3, seed: 5, rounds: 10)
        #expect(Set(centres.values) == [0, 10, 20])
    }

    /// Maps of a picture whose places hold words, as vectors near them.
    private static func picture(_ words: Matrix, _ size: MapSize, _ owners: [Int]) -> [Float] {
        var generator = SplitMix64(seed: UInt64(owners.count))
        return (0..<size.maps).flatMap { map in owners.map { words[$0, map] + 0.1 * generator.nextSigned() } }
    }

    @Test(arguments: [Extent(4, 4), Extent(7, 11), Extent(1, 3)])
    func `Counts and likeness are those of the definition`(extent: Extent) {
        let words = Matrix(rows: 3, columns: 2, values: [0, 0, 1, 0, 0, 1])
        let size = MapSize(2, extent)
        let pyramid = SpatialPyramid(words: words, maps: size)
        var generator = SplitMix64(seed: 7)
        let owners = (0..<5).map { _ in
            (0..<extent.rows * extent.columns).map { _ in Int(generator.next() % 3) }
        }
        let counts = owners.map { pyramid.counts(Self.picture(words, size, $0)[...]) }
        let found = pyramid.likeness(counts, Array(counts.prefix(4)))
        #expect(found.rows == 5 && found.columns == 4)
        for first in 0..<5 {
            for second in 0..<4 {
                var wanted = 0.0
                for (cells, weight) in [(1, 0.25), (2, 0.25), (4, 0.5)] {
                    for cell in 0..<cells * cells {
                        for word in 0..<3 {
                            let numbers = [first, second].map { picture in
                                owners[picture].indices.filter { place in
                                    let (row, column) = (place / extent.columns, place % extent.columns)
                                    return owners[picture][place] == word && row * cells / extent.rows == cell / cells
                                        && column * cells / extent.columns == cell % cells
                                }.count
                            }
                            wanted += weight * Double(min(numbers[0], numbers[1]))
                        }
                    }
                }
                wanted /= Double(extent.rows * extent.columns)
                #expect(abs(Double(found[first, second]) - wanted) < 1e-6)
            }
        }
        #expect((0..<4).allSatisfy { abs(found[$0, $0] - 1) < 1e-6 })
    }

    @Test func `Coordinates have the likeness of pictures as inner products, and words come from what is learnt alone`()
    {
        let size = MapSize(3, Extent(5, 4))
        var generator = SplitMix64(seed: 11)
        var features = Matrix(
            rows: 12, columns: size.count, values: (0..<12 * size.count).map { _ in generator.nextSigned() })
        let split = Split(train: [0, 2, 3, 5, 7, 8, 11], test: [1, 4, 6])
        let found = Coordinates(pyramid: features, maps: size, split)
        let pyramid = SpatialPyramid(of: features, split.train, maps: size)
        let counts = (0..<12).map { pyramid.counts(features.row($0)) }
        let wanted = pyramid.likeness(counts, counts)
        let (own, others) = (
            found.train.times(transposeOf: found.train), found.test.times(transposeOf: found.train)
        )
        for (column, other) in split.train.enumerated() {
            for (row, first) in split.train.enumerated() {
                #expect(abs(own[row, column] - wanted[first, other]) < 1e-3)
            }
            for (row, first) in split.test.enumerated() {
                #expect(abs(others[row, column] - wanted[first, other]) < 1e-3)
            }
        }
        for row in split.test { for column in 0..<size.count { features[row, column] = 0 } }
        #expect(SpatialPyramid(of: features, split.train, maps: size).words == pyramid.words)
    }

    @Test func `Machines tell pictures apart by where their words lie, and want maps`() throws {
        let words = Matrix(rows: 2, columns: 2, values: [0, 0, 4, 0])
        let size = MapSize(2, Extent(8, 8))
        var generator = SplitMix64(seed: 3)
        let labels = (0..<60).map { $0 % 3 }
        // Equally many of a word in all pictures, in another part of each class'.
        let rows = labels.flatMap { label in
            Self.picture(
                words, size,
                (0..<64).map { place in
                    place / 8 / 3 == label && generator.next() % 4 > 0 || generator.next() % 8 == 0 ? 1 : 0
                })
        }
        let features = Matrix(rows: 60, columns: size.count, values: rows)
        func trial(_ maps: MapSize?) throws -> Trial {
            try Trial(
                table: FeatureTable(features: features, broken: [:], maps: maps), labels: labels, classes: 3,
                classifier: .pyramid, heldOut: 3, isValidation: false)
        }
        let split = try Split.random(labels: labels, classes: 3, perClass: 12, seed: 1)
        #expect(try trial(size).run(split, seed: 1).confusion.meanClassAccuracy > 0.9)
        #expect(throws: LabError.self) { try trial(nil) }
        #expect(throws: LabError.self) { try trial(MapSize(1, Extent(100))) }
    }
}
