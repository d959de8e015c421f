// One occasion of teaching, drawn: who is taught by which views, and what is asked.

import Features

/// Which views are taught and which are asked.
package struct LiveTrial: Sendable, Equatable {
    /// What it is done for.
    package enum Purpose: String, Sendable, Codable {
        /// All classes are taught, as much of each.
        case all
        /// A third of the classes is never taught, and asked with the others.
        case unknown
        /// All classes are taught, half of them four times as much as the others.
        case imbalance
    }

    /// How many views are taught of each class.
    package let count: Int
    /// What it was drawn by.
    package let seed: UInt64
    /// Which scene.
    package let scene: Int
    /// What it is done for.
    package let purpose: Purpose
    /// The classes that are taught.
    package let taught: [Int]
    /// Places of the views to teach: class after class, each in the order in which it is taught.
    package let train: [Int]
    /// Places of the views to ask, class after class; of classes that are not taught too.
    package let test: [Int]
}

/// Draws trials.
package struct LiveDraw: Sendable {
    /// How many more views the half of the classes that is taught more is taught.
    private static let more = 4

    /// What there is.
    package let data: LiveData
    /// How views are chosen.
    package let order: LiveOrder
    /// The classes that are used.
    package let classes: [Int]
    /// The places of a class's views that can be read, scene by scene, class by class.
    private let views: [[[Int]]]

    /// Draws from what can be read.
    package init(_ data: LiveData, order: LiveOrder, classes: [Int], broken: Set<Int>) {
        (self.data, self.order, self.classes) = (data, order, classes)
        views = data.scenes.map { $0.views.map { $0.filter { !broken.contains($0) } } }
    }

    /// The classes of a scene of which so many views can be taught, and those that have too few.
    package func usable(_ count: Int, scene: Int) -> (enough: [Int], few: [Int]) {
        let present = classes.filter { !data.scenes[scene].views[$0].isEmpty }
        let enough = present.filter { order.most(of: views[scene][$0].count) >= count }
        return (enough, present.filter { !enough.contains($0) })
    }

    /// A trial; nil where fewer than two classes have views enough.
    package func trial(_ purpose: LiveTrial.Purpose, _ count: Int, scene: Int, seed: UInt64) -> LiveTrial? {
        let all = usable(count, scene: scene).enough
        guard all.count > 1 else { return nil }
        var generator = SplitMix64(seed: seed)
        let own = generator.next() &+ UInt64(scene) &* 0x1_0000_0000
        var chooser = SplitMix64(seed: own)
        let drawn = chooser.permutation(of: all.count).map { all[$0] }
        let strange = purpose == .unknown ? strangers(drawn) : []
        let rich = purpose == .imbalance ? Set(drawn.dropFirst(all.count / 2)) : []
        var (train, test) = ([Int](), [Int]())
        for label in all {
            // A generator for each class: what is drawn of one does not depend on who else is there.
            var generator = SplitMix64(seed: own &+ UInt64(label + 1))
            let views = views[scene][label]
            let plenty = max(count, min(Self.more * count, order.plenty(of: views.count)))
            let lesson = order.lesson(views, count: rich.contains(label) ? plenty : count, &generator)
            if !strange.contains(label) { train += lesson.taught }
            test += lesson.asked
        }
        return LiveTrial(
            count: count, seed: seed, scene: scene, purpose: purpose, taught: all.filter { !strange.contains($0) },
            train: train, test: test)
    }

    /// Who is never taught: a third, at least one; never all.
    private func strangers(_ drawn: [Int]) -> Set<Int> {
        if let stranger = data.stranger { return [stranger] }
        return Set(drawn.prefix(max((drawn.count + 1) / 3, 1)))
    }
}
