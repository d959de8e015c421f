// The classifier that learns while people teach: fitted anew after every act, exactly.

import Linear

/// Ridge regression on cosines between centred features, with nearest samples for what it was not taught.
///
/// - One output per class, fitted to 1 for the class and 0 for all others; every group of samples (a category, the empty
///   stage, the generic pictures, the rejected ones) weighs the same, however many there are.
/// - A picture that is much nearer to one sample than to all of another kind is answered from memory: what was said last
///   about a picture holds for that picture at once.
/// - A fit depends on the samples and their order alone. Adding, removing, relabelling and taking back are therefore
///   exact, and the same samples give the same bits on the same machine.
///
/// Not thread-safe: it belongs to whoever teaches it.
public final class OnlineClassifier {
    /// λ, with a mean weight of 1 and a kernel whose diagonal is 1: flat between 0.1 and 0.8 on turning objects.
    static let penalty = 0.3

    /// Number of features of a picture.
    public let featureCount: Int

    /// The share of true objects that may be taken for unknown, 0 to 0.5: the operator's one setting.
    ///
    /// A higher share finds more of what was never taught. Takes effect at once, without a fit.
    public var threshold: Double = 0.05 {
        didSet { threshold = threshold.isFinite ? min(max(threshold, 0), 0.5) : oldValue }
    }

    var gram = GramMatrix()
    var fitted = Fit(gram: GramMatrix())

    /// A classifier that has learnt nothing.
    public init(featureCount: Int) {
        self.featureCount = featureCount
    }

    /// Learns from these samples and no others.
    ///
    /// The order is the order of teaching: of two samples with equal features the later one holds. Costs
    /// `new × all × features` multiply-adds for samples whose identities were not in the last fit, then about
    /// `all³` for the regression. Samples whose features overflow or are not numbers teach nothing.
    ///
    /// - Precondition: every sample has `featureCount` features.
    public func fit(_ samples: [TrainingSample]) {
        for sample in samples {
            precondition(sample.features.count == featureCount, "sample \(sample.id) has \(sample.features.count) features")
        }
        gram.replace(with: samples)
        fitted = Fit(gram: gram)
    }
}

/// All that follows from the samples.
struct Fit {
    let groups: Groups
    let geometry: CosineGeometry
    let familiarity: Familiarity
    let temperature: Temperature
    /// `samples × classes`, row-major.
    let coefficients: [Double]

    init(gram: GramMatrix) {
        let groups = Groups(gram.samples.map(\.label))
        geometry = CosineGeometry(gram: gram, shares: groups.centreShares)
        let kernel = geometry.kernel(gram: gram)
        let weights = groups.weights
        let ridge = Ridge(
            kernel: kernel, targets: Self.targets(groups, weights: weights), weights: weights,
            penalty: OnlineClassifier.penalty)
        coefficients = ridge.coefficients
        familiarity = Familiarity(nearest: Self.nearest(kernel: kernel, groups: groups), groups: groups)
        let repeated = groups.categories.indices.filter { groups.members[$0].count > 1 }
        temperature = Temperature(
            leaveOneOut: ridge.leaveOneOut, classes: groups.classCount,
            samples: repeated.flatMap { group in groups.members[group].map { ($0, group) } })
        self.groups = groups
    }

    /// 1 for a sample's own class, else 0, less each class's share of the weight: so no constant term is needed.
    private static func targets(_ groups: Groups, weights: [Double]) -> [Double] {
        let classes = groups.classCount
        var shares = [Double](repeating: 0, count: classes)
        for (group, members) in groups.members.enumerated() {
            shares[groups.classOf(group: group)] += Double(members.count) * weights[members[0]] / Double(weights.count)
        }
        var targets = weights.indices.flatMap { _ in shares.map { -$0 } }
        for (sample, group) in groups.ofSample.enumerated() {
            targets[sample * classes + groups.classOf(group: group)] += 1
        }
        return targets
    }

    /// Each sample's distance to the nearest other sample of each group: `samples × groups`, row-major.
    private static func nearest(kernel: [Double], groups: Groups) -> [Double] {
        let (count, width) = (groups.ofSample.count, groups.members.count)
        var nearest = [Double](repeating: .infinity, count: count * width)
        for sample in 0..<count {
            for (group, members) in groups.members.enumerated() {
                var best = -Double.infinity
                for other in members where other != sample { best = max(best, kernel[sample * count + other]) }
                nearest[sample * width + group] = 1 - best
            }
        }
        return nearest
    }
}
