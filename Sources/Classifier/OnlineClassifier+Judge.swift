// How a picture is judged: scores, memory, familiarity, and the verdict that follows.

extension OnlineClassifier {
    /// Two categories are too close to tell while the odds between them are below this.
    private static let sureOdds = 2.0

    /// Judges a picture.
    ///
    /// Costs `samples × features` multiply-adds. A picture whose features are not finite is unknown.
    ///
    /// - Precondition: `features.count == featureCount`.
    public func judge(_ features: UnsafeBufferPointer<Float>) -> Judgement {
        guard let sight = sight(of: features) else {
            return Judgement(
                verdict: .unknown, category: nil, confidence: 0, familiarity: 0, scores: [], neighbours: [])
        }
        let groups = fitted.groups
        let scores = groups.categories.indices
            .map { Judgement.Score(category: groups.categories[$0], score: sight.scores[$0]) }
            .sorted { ($1.score, $0.category) < ($0.score, $1.category) }
        let best = groups.categories.indices.max { (sight.scores[$0], $1) < (sight.scores[$1], $0) }
        let rank = best.map { fitted.familiarity.rank(distance: sight.nearest[$0].distance, group: $0) } ?? 0
        let stage = groups.background.map {
            fitted.familiarity.rank(distance: sight.nearest[$0].distance, group: $0)
        }
        let verdict = verdict(on: sight, best: best, rank: rank, stage: stage ?? 0)

        let probabilities = fitted.temperature.probabilities(sight.scores)
        let elsewhere = [groups.background, groups.none].compactMap { $0 }.reduce(0) { $0 + probabilities[$1] }
        // The rank of a typical picture is a half; what is nearer than half of the samples is wholly familiar.
        let familiarity = min(1, 2 * (verdict == .empty || best == nil ? stage ?? 0 : rank))
        let confidence: Double
        switch verdict {
        case .known, .unsure: confidence = best.map { probabilities[$0] * ceiling(group: $0) } ?? 0
        case .empty: confidence = groups.background.map { probabilities[$0] * ceiling(group: $0) } ?? 0
        case .unknown: confidence = 0.985 * max(elsewhere, 1 - familiarity)
        }
        let named = verdict == .known || verdict == .unsure
        return Judgement(
            verdict: verdict, category: named ? scores.first?.category : nil, confidence: confidence,
            familiarity: familiarity, scores: scores, neighbours: neighbours(kernel: sight.kernel))
    }

    /// Whether a picture is the same as one already stored under the label, but for the camera's noise.
    ///
    /// - Precondition: `features.count == featureCount`.
    public func isNearDuplicate(_ features: UnsafeBufferPointer<Float>, of label: Label) -> Bool {
        guard let kernel = kernel(of: features) else { return false }
        return zip(gram.samples, kernel).contains { $0.label == label && 1 - $1 < Familiarity.sameness }
    }

    /// No answer is surer than the number of samples behind it lets it be: 0.92 for one, below 0.985 for any number.
    private func ceiling(group: Int) -> Double {
        0.985 - 0.78 / (10 + 2 * Double(fitted.groups.members[group].count))
    }

    private func verdict(on sight: Sight, best: Int?, rank: Double, stage: Double) -> Verdict {
        let groups = fitted.groups
        let stageScore = groups.background.map { sight.scores[$0] } ?? -.infinity
        let noneScore = groups.none.map { sight.scores[$0] } ?? -.infinity
        let bestScore = best.map { sight.scores[$0] } ?? -.infinity
        if stageScore > bestScore && stage >= threshold { return .empty }
        guard let best, max(stageScore, noneScore) <= bestScore, rank >= threshold else { return .unknown }
        if isRejected(groups.categories[best], sight: sight) { return .unknown }
        let second = groups.categories.indices.filter { $0 != best }.map { sight.scores[$0] }.max()
        let odds = second.map { fitted.temperature.probabilities([bestScore, $0]) }
        return odds.map { $0[0] < Self.sureOdds * $0[1] } ?? false ? .unsure : .known
    }

    /// Whether the nearest "not that" against a category is nearer than, or as near as but later than, its samples.
    private func isRejected(_ category: Int64, sight: Sight) -> Bool {
        var own = Nearest()
        var reject = Nearest()
        for (sample, cosine) in zip(gram.samples, sight.kernel) {
            switch sample.label {
            case .category(category): own.see(sample, distance: 1 - cosine)
            case .negative(nil), .negative(category): reject.see(sample, distance: 1 - cosine)
            default: break
            }
        }
        return reject.isBefore(own)
    }

    private func neighbours(kernel: [Double]) -> [Judgement.Neighbour] {
        let taught = gram.samples.indices.filter { gram.samples[$0].label != .generic }
        return taught.sorted { (kernel[$0], $0) > (kernel[$1], $1) }.prefix(3).map {
            Judgement.Neighbour(
                sample: gram.samples[$0].id, category: gram.samples[$0].label.category, distance: 1 - kernel[$0])
        }
    }
}
