// Regression towards the probabilities of classes.

import Foundation
public import Linear

/// Multinomial logistic regression: `p(class | x) = softmax(W·x + b)`.
///
/// It minimises the mean cross-entropy of the samples plus `penalty/2·‖W‖²`; biases are free. The problem is convex, so
/// where it begins decides only how long it takes: a model of samples much the same is the best of beginnings.
public struct LogisticRegression: Sendable, Equatable {
    /// `W`: classes × features.
    public let weights: Matrix
    /// `b`: one a class.
    public let biases: [Float]

    /// Number of classes.
    public var classes: Int { weights.rows }

    /// A model over given numbers.
    ///
    /// - Precondition: there are as many biases as rows of weights.
    public init(weights: Matrix, biases: [Float]) {
        precondition(weights.rows == biases.count, "\(biases.count) biases for \(weights.rows) classes")
        self.weights = weights
        self.biases = biases
    }

    /// A model that finds all classes equally likely.
    public init(classes: Int, features: Int) {
        self.init(weights: Matrix(rows: classes, columns: features), biases: Array(repeating: 0, count: classes))
    }

    /// A model and how it was found.
    public struct Fit: Sendable {
        /// The model.
        public let model: LogisticRegression
        /// Mean cross-entropy and penalty.
        public let loss: Double
        /// The Euclidean norm of the loss' gradient.
        public let gradientNorm: Double
        /// How often loss and gradient were computed.
        public let evaluations: Int
        /// Whether the gradient is as short as was asked.
        public let isConverged: Bool
    }

    /// Fits a model, beginning with this one.
    ///
    /// Features should be of comparable size. An evaluation takes `2·samples·features·classes` multiply-adds in Float.
    ///
    /// - Parameters:
    ///   - samples: samples × features.
    ///   - labels: the class of each sample.
    ///   - penalty: how much the squared length of the weights counts, greater than 0.
    ///   - solver: when to stop.
    /// - Precondition: there are samples, and a label in `0..<classes` for each.
    public func fitted(
        to samples: Matrix, labels: [Int], penalty: Double, solver: LBFGS = LBFGS()
    ) -> Fit {
        let objective = LogisticObjective(samples: samples, labels: labels, classes: classes, penalty: penalty)
        let start = (weights.values + biases).map(Double.init)
        let result = solver.minimise(from: start) { objective.value(at: $0, gradient: &$1) }
        return Fit(
            model: LogisticObjective.model(result.position, classes: classes, features: weights.columns),
            loss: result.value, gradientNorm: result.gradientNorm, evaluations: result.evaluations,
            isConverged: result.isConverged)
    }

    /// `W·x + b` for all samples: samples × classes.
    public func scores(_ samples: Matrix) -> Matrix {
        var scores = samples.times(transposeOf: weights)
        scores.values.withUnsafeMutableBufferPointer { scores in
            for start in stride(from: 0, to: scores.count, by: max(classes, 1)) {
                for index in 0..<classes { scores[start + index] += biases[index] }
            }
        }
        return scores
    }

    /// The probability of each class for all samples: samples × classes.
    public func probabilities(_ samples: Matrix) -> Matrix {
        var scores = scores(samples)
        scores.values.withUnsafeMutableBufferPointer { scores in
            for start in stride(from: 0, to: scores.count, by: max(classes, 1)) {
                _ = Self.softmax(UnsafeMutableBufferPointer(rebasing: scores[start..<start + classes]))
            }
        }
        return scores
    }

    /// Replaces scores by probabilities and returns the logarithm of what they were divided by.
    static func softmax(_ row: UnsafeMutableBufferPointer<Float>) -> Double {
        var most = -Float.infinity
        for value in row { most = max(most, value) }
        var sum: Float = 0
        for index in row.indices {
            row[index] = exp(row[index] - most)
            sum += row[index]
        }
        for index in row.indices { row[index] /= sum }
        return Double(most) + log(Double(sum))
    }
}
