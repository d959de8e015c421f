// Who learns live: the classifiers that are compared.

package import Classifier

/// A classifier that is taught sample by sample.
package protocol LiveLearner {
    /// Learns from these samples and no others.
    func fit(_ samples: [TrainingSample])
    /// Judges a picture by its features.
    func judge(_ features: UnsafeBufferPointer<Float>) -> Judgement
}

extension OnlineClassifier: LiveLearner {}

/// A kind of classifier, by name.
package struct LiveContestant: Sendable {
    /// Its name.
    package let name: String
    /// Makes one that has learnt nothing, for features of these blocks.
    package let make: @Sendable (_ blocks: [FeatureBlock]) -> any LiveLearner

    /// All kinds.
    package static let all = ClassifierKind.allCases.map { kind in
        LiveContestant(name: kind.rawValue) { blocks in
            let classifier = OnlineClassifier(blocks: blocks)
            classifier.kind = kind
            return classifier
        }
    }
}

extension Judgement {
    /// How much a picture looks like something that was taught: what tells it from what never was.
    var likeness: Double { familiarity }
}
