// Many pictures judged at once: the places of a frame.

import Linear

/// The verdict on a place of a frame.
public struct PlaceJudgement: Sendable, Equatable {
    /// The answer, as that on a picture.
    public let verdict: Verdict
    /// The category when the verdict is known or unsure, else nil.
    public let category: Int64?
    /// How sure the answer is, 0 to less than 0.99.
    public let confidence: Double
    /// The share of true pictures of the likeliest group that have no more evidence, 0 to 1.
    public let rank: Double
    /// The evidence for every category, in ascending order of their identities, about 0 to 1.
    public let evidence: [Double]

    /// A verdict.
    package init(verdict: Verdict, category: Int64?, confidence: Double, rank: Double, evidence: [Double]) {
        self.verdict = verdict
        self.category = category
        self.confidence = confidence
        self.rank = rank
        self.evidence = evidence
    }
}

/// Judges the places of frames by what a classifier knew when this was made.
///
/// The way is that of a picture, `OnlineClassifier.judge`, with weights of features in place of samples: evidence, the
/// rule's shares, the rank among true pictures, the verdict. What needs the cosine with single samples is left out: the memory
/// of a sample, neighbours, and the nearest “not that” (as a group of its own it still has a say where it is likeliest). A rule
/// that is no sum of cosines (`ClassifierKind.nearestSample`) cannot be had so.
public struct PlaceJudge {
    private let classifier: OnlineClassifier
    private let weights: FeatureWeights
    /// The categories in the order of `PlaceJudgement.evidence`.
    public var categories: [Int64] { classifier.fitted.groups.categories }

    /// A judge of what a classifier knows now, for as long as that is not fitted again; nil when its rule is no sum of cosines.
    ///
    /// Costs `samples × features × groups` multiply-adds.
    public init?(_ classifier: OnlineClassifier) {
        guard let weights = FeatureWeights(classifier) else { return nil }
        (self.classifier, self.weights) = (classifier, weights)
    }

    /// Judges pictures.
    ///
    /// - Parameter features: those of one picture after another.
    /// - Precondition: whole pictures.
    public func judge(_ features: [Float]) -> [PlaceJudgement] {
        let count = classifier.featureCount
        precondition(features.count % count == 0, "\(features.count) numbers are no pictures of \(count) features")
        let pictures = Matrix(rows: features.count / count, columns: count, values: features)
        let fitted = classifier.fitted
        let named = fitted.groups.categories.count
        return weights.columns(of: pictures).map { columns in
            let sight = Sight(
                cosines: [], evidence: Array(columns[..<weights.groups]),
                shares: fitted.temperature.probabilities(Array(columns[weights.groups...])))
            let evidence = Array(sight.evidence[..<named])
            guard columns.allSatisfy(\.isFinite), let answer = classifier.answer(sight) else {
                return PlaceJudgement(verdict: .unknown, category: nil, confidence: 0, rank: 0, evidence: evidence)
            }
            let rank = fitted.familiarity.rank(sight.evidence, group: answer.group)
            let verdict = classifier.outcome(sight, answer, rank: rank)
            let isNamed = verdict == .known || verdict == .unsure
            return PlaceJudgement(
                verdict: verdict, category: isNamed ? fitted.groups.categories[answer.group] : nil,
                confidence: classifier.confidence(verdict, answer, familiarity: rank * (2 - rank)), rank: rank,
                evidence: evidence)
        }
    }
}
