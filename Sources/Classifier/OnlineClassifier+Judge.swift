// How a picture is judged: scores, memory, familiarity, and the verdict that follows.

extension OnlineClassifier {
    /// Two categories are too close to tell while the odds between them are below this.
    private static let sureOdds = 2.0
    /// How many neighbours are shown.
    private static let shown = 3

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
        let answer = answer(sight)
        let rank = answer.map { fitted.familiarity.rank(sight.evidence, group: $0.group) } ?? 0
        let verdict = answer.map { self.verdict(on: sight, $0, rank: rank) } ?? .unknown
        // The rank of a typical picture is a half; what has more evidence than half of the samples is wholly familiar.
        let familiarity = rank * (2 - rank)
        let confidence = answer.map { self.confidence(verdict, $0, familiarity: familiarity) } ?? 0
        let named = verdict == .known || verdict == .unsure
        return Judgement(
            verdict: verdict, category: named ? answer.map { groups.categories[$0.group] } : nil,
            confidence: confidence, familiarity: familiarity, scores: scores(sight),
            neighbours: neighbours(cosines: sight.cosines))
    }

    /// The group that a picture is of, if it is of any.
    struct Answer {
        var group: Int
        /// How likely, among the groups that have a say.
        var share: Double
        /// Whether it was said not to be that.
        var isRejected = false
    }

    /// The likeliest group. A rejected picture has a say only where what it is not would be the answer.
    func answer(_ sight: Sight) -> Answer? {
        let order = sight.shares.indices.sorted { (sight.shares[$1], $0) < (sight.shares[$0], $1) }
        guard let likeliest = order.first(where: { !isReject($0) }) else {
            return order.first.map { Answer(group: $0, share: sight.shares[$0], isRejected: true) }
        }
        var left = 1.0
        for reject in order.prefix(while: isReject) {
            if isAgainst(reject, likeliest) {
                return Answer(group: reject, share: sight.shares[reject], isRejected: true)
            }
            left -= sight.shares[reject]
        }
        return Answer(group: likeliest, share: min(sight.shares[likeliest] / max(left, 1e-9), 1))
    }

    /// Whether a group is a rejected picture.
    private func isReject(_ group: Int) -> Bool {
        group >= fitted.groups.categories.count && group != fitted.groups.background
    }

    /// Whether a rejected picture is not that group: the one it was rejected as, or any.
    private func isAgainst(_ reject: Int, _ group: Int) -> Bool {
        switch samples[fitted.groups.members[reject][0]].label {
        case .negative(nil): true
        case .negative(let accused):
            group < fitted.groups.categories.count && fitted.groups.categories[group] == accused
        default: false
        }
    }

    /// Every category's share of the evidence, best first.
    private func scores(_ sight: Sight) -> [Judgement.Score] {
        let evidence = zip(sight.shares, sight.evidence).max { $0.0 < $1.0 }?.1 ?? 0
        return fitted.groups.categories.indices
            .map { (share: sight.shares[$0], category: fitted.groups.categories[$0]) }
            .sorted { ($1.share, $0.category) < ($0.share, $1.category) }
            .map { Judgement.Score(category: $0.category, score: min(max(evidence, 0), 1) * $0.share) }
    }

    /// Whether a picture is the same as one already stored under the label, but for the camera's noise.
    ///
    /// - Precondition: `features.count == featureCount`.
    public func isNearDuplicate(_ features: UnsafeBufferPointer<Float>, of label: Label) -> Bool {
        guard let cosines = cosines(of: features) else { return false }
        return zip(samples, cosines).contains { $0.label == label && 1 - $1 < Familiarity.sameness }
    }

    /// How sure a verdict is.
    func confidence(_ verdict: Verdict, _ answer: Answer, familiarity: Double) -> Double {
        verdict == .unknown
            ? 0.985 * max(answer.isRejected ? answer.share : 0, 1 - familiarity)
            : answer.share * ceiling(group: answer.group)
    }

    /// No answer is surer than the number of samples behind it lets it be: 0.92 for one, below 0.985 for any number.
    private func ceiling(group: Int) -> Double {
        0.985 - 0.78 / (10 + 2 * Double(fitted.groups.members[group].count))
    }

    private func verdict(on sight: Sight, _ answer: Answer, rank: Double) -> Verdict {
        let verdict = outcome(sight, answer, rank: rank)
        guard verdict == .known || verdict == .unsure else { return verdict }
        return isRejected(fitted.groups.categories[answer.group], sight: sight) ? .unknown : verdict
    }

    /// The verdict that follows from evidence and shares alone.
    func outcome(_ sight: Sight, _ answer: Answer, rank: Double) -> Verdict {
        let groups = fitted.groups
        guard rank >= threshold, !answer.isRejected else { return .unknown }
        if answer.group == groups.background { return .empty }
        let second = groups.categories.indices.filter { $0 != answer.group }.map { sight.shares[$0] }.max() ?? 0
        return sight.shares[answer.group] < Self.sureOdds * second ? .unsure : .known
    }

    /// Whether the nearest "not that" against a category is nearer than, or as near as but later than, its samples.
    private func isRejected(_ category: Int64, sight: Sight) -> Bool {
        var own = Nearest()
        var reject = Nearest()
        for (sample, cosine) in zip(samples, sight.cosines) {
            switch sample.label {
            case .category(category): own.see(sample, distance: 1 - cosine)
            case .negative(nil), .negative(category): reject.see(sample, distance: 1 - cosine)
            default: break
            }
        }
        return reject.isBefore(own)
    }

    private func neighbours(cosines: [Double]) -> [Judgement.Neighbour] {
        // The three nearest, without sorting all: a frame has no time to waste.
        var nearest: [Int] = []
        for sample in samples.indices {
            let place = nearest.firstIndex { (cosines[sample], sample) > (cosines[$0], $0) } ?? nearest.count
            if place < Self.shown {
                nearest.insert(sample, at: place)
                if nearest.count > Self.shown { nearest.removeLast() }
            }
        }
        return nearest.map {
            Judgement.Neighbour(
                sample: samples[$0].id, category: samples[$0].label.category, distance: 1 - cosines[$0])
        }
    }
}
