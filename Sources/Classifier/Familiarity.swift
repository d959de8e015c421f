// How near is near enough: a picture's evidence, read against that of the samples themselves, each left out.

import Foundation

/// The rank of a picture's nearness among that of true pictures, which reads like a p-value.
///
/// Each sample of a group, left out, tells how near a true picture is (`Evidence.nearness`). Among these a new picture has a
/// rank, the share of true pictures that are no nearer. Pictures taken in one go are more like one another than other sides
/// and other light are, and a first sample has no others: a prior stands in for the views nobody showed, the less of it
/// the more the samples themselves show (`Variety`). It begins where the nearest of the generic pictures lies, because what
/// looks no more like the group than that may be anything, and further up where strangers here are nearer than generic
/// pictures are (`Strangers`).
package struct Familiarity {
    /// Distances below this are camera noise: such a picture is the same picture again.
    package static let sameness = 0.02

    /// A picture not yet shown is, on the average, so much nearer than the nearest generic picture, give or take this.
    private static let (lead, spread) = (0.2, 0.12)
    /// A picture not yet shown is, on the average over all groups, so much nearer than the middle one of the strangers at least.
    private static let beyondStrangers = 0.1
    /// How near the nearest generic picture is when there are none.
    private static let stranger = 0.2
    /// The prior counts as this many samples, and never as less than this share of the true ones, where nothing of other
    /// views was shown; where all was, this much of that is left.
    private static let prior = (samples: 3.0, share: 0.1, left: 0.15)
    /// Of what nearness lacks to 1, a picture has so much more, divided by the number of samples, than one of them left out;
    /// and so much at the most.
    private static let (gain, mostGain) = (0.75, 0.25)
    /// The smoothing of the rank.
    private static let smoothing = 0.05
    /// Below this number of samples a category borrows the nearness of others that have as few.
    private static let pooled = 16

    /// Each group's own nearness.
    private var own: [[Double]]
    /// What a category borrows, and how much each counts.
    private var borrowed: [(values: [Double], weight: Double)]
    /// Where each group's prior has its middle.
    private let middle: [Double]
    /// How much each group's prior counts beside one whose samples show nothing of other views.
    private let doubt: [Double]

    /// - Parameters:
    ///   - leaveOneOut: how near each sample would be to its own group had it not been among the samples.
    ///   - generic: for each generic picture the evidence for every group.
    ///   - shown: for each group how much its samples say of other views, 0 to 1.
    ///   - stranger: how near the middle one of the strangers comes to what it is likest, if that is known.
    package init(
        leaveOneOut: [Double], generic: [[Double]], groups: Groups, shown: [Double], stranger: Double? = nil
    ) {
        own = groups.members.map { members in
            guard members.count > 1 else { return [] }
            // With the sample itself among them there is one more to be like.
            let gain = min(Self.gain / Double(members.count), Self.mostGain)
            return members.map { leaveOneOut[$0] + gain * (1 - leaveOneOut[$0]) }
        }
        let middle = (0..<groups.count).map { group in
            (generic.map { Evidence.nearness($0, group: group) }.max() ?? Self.stranger) + Self.lead
        }
        let known = middle.prefix(groups.categories.count + (groups.background == nil ? 0 : 1))
        let mean = known.reduce(0, +) / Double(max(known.count, 1))
        let lift = max((stranger ?? -1) + Self.beyondStrangers - mean, 0)
        self.middle = middle.map { $0 + lift }
        doubt = shown.map { 1 - $0 * (1 - Self.prior.left) }
        let few = groups.categories.indices.filter { groups.members[$0].count < Self.pooled }
        borrowed = (0..<groups.count).map { [own] group in
            guard few.contains(group) else { return ([], 0) }
            let values = few.filter { $0 != group }.flatMap { own[$0] }
            return (values, min(1, Double(Self.pooled - own[group].count) / Double(max(values.count, 1))))
        }
    }

    /// The share of true pictures of a group that are no nearer than a picture with this evidence for every group.
    package func rank(_ evidence: [Double], group: Int) -> Double {
        rank(nearness: Evidence.nearness(evidence, group: group), group: group)
    }

    /// The share of true pictures of a group that are no nearer, 0 to 1, continuous.
    ///
    /// Each known value counts as a normal distribution around itself, and the prior as one more.
    package func rank(nearness: Double, group: Int) -> Double {
        func share(_ values: [Double]) -> Double {
            values.reduce(0) { $0 + normal((nearness - $1) / Self.smoothing) }
        }
        let known = Double(own[group].count) + borrowed[group].weight * Double(borrowed[group].values.count)
        let prior = max(Self.prior.samples, Self.prior.share * known) * doubt[group]
        let less =
            share(own[group]) + borrowed[group].weight * share(borrowed[group].values)
            + prior * normal((nearness - middle[group]) / Self.spread)
        return less / (known + prior)
    }
}

/// The cumulative standard normal distribution.
private func normal(_ value: Double) -> Double { 0.5 * erfc(-value / 2.0.squareRoot()) }
