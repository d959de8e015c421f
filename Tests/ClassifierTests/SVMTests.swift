// Support vector machines against their definition.

import Classifier
import Linear
import Testing

@Suite("Linear support vector machines")
struct SVMTests {
    private static func problem(_ samples: Int, _ features: Int, _ classes: Int) -> (Matrix, [Int]) {
        var noise = LogisticTests.Noise(state: UInt64(samples * 31 + features))
        let x = noise.matrix(samples, features)
        return (x, (0..<samples).map { (Int(x[$0, 0] * 3 + 3) + ($0 % 7 == 0 ? 1 : 0)) % classes })
    }

    /// What the machines cost by their definition, in Double.
    private static func cost(_ svm: LinearSVM, _ x: Matrix, _ labels: [Int], limit: Double) -> Double {
        (0..<svm.classes).reduce(0) { sum, label in
            let (w, b) = (svm.weights.row(label).map(Double.init), Double(svm.biases[label]))
            let missed = labels.indices.reduce(0.0) { sum, sample in
                let score = zip(w, x.row(sample)).reduce(b) { $0 + $1.0 * Double($1.1) }
                return sum + max(0, 1 - (labels[sample] == label ? score : -score))
            }
            return sum + w.reduce(b * b) { $0 + $1 * $1 } / 2 + limit * missed
        }
    }

    /// The least cost of one machine, by projected gradients on the whole dual in Double.
    private static func naive(_ x: Matrix, _ signs: [Double], limit: Double) -> Double {
        let count = x.rows
        let products = x.times(transposeOf: x).values.map { Double($0) + 1 }
        let step = 1 / (0..<count).reduce(0.0) { $0 + products[$1 * count + $1] }
        var multipliers = [Double](repeating: 0, count: count)
        for _ in 0..<40_000 {
            let slopes = (0..<count).map { row in
                signs[row]
                    * (0..<count).reduce(0.0) { $0 + products[row * count + $1] * signs[$1] * multipliers[$1] } - 1
            }
            for row in 0..<count { multipliers[row] = min(max(multipliers[row] - step * slopes[row], 0), limit) }
        }
        return (0..<count).reduce(0.0) { sum, row in
            let score = (0..<count).reduce(0.0) { $0 + products[row * count + $1] * signs[$1] * multipliers[$1] }
            return sum + multipliers[row] * signs[row] * score / 2 + limit * max(0, 1 - signs[row] * score)
        }
    }

    @Test(arguments: [(21, 3, 2, 1.0), (11, 17, 3, 0.1), (30, 5, 4, 20)])
    func `The machines cost no more than a long plain descent finds, and know their gap`(
        samples: Int, features: Int, classes: Int, limit: Double
    ) {
        let (x, labels) = Self.problem(samples, features, classes)
        var svm = LinearSVM(samples: x, labels: labels, classes: classes)
        let fit = svm.fit(limit: limit, tolerance: 1e-4, passes: 20_000)
        let least = (0..<classes).reduce(0) { sum, label in
            sum + Self.naive(x, labels.map { $0 == label ? 1 : -1 }, limit: limit)
        }
        #expect(fit.isConverged && fit.gap <= 1e-4 * fit.cost)
        #expect(abs(fit.cost - Self.cost(svm, x, labels, limit: limit)) < 1e-4 * fit.cost)
        #expect(fit.cost < least * 1.0005 && fit.cost - fit.gap < least * 1.0005, "\(fit) against \(least)")
    }

    @Test func `Multipliers fit the margins`() {
        let (x, labels) = Self.problem(60, 9, 4)
        var svm = LinearSVM(samples: x, labels: labels, classes: 4)
        let fit = svm.fit(limit: 0.5, tolerance: 1e-6, passes: 20_000)
        #expect(fit.gap < 1e-4 * fit.cost)
        let scores = svm.scores(x)
        for (sample, own) in labels.enumerated() {
            for label in 0..<4 {
                let margin = scores[sample, label] * (own == label ? 1 : -1)
                switch svm.multipliers[label, sample] {
                case 0: #expect(margin > 0.99)
                case 0.5: #expect(margin < 1.01)
                default: #expect(abs(margin - 1) < 0.01)
                }
            }
        }
    }

    @Test func `A machine between two points stands in the middle`() {
        // With the constant as a feature, the points are (1, 1) and (-1, 1): w = 1, b = 0.
        let x = Matrix(rows: 2, columns: 1, values: [1, -1])
        var svm = LinearSVM(samples: x, labels: [0, 1], classes: 2)
        let fit = svm.fit(limit: 100, tolerance: 1e-6)
        #expect(fit.isConverged && abs(fit.cost - 1) < 1e-4)
        for (found, wanted) in zip(svm.weights.values + svm.biases, [1, -1, 0, 0] as [Float]) {
            #expect(abs(found - wanted) < 1e-3)
        }
        #expect(svm.multipliers.values.allSatisfy { abs($0 - 0.5) < 1e-3 })
    }

    @Test func `A fit begins where the last one ended, and is the same each time`() {
        let (x, labels) = Self.problem(80, 12, 3)
        var first = LinearSVM(samples: x, labels: labels, classes: 3)
        var second = first
        let cold = first.fit(limit: 1)
        #expect(second.fit(limit: 1).passes == cold.passes && second.weights == first.weights)
        #expect(cold.passes > 0 && first.fit(limit: 1).passes == 0, "what fits is left alone")
        let wider = first.fit(limit: 1.2)
        var fresh = LinearSVM(samples: x, labels: labels, classes: 3)
        let other = fresh.fit(limit: 1.2)
        #expect(abs(wider.cost - other.cost) < 2e-3 * other.cost)
        let narrower = first.fit(limit: 0.01)
        #expect(narrower.isConverged && first.multipliers.values.allSatisfy { $0 <= 0.01 })
        #expect(first.fit(limit: 3, tolerance: 1e-9, passes: 10).isConverged == false)
    }
}
