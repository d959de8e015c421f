// The samples of each kind among themselves.

/// The cosines between samples of the same kind, as they were taken.
///
/// What stands for a sample and its mirror image says nothing of how much alike pictures are. And as this is asked within a
/// kind alone, no other pairs of pictures need be multiplied.
struct Families {
    /// The samples of a kind.
    private struct Family {
        var gram: GramMatrix
        var kernel: CosineKernel
        var shown: Double
    }

    private var families: [Label: Family] = [:]
    private let blocks: [Range<Int>]
    /// Of no samples yet.
    private var empty: CosineKernel

    init(blocks: [Range<Int>], empty: CosineKernel) { (self.blocks, self.empty) = (blocks, empty) }

    /// Goes over to another kernel, of no samples yet.
    mutating func compare(by empty: CosineKernel) {
        self.empty = empty
        for label in families.keys { families[label]?.kernel = empty }
    }

    /// Takes over what has become of the samples.
    mutating func update(_ samples: [TrainingSample], _ groups: Groups) {
        let fresh = Family(gram: GramMatrix(blocks: blocks), kernel: empty, shown: 0)
        var next: [Label: Family] = [:]
        for members in groups.members where members.count > 1 {
            let label = samples[members[0]].label
            // Taken out, so that it is changed where it lies.
            var family = families.removeValue(forKey: label) ?? fresh
            let known = family.kernel.rows.count
            let same = min(family.gram.replace(with: members.map { samples[$0] }).same, known)
            if same < known || known < members.count {
                family.kernel.update(family.gram, from: same)
                family.shown = Variety.shown(by: Array(members.indices), family.kernel)
            }
            next[label] = family
        }
        families = next
    }

    /// How much the samples of a kind say of views that nobody showed.
    func shown(_ label: Label) -> Double { families[label]?.shown ?? 0 }

    /// The mean distance between two samples of a kind; nil where there is but one.
    func meanDistance(_ label: Label) -> Double? {
        guard let rows = families[label]?.kernel.rows else { return nil }
        let sum = rows.enumerated().reduce(0) { sum, row in row.element[..<row.offset].reduce(sum, +) }
        return 1 - sum / Double(rows.count * (rows.count - 1) / 2)
    }
}
