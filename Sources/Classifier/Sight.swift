// A picture as the classifier sees it: its place among the samples, and every class's score there.

/// What is known of a picture before the verdict.
struct Sight {
    /// The cosine with every sample.
    let kernel: [Double]
    /// The nearest sample of every group.
    let nearest: [Nearest]
    /// The score of every class.
    var scores: [Double]
}

extension OnlineClassifier {
    /// A sample is remembered as soon as it is nearer than this share of the distance to any other kind.
    static let memorable = 0.5
    /// How far off another kind is thought when there is none: as far as a distance can be.
    static let farthest = 2.0

    /// The cosines of a picture with all samples, or nil when its features are no numbers to compute with.
    func kernel(of features: UnsafeBufferPointer<Float>) -> [Double]? {
        precondition(features.count == featureCount, "\(features.count) features, not \(featureCount)")
        return gram.products(with: features).map { fitted.geometry.kernel(of: $0, count: gram.samples.count) }
    }

    /// What is known of a picture, or nil when its features are no numbers to compute with.
    func sight(of features: UnsafeBufferPointer<Float>) -> Sight? {
        guard let kernel = kernel(of: features) else { return nil }
        let classes = fitted.groups.classCount
        var nearest = [Nearest](repeating: Nearest(), count: fitted.groups.members.count)
        var scores = [Double](repeating: 0, count: classes)
        for (sample, cosine) in kernel.enumerated() {
            nearest[fitted.groups.ofSample[sample]].see(gram.samples[sample], distance: 1 - cosine)
            for output in 0..<classes { scores[output] += fitted.coefficients[sample * classes + output] * cosine }
        }
        return Sight(kernel: kernel, nearest: nearest, scores: remembering(scores, nearest))
    }

    /// Blends the regression's scores with the memory of one sample: wholly for the same picture again, not at all once
    /// another kind of sample is within twice the distance.
    private func remembering(_ scores: [Double], _ nearest: [Nearest]) -> [Double] {
        let order = nearest.indices.sorted { nearest[$0].isBefore(nearest[$1]) }
        guard let first = order.first else { return scores }
        let beyond = Nearest.beyondEqual(nearest[first].distance)
        let rival = Nearest.beyondEqual(order.count > 1 ? nearest[order[1]].distance : Self.farthest)
        let memory = beyond == 0 ? 1 : max(1 - beyond / (Self.memorable * rival), 0)
        var blend = scores.map { (1 - memory) * $0 }
        blend[fitted.groups.classOf(group: first)] += memory
        return blend
    }
}
