// Which samples belong together: the balance of the classes is kept between these groups.

/// The samples sorted into groups of one kind, and the groups into the classes that compete.
///
/// Groups are the categories by ascending identity, then the empty stage, the generic pictures and the rejected ones,
/// as far as there are samples of them. Classes are the same, but generic and rejected pictures are one: none.
package struct Groups {
    /// The categories, ascending; category `categories[i]` is group `i` and class `i`.
    package let categories: [Int64]
    /// The empty stage's group, and at the same time its class.
    package let background: Int?
    /// The generic pictures' group.
    package let generic: Int?
    /// The rejected pictures' group.
    package let rejected: Int?
    /// The class of generic and rejected pictures.
    package let none: Int?
    /// Each sample's group.
    package let ofSample: [Int]
    /// The samples of each group, in order.
    package let members: [[Int]]

    /// Number of classes.
    package var classCount: Int { categories.count + (background == nil ? 0 : 1) + (none == nil ? 0 : 1) }

    package init(_ labels: [Label]) {
        categories = Set(labels.compactMap(\.category)).sorted()
        var next = categories.count
        func place(_ present: Bool) -> Int? {
            defer { next += present ? 1 : 0 }
            return present ? next : nil
        }
        let rejects = labels.contains { if case .negative = $0 { true } else { false } }
        background = place(labels.contains(.background))
        generic = place(labels.contains(.generic))
        rejected = place(rejects)
        none = generic ?? rejected
        let index = Dictionary(uniqueKeysWithValues: zip(categories, categories.indices))
        let (background, generic, rejected) = (background, generic, rejected)
        ofSample = labels.compactMap { label in
            switch label {
            case .category(let identity): index[identity]
            case .background: background
            case .generic: generic
            case .negative: rejected
            }
        }
        var members = [[Int]](repeating: [], count: next)
        for (sample, group) in ofSample.enumerated() { members[group].append(sample) }
        self.members = members
    }

    /// The class a group belongs to.
    package func classOf(group: Int) -> Int {
        group == rejected ? none ?? group : group
    }

    /// Each sample's weight: every group weighs the same, the mean weight is 1.
    package var weights: [Double] {
        ofSample.map { Double(ofSample.count) / Double(members.count * members[$0].count) }
    }

    /// Each sample's share in the centre: midway between the generic pictures and the empty stage.
    ///
    /// A centre made of what is not to be recognised stays where it is when categories come and go, and leaves a first
    /// sample a direction of its own. Without such pictures it is the origin.
    package var centreShares: [Double] {
        let sides = [background, generic].compactMap { $0 }
        return ofSample.map { sides.contains($0) ? 1 / Double(sides.count * members[$0].count) : 0 }
    }
}
