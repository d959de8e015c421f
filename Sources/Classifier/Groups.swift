// Which samples belong together.

/// The taught samples sorted into groups of one kind.
///
/// Groups are the categories by ascending identity, then the empty stage, then every rejected picture by itself: what
/// pictures have in common that are not something is nothing.
package struct Groups {
    /// The categories, ascending; category `categories[i]` is group `i`.
    package let categories: [Int64]
    /// The empty stage's group.
    package let background: Int?
    /// Each sample's group.
    package let ofSample: [Int]
    /// The samples of each group, in order.
    package let members: [[Int]]

    /// Number of groups.
    package var count: Int { members.count }

    /// The groups of samples with these labels, none of them generic.
    package init(_ labels: [Label]) {
        categories = Set(labels.compactMap(\.category)).sorted()
        let index = Dictionary(uniqueKeysWithValues: zip(categories, categories.indices))
        background = labels.contains(.background) ? categories.count : nil
        var next = categories.count + (background == nil ? 0 : 1)
        let background = background
        ofSample = labels.map { label in
            if let own = label.category.flatMap({ index[$0] }) ?? (label == .background ? background : nil) {
                return own
            }
            defer { next += 1 }
            return next
        }
        var members = [[Int]](repeating: [], count: next)
        for (sample, group) in ofSample.enumerated() { members[group].append(sample) }
        self.members = members
    }

    /// Each sample's own group as a row of zeros and a one: samples × groups, row-major.
    var targets: [Double] {
        var targets = [Double](repeating: 0, count: ofSample.count * count)
        for (sample, group) in ofSample.enumerated() { targets[sample * count + group] = 1 }
        return targets
    }
}
