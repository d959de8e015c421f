// Which samples the classifier works with when there are very many: those that say most.

/// Keeps a bounded number of samples of each kind, dropping the most redundant.
///
/// What is dropped is still taught: it lies in the journal, and counts again when others are taken away. A kind is thinned to
/// three quarters of its bound as soon as it is beyond it: of the two samples that are most alike the older one goes, again
/// and again. So most samples are only added, and the choice follows from the samples and their order alone.
struct Selection {
    /// Samples in all, where there are categories enough, and the bounds of a kind.
    private static let (all, most, least) = (2048, 128, 24)

    /// How far a kind's samples have been gone through.
    private struct Course {
        /// The samples gone through, in order.
        var samples: [TrainingSample] = []
        /// What was kept after so many samples, each time the kind was thinned.
        var steps: [(count: Int, kept: [Int])] = []
    }

    private let blocks: [FeatureBlock]
    private var courses: [Label: Course] = [:]
    private var bound = 0

    init(_ blocks: [FeatureBlock]) { self.blocks = blocks.filter { $0.weight > 0 } }

    /// How many samples of a kind are kept, beside so many other kinds: it halves when they double.
    static func bound(kinds: Int) -> Int {
        var bound = most
        while bound > least, bound * kinds > all { bound /= 2 }
        return max(bound, least)
    }

    /// The samples that are worked with, in the order given.
    mutating func active(_ samples: [TrainingSample]) -> [TrainingSample] {
        var kinds: [Label: [Int]] = [:]
        for (place, sample) in samples.enumerated() { kinds[Self.kind(sample), default: []].append(place) }
        let bound = Self.bound(kinds: kinds.count)
        if bound != self.bound { (self.bound, courses) = (bound, [:]) }
        let large = kinds.filter { $0.value.count > bound }
        courses = courses.filter { large[$0.key] != nil }
        guard !large.isEmpty else { return samples }
        var isActive = [Bool](repeating: true, count: samples.count)
        for (kind, places) in large {
            for place in places { isActive[place] = false }
            for index in kept(places.map { samples[$0] }, kind) { isActive[places[index]] = true }
        }
        return samples.indices.filter { isActive[$0] }.map { samples[$0] }
    }

    /// All that was rejected is one kind.
    private static func kind(_ sample: TrainingSample) -> Label {
        if case .negative = sample.label { .negative(against: nil) } else { sample.label }
    }

    private mutating func kept(_ members: [TrainingSample], _ kind: Label) -> [Int] {
        var course = courses.removeValue(forKey: kind) ?? Course()
        let least = min(course.samples.count, members.count)
        let same = (0..<least).first { !course.samples[$0].isSame(as: members[$0]) } ?? least
        course.steps.removeAll { $0.count > same }
        course.samples = members
        var kept = course.steps.last?.kept ?? []
        for index in (course.steps.last?.count ?? 0)..<members.count {
            kept.append(index)
            guard kept.count > bound else { continue }
            kept = thinned(kept, members)
            course.steps.append((index + 1, kept))
        }
        courses[kind] = course
        return kept
    }

    private func thinned(_ kept: [Int], _ members: [TrainingSample]) -> [Int] {
        let (count, some) = (kept.count, kept.map { members[$0] })
        var likeness = [Double](repeating: 0, count: count * count)
        for block in blocks {
            var lengths: [Double] = []
            for (row, sample) in some.enumerated() {
                var products: [Double] = []
                addInnerProducts(sample.features, some[...row], over: block.range, to: &products)
                lengths.append(products[row].squareRoot())
                for column in 0..<row {
                    let length = lengths[row] * lengths[column]
                    likeness[row * count + column] += length > 0 ? block.weight * products[column] / length : 0
                }
            }
        }
        var left = Array(0..<count)
        while left.count > bound * 3 / 4 {
            var closest = (likeness: -Double.infinity, older: 0)
            for (place, row) in left.enumerated() {
                for older in left[..<place] where likeness[row * count + older] > closest.likeness {
                    closest = (likeness[row * count + older], older)
                }
            }
            left.removeAll { $0 == closest.older }
        }
        return left.map { kept[$0] }
    }
}
