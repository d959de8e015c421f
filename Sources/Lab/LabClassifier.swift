// The classifiers that a protocol can end with.

import Classifier
import Linear

/// A linear classifier of coordinates, and what the coordinates are.
package enum LabClassifier: String, Sendable, CaseIterable, Codable {
    /// Multinomial logistic regression.
    case logistic
    /// Ridge regression of 1 and -1 towards each class.
    case ridge
    /// Linear support vector machines, one a class against all others.
    case svm
    /// Support vector machines, one a class against all others, on the spatial pyramid match of the maps.
    case pyramid

    /// Penalties to choose from, strong to weak: of vectors of length 1, one alone moves its own score by `1/strength` at
    /// most.
    package static let strengths = [300, 100, 30, 10, 3, 1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003]

    /// Whether it is to be tried with decorrelated coordinates too.
    ///
    /// Logistic regression gains by them behind two stages of learnt filters, and loses behind one. Ridge regression draws
    /// long directions in by itself.
    var forms: [Bool] { self == .logistic ? [false, true] : [false] }

    /// What a machine may spend beyond the least, and walks through the samples at most.
    private static let (gap, passes) = (1e-3, 500)

    /// Penalties are weak, so gradients must be short.
    private static let solver = LBFGS(tolerance: 1e-6, limit: 500)

    /// The class with the highest score of each picture that is asked, strength by strength.
    ///
    /// - Parameters:
    ///   - labels: the classes of the pictures that are learnt from.
    ///   - use: is given the answers for each strength in turn; false ends it.
    package func answers(
        _ coordinates: Coordinates, labels: [Int], classes: Int, strengths: [Double],
        use: (_ answers: [Int]) -> Bool
    ) {
        let train = coordinates.train
        switch self {
        case .logistic:
            // Each model is a good beginning for the next one.
            var model = LogisticRegression(classes: classes, features: train.columns)
            for strength in strengths {
                model =
                    model.fitted(
                        to: train, labels: labels, penalty: strength / Double(train.rows), solver: Self.solver
                    ).model
                guard use(model.scores(coordinates.test).best) else { return }
            }
        case .ridge:
            // One more for the products of the biases.
            let kernel = train.times(transposeOf: train).values.map { Double($0) + 1 }
            var products = coordinates.test.times(transposeOf: train)
            for index in products.values.indices { products.values[index] += 1 }
            let targets = labels.flatMap { label in (0..<classes).map { $0 == label ? 1.0 : -1 } }
            for strength in strengths {
                let values = Self.factor(kernel, penalty: strength, train.rows).solve(targets, columns: classes)
                let coefficients = Matrix(rows: train.rows, columns: classes, values: values.map(Float.init))
                guard use(products.times(coefficients).best) else { return }
            }
        case .svm, .pyramid:
            var machines = LinearSVM(samples: train, labels: labels, classes: classes)
            for strength in strengths {
                // Its limit is what one sample alone moves its own score by.
                _ = machines.fit(limit: 1 / strength, tolerance: Self.gap, passes: Self.passes)
                guard use(machines.scores(coordinates.test).best) else { return }
            }
        }
    }
}

extension LabClassifier {
    /// The factor of `K + λI`; λ rises where rounding left the products of many pictures without one.
    private static func factor(_ kernel: [Double], penalty: Double, _ count: Int) -> Cholesky {
        var penalty = penalty
        while true {
            var matrix = kernel
            for row in 0..<count { matrix[row * count + row] += penalty }
            if let factor = try? Cholesky(of: matrix, order: count) { return factor }
            penalty = max(1e-4, 10 * penalty)
        }
    }
}

extension Matrix {
    /// The column of each row's largest value, the first of equals.
    fileprivate var best: [Int] {
        (0..<rows).map { row in
            let values = self.row(row)
            let most = values.max()
            return (values.firstIndex { $0 == most } ?? values.startIndex) - values.startIndex
        }
    }
}
