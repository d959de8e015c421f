// A picture as the classifier sees it: its place among the samples, and every class's score there.

import Linear

/// The nearest of several samples; of equally near ones the one taught last, which has the highest identity.
struct Nearest {
    private(set) var distance = Double.infinity
    private var identity = Int64.min

    /// Looks at one more sample.
    mutating func see(_ sample: TrainingSample, distance: Double) {
        let seen = Nearest(distance: distance, identity: sample.id)
        if seen.isBefore(self) { self = seen }
    }

    /// Whether this one is nearer than another, or as near and taught later.
    func isBefore(_ other: Nearest) -> Bool {
        distance < other.distance || distance == other.distance && identity > other.identity
    }
}

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
    /// Below this distance two pictures are equal but for rounding.
    private static let equal = 1e-4
    /// A sample is remembered as soon as it is nearer than this share of the distance to any other kind.
    private static let memorable = 0.5

    /// The cosines of a picture with all samples, or nil when its features are no numbers to compute with.
    func kernel(of features: UnsafeBufferPointer<Float>) -> [Double]? {
        precondition(features.count == featureCount, "\(features.count) features, not \(featureCount)")
        let square = features.baseAddress.map { BLAS.dot($0, $0, count: features.count) } ?? 0
        guard square.isFinite else { return nil }
        return fitted.geometry.kernel(products: gram.products(with: features), square: square)
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
        let rival = order.count > 1 ? nearest[order[1]].distance : 2
        let beyond = max(nearest[first].distance - Self.equal, 0)
        let reach = Self.memorable * rival
        let memory = beyond == 0 ? 1 : beyond < reach ? 1 - beyond / reach : 0
        var blend = scores.map { (1 - memory) * $0 }
        blend[fitted.groups.classOf(group: first)] += memory
        return blend
    }
}
