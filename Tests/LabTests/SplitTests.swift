// Splits, counts of answers, and what a classifier is given.

import Features
import Lab
import Linear
import Testing

@Suite("Splits and answers")
struct SplitTests {
    private static let labels = (0..<60).map { ($0 * 7) % 3 } + [0, 0, 0, 1]

    @Test func `A split has so many of each class, all others are asked, and a seed draws it`() throws {
        let split = try Split.random(labels: Self.labels, classes: 3, perClass: 6, seed: 1)
        #expect(split == (try Split.random(labels: Self.labels, classes: 3, perClass: 6, seed: 1)))
        #expect(split != (try Split.random(labels: Self.labels, classes: 3, perClass: 6, seed: 2)))
        #expect((split.train + split.test).sorted() == Array(Self.labels.indices))
        for label in 0..<3 { #expect(split.train.filter { Self.labels[$0] == label }.count == 6) }
        let few = try Split.random(labels: Self.labels, classes: 3, perClass: 6, most: 4, seed: 1)
        #expect(few.train == split.train && few.test.count == 12 && few.test.allSatisfy(split.test.contains))
        #expect(split.train.sorted() == split.train && split.test.sorted() == split.test)
    }

    @Test func `What is held out comes from what is learnt, and from nothing else`() throws {
        let split = try Split.random(labels: Self.labels, classes: 3, perClass: 12, seed: 3)
        let inner = try split.holdout(labels: Self.labels, classes: 3, perClass: 5, seed: 3)
        #expect((inner.train + inner.test).sorted() == split.train)
        for label in 0..<3 { #expect(inner.test.filter { Self.labels[$0] == label }.count == 5) }
    }

    @Test func `A class with too few pictures is refused`() throws {
        #expect(throws: LabError.self) { try Split.random(labels: [0, 0, 1], classes: 2, perClass: 1, seed: 1) }
        #expect(throws: LabError.self) { try Split.random(labels: [0, 0], classes: 2, perClass: 1, seed: 1) }
    }

    @Test func `Each class counts the same, however many of it are asked`() {
        let confusion = Confusion(labels: [0, 0, 0, 0, 1, 1], answers: [0, 0, 0, 1, 2, 1], classes: 3)
        #expect(confusion.counts == [3, 1, 0, 0, 1, 1, 0, 0, 0])
        #expect(confusion.classAccuracies == [0.75, 0.5, nil])
        #expect(confusion.meanClassAccuracy == 0.625 && abs(confusion.accuracy - 4 / 6) < 1e-12)
        #expect(Spread([0.6, 0.62]).percent == "61.0 ± 1.4" && Spread([0.5]).percent == "50.0")
    }

    /// Rows that lie near one of three directions.
    private static func cloud(_ count: Int, _ features: Int) -> (Matrix, [Int]) {
        var generator = SplitMix64(seed: UInt64(features))
        let centres = (0..<3 * features).map { _ in generator.nextSigned() }
        let labels = (0..<count).map { $0 % 3 }
        let values = labels.flatMap { label in
            (0..<features).map { centres[label * features + $0] + 1.2 * generator.nextSigned() }
        }
        return (Matrix(rows: count, columns: features, values: values), labels)
    }

    @Test(arguments: [5, 33])
    func `Coordinates are standardised features, or have their inner products`(features: Int) throws {
        var (table, labels) = Self.cloud(30, features)
        for row in 0..<30 { table[row, 2] = 7 }
        let split = try Split.random(labels: labels, classes: 3, perClass: 7, seed: 1)
        // Standardised as it is defined, column by column.
        var naive = Matrix(rows: 30, columns: features)
        for column in 0..<features where column != 2 {
            let values = split.train.map { Double(table[$0, column]) }
            let mean = values.reduce(0, +) / Double(values.count)
            let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)).squareRoot()
            for row in 0..<30 {
                naive[row, column] = Float(
                    (Double(table[row, column]) - mean) / deviation / Double(features).squareRoot())
            }
        }
        let found = Coordinates(table, split)
        #expect(found.train.columns == min(features, split.train.count))
        for (place, row) in split.train.enumerated() {
            for (other, second) in split.train.enumerated() {
                let wanted = dot(Array(naive.row(row)), Array(naive.row(second)))
                #expect(abs(dot(Array(found.train.row(place)), Array(found.train.row(other))) - wanted) < 1e-4)
            }
            for (other, second) in split.test.enumerated() {
                let wanted = dot(Array(naive.row(row)), Array(naive.row(second)))
                #expect(abs(dot(Array(found.train.row(place)), Array(found.test.row(other))) - wanted) < 1e-4)
            }
        }
    }

    @Test(arguments: [LabClassifier.logistic, .ridge, .svm], [4, 80])
    func `All classifiers learn what can be told apart, by the strongest of the best penalties`(
        classifier: LabClassifier, features: Int
    ) throws {
        let (table, labels) = Self.cloud(90, features)
        let trial = try Trial(
            table: FeatureTable(features: table, broken: [:]), labels: labels, classes: 3, classifier: classifier,
            heldOut: 4, isValidation: false)
        let split = try Split.random(labels: labels, classes: 3, perClass: 16, seed: 1)
        var steps = 0
        let outcome = try trial.run(split, seed: 1, fitted: { steps += 1 })
        let forms = Dictionary(grouping: outcome.validation, by: \.isDecorrelated)
        #expect(forms.count == (classifier == .logistic ? 2 : 1) && forms[outcome.isDecorrelated] != nil)
        for tried in forms.values {
            #expect(tried.map(\.strength) == Array(LabClassifier.strengths.prefix(tried.count)) && tried.count >= 4)
            let best = try #require(tried.map(\.accuracy).max())
            let place = try #require(tried.firstIndex { $0.accuracy == best })
            #expect(
                tried.count == min(place + 4, LabClassifier.strengths.count), "three that are no better end the search")
        }
        let place = try #require(LabClassifier.strengths.firstIndex(of: outcome.strength))
        #expect(steps == outcome.validation.count + place + 1 && steps <= trial.steps)
        #expect(outcome.train == 48 && outcome.test == 42 && outcome.confusion.counts.reduce(0, +) == 42)
        #expect(outcome.confusion.meanClassAccuracy > (features == 4 ? 0.5 : 0.9))
        #expect(
            outcome.validationAccuracy
                == outcome.validation.first {
                    $0.strength == outcome.strength && $0.isDecorrelated == outcome.isDecorrelated
                }?.accuracy)
    }

    @Test(arguments: [6, 200])
    func `Coordinates are decorrelated as far as the mean spread allows`(features: Int) throws {
        // More pictures than features, and fewer.
        let (table, labels) = Self.cloud(90, features)
        let split = try Split.random(labels: labels, classes: 3, perClass: 20, seed: 1)
        let plain = Coordinates(table, split)
        let drawn = plain.decorrelated()
        // Inner products become those of (C + v·I)⁻¹, but for one scale.
        let (rows, count) = (plain.train.rows, plain.train.columns)
        var covariance = plain.train.transposeTimes(plain.train).values.map { Double($0) / Double(rows) }
        let spread = (0..<count).reduce(0) { $0 + covariance[$1 * count + $1] } / Double(count)
        for index in 0..<count { covariance[index * count + index] += spread }
        let inverse = try Cholesky(of: covariance, order: count)
        func wanted(_ first: ArraySlice<Float>, _ second: ArraySlice<Float>) -> Double {
            zip(first, inverse.solve(second.map(Double.init))).reduce(0) { $0 + Double($1.0) * $1.1 }
        }
        let length = (0..<rows).reduce(0) { $0 + wanted(plain.train.row($1), plain.train.row($1)) } / Double(rows)
        for place in [0, 17, 59] {
            for other in [3, 17, 29] {
                let own = Double(dot(Array(drawn.train.row(place)), Array(drawn.train.row(other))))
                #expect(abs(own - wanted(plain.train.row(place), plain.train.row(other)) / length) < 1e-4)
                let asked = Double(dot(Array(drawn.train.row(place)), Array(drawn.test.row(other))))
                #expect(abs(asked - wanted(plain.train.row(place), plain.test.row(other)) / length) < 1e-4)
            }
        }
    }

    @Test func `A validation never looks at what is to be asked`() throws {
        let (table, labels) = Self.cloud(90, 6)
        let split = try Split.random(labels: labels, classes: 3, perClass: 16, seed: 1)
        var spoilt = table
        for row in split.test { for column in 0..<6 { spoilt[row, column] = .nan } }
        func outcome(_ table: Matrix) throws -> Trial.Outcome {
            try Trial(
                table: FeatureTable(features: table, broken: [:]), labels: labels, classes: 3, classifier: .logistic,
                heldOut: 4, isValidation: true
            ).run(split, seed: 1)
        }
        let (found, wanted) = (try outcome(spoilt), try outcome(table))
        #expect(found.confusion == wanted.confusion && found.strength == wanted.strength)
        #expect(found.train == 36 && found.test == 12)
    }
}
