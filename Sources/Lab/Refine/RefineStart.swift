// The net that refinement begins with.

import Classifier
import Features
import Linear
import Refinement
import Workers

/// A net whose features are standardised over what is learnt from.
struct RefineStart {
    /// The net.
    let net: RefinementNet
    /// The penalty of its classifier, as in `LabClassifier.strengths`; nil for layers that are random.
    let strength: Double?

    /// A feature that deviates less is not blown up.
    private static let smallestDeviation: Float = 1e-4

    /// The net of a bank with a layer of classes behind hidden ones.
    ///
    /// Where there are no hidden layers, the classifier is logistic regression on the features as they are; else the
    /// layers are random.
    ///
    /// - Parameters:
    ///   - places: what is learnt from.
    ///   - given: the penalty, as in `LabClassifier.strengths`.
    init(
        _ bank: FilterBank, layers: [Int], examples: RefinementExamples, places: [Int],
        strength given: Double, seed: UInt64, team: Team
    ) throws(LabError) {
        let plain: RefinementNet
        do {
            plain = try RefinementNet(bank, layers: layers, seed: seed)
        } catch {
            throw .badInput(reason: error.description)
        }
        let count = bank.shape.featureCount
        var features = Backpropagation(plain, team: team).features(of: examples, at: places)
        let (offsets, scales) = Self.standardisation(features, count)
        let net = plain.standardised(offsets: offsets, scales: scales)
        guard layers.count == 1, let classes = layers.first else {
            (self.net, strength) = (net, nil)
            return
        }
        // Pictures become vectors of length about 1, as in `Coordinates`.
        let length = 1 / Float(count).squareRoot()
        features.withUnsafeMutableBufferPointer { features in
            for start in stride(from: 0, to: features.count, by: count) {
                for index in 0..<count {
                    features[start + index] = (features[start + index] - offsets[index]) * scales[index] * length
                }
            }
        }
        let train = Matrix(rows: places.count, columns: count, values: features)
        let labels = places.map { Int(examples.labels[$0]) }
        var model = LogisticRegression(classes: classes, features: count)
        // What a stronger penalty finds is a good beginning for a weaker one.
        for strength in LabClassifier.strengths.filter({ $0 > given }) + [given] {
            model = model.fitted(to: train, labels: labels, penalty: strength / Double(train.rows)).model
        }
        let weights = model.weights.values.map { $0 * length }
        self.net = net.with(numbers: Array(net.numbers.prefix(net.stageNumbers)) + weights + model.biases)
        strength = given
    }

    /// The mean of each feature, and 1 through its standard deviation.
    private static func standardisation(_ features: [Float], _ count: Int) -> (offsets: [Float], scales: [Float]) {
        let rows = Double(max(features.count / max(count, 1), 1))
        var (sums, squares) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
        for start in stride(from: 0, to: features.count, by: count) {
            for index in 0..<count { sums[index] += Double(features[start + index]) }
        }
        let means = sums.map { $0 / rows }
        for start in stride(from: 0, to: features.count, by: count) {
            for index in 0..<count {
                let difference = Double(features[start + index]) - means[index]
                squares[index] += difference * difference
            }
        }
        return (
            means.map { Float($0) },
            squares.map { 1 / max(Float(($0 / rows).squareRoot()), smallestDeviation) }
        )
    }
}
