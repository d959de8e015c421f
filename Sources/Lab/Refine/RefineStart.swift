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
    /// Strengths in a row that are no better end the search.
    private static let patience = 2

    /// The net of a bank with a layer of classes behind hidden ones.
    ///
    /// Where there are no hidden layers, the classifier is logistic regression on the features as they are, its penalty
    /// chosen on what is held out, or given; else the layers are random.
    ///
    /// - Parameters:
    ///   - places: what is learnt from.
    ///   - heldOut: what the penalty is chosen by, when it is not given.
    init(
        _ bank: FilterBank, layers: [Int], examples: RefinementExamples, places: [Int], heldOut: [Int],
        strength given: Double?, seed: UInt64, team: Team
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
        func standardise(_ features: inout [Float]) {
            features.withUnsafeMutableBufferPointer { features in
                for start in stride(from: 0, to: features.count, by: count) {
                    for index in 0..<count {
                        features[start + index] = (features[start + index] - offsets[index]) * scales[index] * length
                    }
                }
            }
        }
        standardise(&features)
        let train = Matrix(rows: places.count, columns: count, values: features)
        let labels = places.map { Int(examples.labels[$0]) }
        var best: (model: LogisticRegression, strength: Double, right: Int)?
        var asked = given == nil ? Backpropagation(plain, team: team).features(of: examples, at: heldOut) : []
        standardise(&asked)
        let test = Matrix(rows: asked.count / count, columns: count, values: asked)
        var (model, worse) = (LogisticRegression(classes: classes, features: count), 0)
        let strengths = LabClassifier.strengths.filter { $0 > given ?? 0 } + (given.map { [$0] } ?? [])
        for strength in strengths {
            model = model.fitted(to: train, labels: labels, penalty: strength / Double(train.rows)).model
            if let given {
                if strength == given { best = (model, strength, 0) }
                continue
            }
            let scores = model.scores(test)
            let right = heldOut.indices.count { index in
                let row = scores.row(index)
                return row[row.startIndex + Int(examples.labels[heldOut[index]])] == row.max()
            }
            worse = right > best?.right ?? -1 ? 0 : worse + 1
            if worse == 0 { best = (model, strength, right) }
            if worse == Self.patience { break }
        }
        guard let best else { throw .badInput(reason: "Nothing is held out to choose the penalty by.") }
        let weights = best.model.weights.values.map { $0 * length }
        self.net = net.with(numbers: Array(net.numbers.prefix(net.stageNumbers)) + weights + best.model.biases)
        strength = best.strength
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
