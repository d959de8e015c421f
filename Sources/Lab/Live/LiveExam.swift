// A trial, done: a classifier is taught and asked.

package import Classifier
package import Linear

/// What everybody is taught and asked with.
package struct LiveFeatures: Sendable {
    /// Views × features, raw: the net's, then the colours'.
    package let table: Matrix
    /// The same of the views' mirror images.
    package let mirrored: Matrix
    /// The class of each view.
    package let labels: [Int]
    /// The parts of the features.
    package let blocks: [FeatureBlock]
    /// The permanent counter-examples, which are always among the samples.
    package let generic: [TrainingSample]

    /// The samples of a trial, as the daemon has them.
    package func samples(_ trial: LiveTrial) -> [TrainingSample] {
        generic + trial.train.enumerated().map { sample($1, id: Int64($0 + 1), label: labels[$1]) }
    }

    /// A view as the daemon teaches it: with its mirror image.
    func sample(_ view: Int, id: Int64, label: Int) -> TrainingSample {
        let features = Array(table.row(view))
        return TrainingSample(
            id: id, label: .category(Int64(label)), features: features,
            mean: TrainingSample.mean(of: features, and: Array(mirrored.row(view))))
    }

    /// Teaches a classifier and asks it.
    package func answers(_ contestant: LiveContestant, _ trial: LiveTrial) -> [LiveAnswer] {
        let learner = contestant.make(blocks)
        learner.fit(samples(trial))
        return table.values.withUnsafeBufferPointer { values in
            trial.test.map { view in
                let row = values[view * table.columns..<(view + 1) * table.columns]
                let judgement = learner.judge(UnsafeBufferPointer(rebasing: row))
                return LiveAnswer(
                    label: labels[view], isTaught: trial.taught.contains(labels[view]),
                    category: judgement.scores.first.map { Int($0.category) }, verdict: judgement.verdict,
                    likeness: judgement.likeness)
            }
        }
    }
}

/// An answer beside what is right.
package struct LiveAnswer: Sendable, Equatable {
    /// What was shown.
    package let label: Int
    /// Whether that was taught.
    package let isTaught: Bool
    /// The best category, whatever the verdict.
    package let category: Int?
    /// The verdict at the usual threshold.
    package let verdict: Verdict
    /// How much it looks like something that was taught.
    package let likeness: Double

    /// An answer.
    package init(label: Int, isTaught: Bool, category: Int?, verdict: Verdict, likeness: Double) {
        (self.label, self.isTaught, self.category) = (label, isTaught, category)
        (self.verdict, self.likeness) = (verdict, likeness)
    }
}

extension [LiveAnswer] {
    /// The mean over the classes that were taught of their shares of right best categories.
    package var accuracy: Double {
        let classes = Dictionary(grouping: filter(\.isTaught), by: \.label).sorted { $0.key < $1.key }
        return Spread(classes.map { label, answers in answers.share { $0.category == label } }).mean
    }

    /// The share for which something holds; 0 of none.
    package func share(_ holds: (LiveAnswer) -> Bool) -> Double {
        isEmpty ? 0 : Double(count(where: holds)) / Double(count)
    }
}

/// How what was never taught is told from what was.
package struct LiveUnknown: Sendable, Equatable {
    /// The share of what was taught that may be missed where the bound is chosen for it.
    static let missing = 0.05

    /// The area under the curve of right over wrong acceptances, 0.5 for chance.
    let areaUnderCurve: Double
    /// The share of never taught things that are accepted by a bound that misses 5 % of the taught ones.
    let accepted: Double
    /// At the usual threshold, the share of views of taught things that are called unknown.
    let missed: Double
    /// The share of views of never taught things that are called a name.
    let fooled: Double
    /// The share of them that are called “maybe this or that”.
    let unsure: Double

    /// nil when nothing that was taught, or nothing that was not, was asked.
    init?(_ answers: [LiveAnswer]) {
        let (taught, strange) = (answers.filter(\.isTaught), answers.filter { !$0.isTaught })
        let (right, wrong) = (taught.map(\.likeness), strange.map(\.likeness))
        guard let areaUnderCurve = Detection.areaUnderCurve(taught: right, strange: wrong),
            let accepted = Detection.accepted(taught: right, strange: wrong, missing: Self.missing)
        else { return nil }
        (self.areaUnderCurve, self.accepted) = (areaUnderCurve, accepted)
        missed = taught.share { $0.verdict == .unknown }
        fooled = strange.share { $0.verdict == .known }
        unsure = strange.share { $0.verdict == .unsure }
    }
}
