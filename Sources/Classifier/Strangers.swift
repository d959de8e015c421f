// What strangers look like here: samples whose whole group is left out.

import Linear

/// How near things that were never taught come to what was.
///
/// Of what is taught each group in turn is a stranger to the others: with all its samples left out the evidence on them is
/// `Y_B - (A⁻¹_BB)⁻¹·α_B` (the formula for one sample, for a block B; Cook and Weisberg, Residuals and Influence in
/// Regression, 1982, 2.2). They stand on the same stage in the same light as the strangers to come, which generic pictures do not.
/// The first samples of each group are enough, so that a new sample seldom changes anything.
package struct Strangers {
    /// Samples in all, and of one group at the most.
    private static let (all, most) = (128, 8)

    /// How near the middle one of the strangers comes to the group it is likest; nil for fewer than two groups.
    package private(set) var nearness: Double?
    /// The samples that were asked, and the group of each.
    private var asked: [(sample: Int, group: Int)] = []

    package init() {}

    /// Takes over what has become of the samples.
    ///
    /// - Parameter placed: how many samples at the beginning lie in the kernel where they did.
    package mutating func update(_ kernel: CosineKernel, _ groups: Groups, penalty: Double, placed: Int) {
        let known = groups.members.indices.filter { groups.categories.indices.contains($0) || $0 == groups.background }
        let each = min(max(Self.all / max(known.count, 1), 1), Self.most)
        let some = known.prefix(Self.all).flatMap { group in
            groups.members[group].prefix(each).map { (sample: $0, group: group) }
        }.sorted { $0.sample < $1.sample }
        let isSame = some.elementsEqual(asked) { $0 == $1 } && (some.last?.sample ?? -1) < placed
        guard !isSame else { return }
        asked = some
        nearness = Set(some.map(\.group)).count > 1 ? Self.middle(kernel, some, penalty) : nil
    }

    private static func middle(
        _ kernel: CosineKernel, _ some: [(sample: Int, group: Int)], _ penalty: Double
    ) -> Double {
        var factor = InverseFactor()
        factor.append(
            some.enumerated().map { place, own in some[...place].map { kernel.rows[own.sample][$0.sample] } },
            penalty: penalty)
        let groups = Groups(some.map { .category(Int64($0.group)) })
        let evidence = Evidence(factor, groups: groups, penalty: penalty)
        let values = groups.members.indices.flatMap { left(out: $0, groups, factor, evidence) }.sorted()
        return values[values.count / 2]
    }

    /// How near each sample of a group comes to the likest of the other groups, were there no such group.
    private static func left(
        out group: Int, _ groups: Groups, _ factor: InverseFactor, _ evidence: Evidence
    ) -> [Double] {
        let (members, columns) = (groups.members[group], groups.count)
        var block = [Double](repeating: 0, count: members.count * members.count)
        for row in members[0]..<factor.order {
            let line = factor.row(row)
            let own = members.map { $0 <= row ? line[line.startIndex + $0] : 0 }
            for (one, value) in own.enumerated() where value != 0 {
                for (other, second) in own.enumerated() { block[one * members.count + other] += value * second }
            }
        }
        let right = members.flatMap { evidence.coefficients[$0 * columns..<($0 + 1) * columns] }
        guard let lack = try? Cholesky(of: block, order: members.count).solve(right, columns: columns) else {
            return []
        }
        return members.indices.map { member in
            var values = lack[member * columns..<(member + 1) * columns].map { -$0 }
            values.remove(at: group)
            let likest = values.indices.max { values[$0] < values[$1] } ?? 0
            return Evidence.nearness(values, group: likest)
        }
    }
}
