// How near is near: distances to the nearest sample, read against those between the samples themselves.

import Foundation

/// Distances between groups of samples, and from them a rank that reads like a p-value.
///
/// A group's samples tell how near its pictures lie to one another: the distance of each to the nearest of the rest.
/// Of these a new picture's distance has a rank, the share of true pictures at least as far. Because three views of an
/// object lie as far apart as different objects do, distances are measured with a ruler, the typical distance to what
/// the group is not, and a prior stands in for the views nobody showed.
package struct Familiarity {
    /// Distances below this are camera noise: such a picture is the same picture again.
    package static let sameness = 0.02

    /// A picture not yet shown lies, in rulers, about this far from the nearest sample of its kind, give or take this.
    private static let prior = (centre: 0.6, spread: 0.2)
    /// Of the distance to the surroundings this much is a ruler, where the stage is among them and where it is not:
    /// strange objects on a stage are nearer to it, and to one another, than generic pictures are.
    private static let (wide, narrow) = (0.9, 0.7)
    /// The prior counts as this many samples, and never as less than this share of the true ones: pictures taken in one
    /// go lie near to one another, and must not forbid other light and other sides.
    private static let priorWeight = (samples: 2.0, share: 0.5)
    /// What lies further than this (in rulers) from its own kind says nothing about how far is far.
    private static let longest = 0.7
    /// The smoothing of the rank, in rulers.
    private static let smoothing = 0.15
    /// Below this number of samples a category borrows the distances of the others.
    private static let pooled = 10.0

    private var rulers: [Double]
    /// Each group's own distances, in rulers.
    private var own: [[Double]]
    /// The other categories' distances that a category borrows, and how much each counts.
    private var borrowed: [(distances: [Double], weight: Double)]

    /// - Parameter nearest: `samples × groups`, row-major: each sample's distance to the nearest other of the group.
    package init(nearest: [Double], groups: Groups) {
        let count = groups.members.count
        let categories = groups.categories.indices
        // How far the samples of one group typically are from another.
        func between(_ group: Int, _ other: Int) -> Double {
            median(groups.members[group].map { nearest[$0 * count + other] })
        }
        let surroundings = [groups.background, groups.generic].compactMap { $0 }
        let lenience = groups.background == nil ? Self.narrow : Self.wide
        let others = categories.flatMap { one in categories.filter { $0 != one }.map { between(one, $0) } }
        rulers = groups.members.indices.map { group in
            if group == groups.background {
                let objects = categories.map { between(group, $0) }
                return (objects + (groups.generic.map { [Self.narrow * between(group, $0)] } ?? [])).min() ?? 1
            }
            // The fewer categories tell how alike things on this stage are, the more the surroundings have to.
            let surrounding = surroundings.map { between(group, $0) }.min() ?? 1
            let rivals = Double(max(categories.count - 1, 0))
            let rival = others.isEmpty ? 0 : median(others)
            return (rivals * rival + 2 * lenience * surrounding) / (rivals + 2)
        }
        rulers = rulers.map { max($0, Self.sameness) }
        own = groups.members.indices.map { [rulers] group in
            guard groups.members[group].count > 1 else { return [] }
            return groups.members[group].map { min(nearest[$0 * count + group] / rulers[group], Self.longest) }
        }
        borrowed = groups.members.indices.map { [own] group in
            guard categories.contains(group), Double(own[group].count) < Self.pooled else { return ([], 0) }
            let distances = categories.filter { $0 != group }.flatMap { own[$0] }
            return (distances, min(1, (Self.pooled - Double(own[group].count)) / Double(max(distances.count, 1))))
        }
    }

    /// The share of true pictures of a group that lie at least as far from its nearest sample, 0 to 1, continuous.
    ///
    /// Each known distance counts as a normal distribution around itself, and the prior as one more.
    package func rank(distance: Double, group: Int) -> Double {
        let distance = distance / rulers[group]
        var further = 0.0
        for known in own[group] { further += normal((known - distance) / Self.smoothing) }
        var pooled = 0.0
        for known in borrowed[group].distances { pooled += normal((known - distance) / Self.smoothing) }
        further += borrowed[group].weight * pooled
        let known = Double(own[group].count) + borrowed[group].weight * Double(borrowed[group].distances.count)
        let prior = max(Self.priorWeight.samples, Self.priorWeight.share * known)
        further += prior * normal((Self.prior.centre - distance) / Self.prior.spread)
        return further / (known + prior)
    }
}

/// The cumulative standard normal distribution.
private func normal(_ value: Double) -> Double { 0.5 * erfc(-value / 2.0.squareRoot()) }

/// The middle value, or the mean of the two in the middle; not for an empty list.
private func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}
