// What is shown, followed and asked in one trial of following.

import Features

/// A thing that is shown once and then followed.
struct FollowPlan: Sendable, Equatable {
    /// A class that is taught.
    struct Course: Sendable, Equatable {
        /// Its label.
        let label: Int
        /// The place of the view that is taught.
        let first: Int
        /// Places of the views that follow, in their order.
        let next: [Int]
        /// Those of them that show something else: the tracker had lost the thing.
        var wrong: Set<Int> = []
    }

    /// The classes that are taught, in their order.
    let courses: [Course]
    /// Places of the views to ask; of classes that are not taught too.
    let asked: [Int]

    /// Of things that turn: a third of the classes is never taught. Each other is taught from any view on and followed for so many
    /// views; all views that were not shown are asked.
    ///
    /// - Parameter views: for each class the places of its views; empty for one that is not used.
    init(turning views: [[Int]], frames: Int, seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let classes = views.indices.filter { views[$0].count > frames + 1 }
        let drawn = generator.permutation(of: classes.count).map { classes[$0] }
        let strangers = drawn.prefix(classes.count / 3)
        var asked = strangers.sorted().flatMap { views[$0] }
        courses = drawn.dropFirst(strangers.count).map { label in
            let own = views[label]
            let start = Int(generator.next() % UInt64(own.count))
            let turn = own.indices.map { own[(start + $0) % own.count] }
            asked += turn.dropFirst(frames + 1)
            return Course(label: label, first: turn[0], next: Array(turn[1...frames]))
        }
        self.asked = asked
    }

    /// Of a film: the thing is taught from its first frame, and followed as far as the tracker goes.
    init(film course: Course, asked: [Int]) { (courses, self.asked) = ([course], asked) }
}

/// How views that follow are learnt.
package enum FollowManner: String, Sendable, Codable, CaseIterable {
    /// None of them: only the first is taught.
    case one
    /// As the daemon does: where the thing looks new, and is still itself.
    case followed
    /// As many as were learnt by following, spread evenly over the same time.
    case spread
    /// All, as by holding a button.
    case every
}
