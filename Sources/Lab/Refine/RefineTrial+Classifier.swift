// The classifier that is fitted to refined features in the end.

import Features
import Linear
import Refinement

extension RefineTrial {
    /// Fits logistic regression anew to what refined filters make of the pictures, as it is fitted to fixed features.
    ///
    /// The classifier that was refined with the filters has a penalty that left them something to learn from, not the one
    /// that answers best. The penalty is chosen with filters that have not seen what is held out.
    func fitAnew(
        _ walk: RefineWalk, _ split: Split, held: Split, seed: UInt64, progress: RefineProgress
    ) throws(LabError) -> Trial.Outcome {
        var trial = try Trial(
            table: table(walk.net(walk.checkpoint.best), held.train + held.test),
            labels: examples.labels.map { Int($0) }, classes: classes, classifier: .logistic,
            heldOut: held.test.count / classes, isValidation: isValidation)
        if !isValidation {
            trial.lastTable = table(walk.net(walk.checkpoint.state.numbers), split.train + split.test)
        }
        var fits = 0
        return try trial.run(split, held: held, seed: seed, progress: { progress($0, $1, $2, nil) }) {
            fits += 1
            progress("fits", fits, trial.steps, nil)
        }
    }

    /// What a net makes of some pictures; the rows of the others are zero.
    private func table(_ net: RefinementNet, _ places: [Int]) -> FeatureTable {
        let count = bank.shape.featureCount
        let features = Backpropagation(net, team: team).features(of: examples, at: places)
        var values = [Float](repeating: 0, count: examples.count * count)
        for (row, place) in places.enumerated() {
            values.replaceSubrange(place * count..<(place + 1) * count, with: features[row * count..<(row + 1) * count])
        }
        return FeatureTable(
            features: Matrix(rows: examples.count, columns: count, values: values), broken: [:])
    }
}
