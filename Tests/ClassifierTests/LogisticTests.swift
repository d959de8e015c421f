// Logistic regression against its definition, and its solver against known minima.

import Classifier
import Foundation
import Linear
import Testing

@Suite("Logistic regression")
struct LogisticTests {
    /// Numbers in -1 ..< 1 that are the same everywhere.
    struct Noise {
        var state: UInt64
        mutating func next() -> Float {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Float(state >> 40) / 8_388_608 - 1
        }
        mutating func matrix(_ rows: Int, _ columns: Int) -> Matrix {
            Matrix(rows: rows, columns: columns, values: (0..<rows * columns).map { _ in next() })
        }
    }

    private static func problem(_ samples: Int, _ features: Int, _ classes: Int) -> (Matrix, [Int]) {
        var noise = Noise(state: UInt64(samples * 31 + features))
        let x = noise.matrix(samples, features)
        let labels = (0..<samples).map { (Int(x[$0, 0] * 3 + 3) + ($0 % 7 == 0 ? 1 : 0)) % classes }
        return (x, labels)
    }

    /// The loss as it is defined, in Double.
    private static func naive(
        _ x: Matrix, _ labels: [Int], _ classes: Int, _ penalty: Double, _ position: [Double]
    ) -> Double {
        let weights = classes * x.columns
        var loss = penalty / 2 * position[..<weights].reduce(0) { $0 + $1 * $1 }
        for (row, label) in labels.enumerated() {
            let scores = (0..<classes).map { c in
                position[weights + c]
                    + (0..<x.columns).reduce(0) { $0 + position[c * x.columns + $1] * Double(x[row, $1]) }
            }
            loss += (log(scores.reduce(0) { $0 + exp($1) }) - scores[label]) / Double(labels.count)
        }
        return loss
    }

    @Test(arguments: [(1, 1, 1), (7, 3, 2), (33, 11, 5), (20, 40, 7)])
    func `Loss and gradient are those of the definition`(samples: Int, features: Int, classes: Int) {
        let (x, labels) = Self.problem(samples, features, classes)
        let objective = LogisticObjective(samples: x, labels: labels, classes: classes, penalty: 0.3)
        var noise = Noise(state: 9)
        let position = (0..<classes * (features + 1)).map { _ in Double(noise.next()) }
        var gradient = [Double](repeating: .nan, count: position.count)
        let value = objective.value(at: position, gradient: &gradient)
        #expect(abs(value - Self.naive(x, labels, classes, 0.3, position)) < 1e-5 * max(1, value))
        let step = 1e-5
        for index in position.indices {
            var (less, more) = (position, position)
            less[index] -= step
            more[index] += step
            let difference =
                (Self.naive(x, labels, classes, 0.3, more) - Self.naive(x, labels, classes, 0.3, less)) / (2 * step)
            #expect(abs(difference - gradient[index]) < 1e-5, "derivative \(index)")
        }
    }

    @Test func `The fit is where a long plain descent ends, from wherever it begins, and the same each time`() {
        let (x, labels) = Self.problem(60, 9, 4)
        let objective = LogisticObjective(samples: x, labels: labels, classes: 4, penalty: 0.02)
        var position = [Double](repeating: 0, count: 4 * 10)
        var gradient = position
        for _ in 0..<20_000 {
            _ = objective.value(at: position, gradient: &gradient)
            for index in position.indices { position[index] -= 0.5 * gradient[index] }
        }
        let cold = LogisticRegression(classes: 4, features: 9)
        let fit = cold.fitted(to: x, labels: labels, penalty: 0.02)
        #expect(fit.isConverged && fit.evaluations < 200)
        for (found, wanted) in zip(fit.model.weights.values, position) { #expect(abs(Double(found) - wanted) < 2e-3) }
        #expect(cold.fitted(to: x, labels: labels, penalty: 0.02).model == fit.model)

        var noise = Noise(state: 5)
        let elsewhere = LogisticRegression(weights: noise.matrix(4, 9), biases: [3, -3, 0, 1])
        let other = elsewhere.fitted(to: x, labels: labels, penalty: 0.02)
        #expect(abs(other.loss - fit.loss) < 1e-6)
        let again = fit.model.fitted(to: x, labels: labels, penalty: 0.02)
        #expect(again.evaluations <= 3, "a model that fits is left alone")
    }

    @Test func `Probabilities sum to one, also of scores that exponentials cannot hold`() {
        let model = LogisticRegression(
            weights: Matrix(rows: 3, columns: 1, values: [1000, -1000, 999]), biases: [0, 5, 0])
        let found = model.probabilities(Matrix(rows: 2, columns: 1, values: [1, 0])).values
        #expect(abs(found[0] - 0.731_06) < 1e-4 && found[1] == 0 && abs(found[2] - 0.268_94) < 1e-4)
        #expect(abs(found[3...].reduce(0, +) - 1) < 1e-6 && found[4] > 0.98)
    }

    @Test func `The solver finds the end of Rosenbrock's valley`() {
        let result = LBFGS(tolerance: 1e-9, limit: 1000).minimise(from: [-1.2, 1, -1.2, 1]) { x, gradient in
            var sum = 0.0
            for index in stride(from: 0, to: 4, by: 2) {
                let (a, b) = (1 - x[index], x[index + 1] - x[index] * x[index])
                sum += a * a + 100 * b * b
                gradient[index] = -2 * a - 400 * x[index] * b
                gradient[index + 1] = 200 * b
            }
            return sum
        }
        #expect(result.isConverged && result.steps < 80)
        for value in result.position { #expect(abs(value - 1) < 1e-8) }
    }

    @Test func `The solver says when it did not arrive, and steps back from what is not finite`() {
        let brief = LBFGS(tolerance: 1e-12, limit: 2).minimise(from: [9, 1]) { x, gradient in
            gradient = [2 * x[0], 200 * x[1]]
            return x[0] * x[0] + 100 * x[1] * x[1]
        }
        #expect(!brief.isConverged && brief.steps == 2)
        let walled = LBFGS(tolerance: 1e-9).minimise(from: [30]) { x, gradient in
            gradient = [1 - 1 / x[0]]
            return x[0] - log(x[0])
        }
        #expect(walled.isConverged && abs(walled.position[0] - 1) < 1e-7)
    }

    @Test(arguments: [(1, 5), (7, 33), (11, 4)])
    func `Coordinates in the span keep all inner products`(count: Int, features: Int) {
        var noise = Noise(state: UInt64(count))
        let (x, others) = (noise.matrix(count, features), noise.matrix(5, features))
        let space = InnerCoordinates(of: x.times(transposeOf: x))
        let (own, theirs) = (space.own, space.coordinates(of: others.times(transposeOf: x)))
        // Of more vectors than values the products have no factor without a lift, which is part of the lengths.
        let tolerance: Float = count > features ? 2e-2 : 1e-4
        for (found, wanted) in [
            (own.times(transposeOf: own), x.times(transposeOf: x)),
            (theirs.times(transposeOf: own), others.times(transposeOf: x)),
        ] {
            for (found, wanted) in zip(found.values, wanted.values) { #expect(abs(found - wanted) < tolerance) }
        }
    }
}
