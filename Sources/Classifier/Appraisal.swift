// Was enough taught? What samples that are left out say of those that stay.

/// How well the samples know one another, and what would help.
public struct Appraisal: Sendable, Equatable {
    /// Something to be told to whoever teaches.
    public enum Advice: Sendable, Hashable {
        /// All pictures of a category look alike: other sides and other light are not known.
        case alike(category: Int64, samples: [Int64])
        /// A category has many times the samples of another one.
        case unbalanced(most: Int64, least: Int64, ratio: Double)
        /// Two categories are easily confused; the samples are those that were taken for the other one.
        case confused(category: Int64, with: Int64, samples: [Int64])
    }

    /// The share of a category's samples that are recognised when each is left out.
    public struct Share: Sendable, Equatable {
        /// The category.
        public let category: Int64
        /// 0 to 1; nil for a category with a single sample.
        public let recognised: Double?

        package init(category: Int64, recognised: Double?) {
            (self.category, self.recognised) = (category, recognised)
        }
    }

    /// The mean of the categories' shares, 0 to 1; nil before two categories can be told apart.
    public let score: Double?
    /// Every category's share.
    public let categories: [Share]
    /// What would help most, first.
    public let advice: [Advice]

    package init(score: Double?, categories: [Share], advice: [Advice]) {
        (self.score, self.categories, self.advice) = (score, categories, advice)
    }
}

extension OnlineClassifier {
    /// Fewer samples than this may look alike.
    private static let fewest = 5
    /// Samples look alike when they are no further from one another than this on the average, in cosine distance.
    private static let alike = 0.1
    /// A category that has so many times the samples of another is too much.
    private static let surplus = 5.0
    /// Two categories are confused when so many samples, and such a share of them, are taken for the other one.
    private static let confusion = (samples: 2, share: 0.15)

    /// How well the samples know one another.
    ///
    /// Takes `samples²` steps at the most. At most 512 samples are left out, spread over all.
    public var appraisal: Appraisal {
        let groups = fitted.groups
        var (asked, right) = ([Int](repeating: 0, count: groups.count), [Int](repeating: 0, count: groups.count))
        var taken: [Pair: [Int64]] = [:]
        for left in fitted.leftOut {
            let own = groups.ofSample[left.sample]
            guard groups.categories.indices.contains(own) else { continue }
            let answer = left.scores.indices.max { (left.scores[$0], $1) < (left.scores[$1], $0) } ?? own
            asked[own] += 1
            if answer == own { right[own] += 1 }
            guard answer != own, groups.categories.indices.contains(answer) else { continue }
            taken[Pair(own, answer), default: []].append(samples[left.sample].id)
        }
        let shares = groups.categories.indices.map {
            Appraisal.Share(
                category: groups.categories[$0],
                recognised: asked[$0] > 0 ? Double(right[$0]) / Double(asked[$0]) : nil)
        }
        let known = shares.compactMap(\.recognised)
        let isTold = groups.categories.count > 1 && !known.isEmpty
        return Appraisal(
            score: isTold ? known.reduce(0, +) / Double(known.count) : nil, categories: shares,
            advice: confusions(taken, asked) + alikeness + balance)
    }

    /// Two groups, in this order.
    private struct Pair: Hashable {
        let (own, other): (Int, Int)
        init(_ own: Int, _ other: Int) { (self.own, self.other) = (own, other) }
    }

    private func confusions(_ taken: [Pair: [Int64]], _ asked: [Int]) -> [Appraisal.Advice] {
        let pairs = Set(taken.keys.map { Pair(min($0.own, $0.other), max($0.own, $0.other)) })
        let found = pairs.compactMap { pair -> (share: Double, advice: Appraisal.Advice)? in
            let samples = ((taken[pair] ?? []) + (taken[Pair(pair.other, pair.own)] ?? [])).sorted()
            let share = Double(samples.count) / Double(max(asked[pair.own] + asked[pair.other], 1))
            guard samples.count >= Self.confusion.samples, share >= Self.confusion.share else { return nil }
            let (one, other) = (fitted.groups.categories[pair.own], fitted.groups.categories[pair.other])
            return (share, .confused(category: one, with: other, samples: samples))
        }
        return found.sorted { $0.share > $1.share }.map(\.advice)
    }

    private var alikeness: [Appraisal.Advice] {
        fitted.groups.categories.indices.compactMap { group in
            let members = fitted.groups.members[group]
            let category = fitted.groups.categories[group]
            guard members.count >= Self.fewest, let mean = families.meanDistance(.category(category)), mean < Self.alike
            else { return nil }
            return .alike(category: category, samples: members.map { samples[$0].id })
        }
    }

    private var balance: [Appraisal.Advice] {
        let groups = fitted.groups
        let counts = groups.categories.indices.map { groups.members[$0].count }
        guard let most = counts.indices.max(by: { counts[$0] < counts[$1] }),
            let least = counts.indices.min(by: { counts[$0] < counts[$1] }), counts[most] >= 2 * Self.fewest,
            Double(counts[most]) >= Self.surplus * Double(counts[least])
        else { return [] }
        return [
            .unbalanced(
                most: groups.categories[most], least: groups.categories[least],
                ratio: Double(counts[most]) / Double(counts[least]))
        ]
    }
}
