// What is learnt from a list of samples: places, weights, distances and the unit of the scores.

/// All that follows from the samples.
struct Fit {
    /// λ, with a mean weight of 1 and a kernel whose diagonal is 1: flat between 0.1 and 0.8 on turning objects.
    private static let penalty = 0.3

    let groups: Groups
    let geometry: BlockGeometry
    let familiarity: Familiarity
    let temperature: Temperature
    /// `samples × classes`, row-major.
    let coefficients: [Double]

    /// - Parameter blockWeights: how much the cosine of each block of the Gram matrix counts.
    init(gram: GramMatrix, blockWeights: [Double]) {
        let groups = Groups(gram.samples.map(\.label))
        geometry = BlockGeometry(gram: gram, shares: groups.centreShares, weights: blockWeights)
        let kernel = geometry.kernel(gram: gram)
        let weights = groups.weights
        let ridge = Ridge(
            kernel: kernel, targets: Self.targets(groups, weights: weights), weights: weights,
            penalty: Self.penalty)
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
