// A picture as the classifier sees it: its place among the samples, and what speaks for every group there.

/// What is known of a picture before the verdict.
struct Sight {
    /// The cosine with every sample.
    let cosines: [Double]
    /// The evidence for every group, about 0 to 1.
    var evidence: [Double]
    /// How likely each group is, were it one of them.
    var shares: [Double]
}

extension OnlineClassifier {
    /// A sample is remembered as soon as it is nearer than this share of the distance to any other kind.
    static let memorable = 0.5
    /// How far off another kind is thought when there is none: as far as a distance can be.
    static let farthest = 2.0

    /// The cosines of a picture with all samples, or nil when its features are no numbers to compute with.
    func cosines(of features: UnsafeBufferPointer<Float>) -> [Double]? {
        precondition(features.count == featureCount, "\(features.count) features, not \(featureCount)")
        return takenCosines(of: Array(features))
    }

    private func takenCosines(of features: [Float]) -> [Double]? {
        guard taken != nil else { return workingCosines(of: features) }
        return taken?.products(with: features).map { base.places.cosines(of: features, $0) }
    }

    /// The cosines with what samples and their mirror images stand for.
    private func workingCosines(of features: [Float]) -> [Double]? {
        gram.products(with: features).map { base.kernel.cosines(of: features, $0) }
    }

    /// What is known of a picture, or nil when its features are no numbers to compute with.
    func sight(of features: UnsafeBufferPointer<Float>) -> Sight? {
        precondition(features.count == featureCount, "\(features.count) features, not \(featureCount)")
        let features = Array(features)
        guard let working = workingCosines(of: features), let cosines = takenCosines(of: features) else { return nil }
        let sight = Sight(
            cosines: cosines, evidence: fitted.evidence.values(working, groups: fitted.groups.count),
            shares: fitted.temperature.probabilities(fitted.rule.scores(working)))
        return remembering(sight)
    }

    /// Blends with the memory of one sample: wholly for the same picture again, not at all once another kind of picture is
    /// within twice the distance.
    private func remembering(_ sight: Sight) -> Sight {
        var nearest = [Nearest](repeating: Nearest(), count: fitted.groups.count)
        for (sample, cosine) in sight.cosines.enumerated() {
            nearest[fitted.groups.ofSample[sample]].see(samples[sample], place: sample, distance: 1 - cosine)
        }
        let order = nearest.indices.sorted { nearest[$0].isBefore(nearest[$1]) }
        guard let first = order.first else { return sight }
        let beyond = Nearest.beyondEqual(nearest[first].distance)
        let rival = order.count > 1 ? nearest[order[1]].distance : Self.farthest
        let memory = memory(beyond, rival: min(rival, base.surroundings.distance(to: nearest[first].place)))
        var blend = sight
        for group in blend.shares.indices {
            blend.shares[group] *= 1 - memory
            blend.evidence[group] *= 1 - memory
        }
        blend.shares[first] += memory
        blend.evidence[first] += memory
        return blend
    }

    private func memory(_ beyond: Double, rival: Double) -> Double {
        beyond == 0 ? 1 : max(1 - beyond / (Self.memorable * Nearest.beyondEqual(rival)), 0)
    }
}
