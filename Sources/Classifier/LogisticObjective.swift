// What logistic regression minimises, and its gradient.

package import Linear

/// `Σ -ln p(labelᵢ | xᵢ)/samples + penalty/2·‖W‖²` as a function of `classes × features` weights and then `classes` biases.
package struct LogisticObjective {
    private let samples: Matrix
    private let labels: [Int]
    private let classes: Int
    private let penalty: Double

    /// The loss of samples × features with a label each.
    package init(samples: Matrix, labels: [Int], classes: Int, penalty: Double) {
        precondition(
            samples.rows > 0 && samples.rows == labels.count, "\(labels.count) labels of \(samples.rows) samples")
        precondition(labels.allSatisfy { (0..<classes).contains($0) }, "labels lie in 0..<\(classes)")
        precondition(penalty > 0, "a penalty of \(penalty) leaves nothing to converge to")
        self.samples = samples
        self.labels = labels
        self.classes = classes
        self.penalty = penalty
    }

    /// The loss; `gradient` receives its derivatives.
    package func value(at position: [Double], gradient: inout [Double]) -> Double {
        let model = Self.model(position, classes: classes, features: samples.columns)
        var errors = model.scores(samples)
        var loss = 0.0
        let share = 1 / Float(samples.rows)
        var biases = [Double](repeating: 0, count: classes)
        errors.values.withUnsafeMutableBufferPointer { errors in
            for (sample, label) in labels.enumerated() {
                let row = UnsafeMutableBufferPointer(rebasing: errors[sample * classes..<(sample + 1) * classes])
                let score = Double(row[label])
                loss += LogisticRegression.softmax(row) - score
                row[label] -= 1
                for index in 0..<classes {
                    biases[index] += Double(row[index])
                    row[index] *= share
                }
            }
        }
        let slopes = errors.transposeTimes(samples)
        let weights = classes * samples.columns
        var length = 0.0
        for index in 0..<weights {
            length += position[index] * position[index]
            gradient[index] = Double(slopes.values[index]) + penalty * position[index]
        }
        for index in 0..<classes { gradient[weights + index] = biases[index] / Double(samples.rows) }
        return loss / Double(samples.rows) + penalty / 2 * length
    }

    /// The model whose weights and biases are these numbers.
    static func model(_ position: [Double], classes: Int, features: Int) -> LogisticRegression {
        let numbers = position.map(Float.init)
        return LogisticRegression(
            weights: Matrix(rows: classes, columns: features, values: Array(numbers[..<(classes * features)])),
            biases: Array(numbers[(classes * features)...]))
    }
}
