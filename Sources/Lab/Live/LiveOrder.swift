// Which views of a thing a person would show, and which are asked.

package import Features

/// How views are chosen to be taught.
package enum LiveOrder: String, Sendable, CaseIterable, Codable {
    /// Any: as a thing is shown by hand, from sides that nobody planned, some near one another and some far. All others are
    /// asked.
    case random
    /// Spread evenly over every fourth view: as a careful teacher turns a thing. The views between are asked.
    case spread
    /// The first: taught in one go and never turned further. All later ones are asked.
    case first
    /// Spread evenly over the first half of the time; the second half is asked.
    case time

    /// What is taught of one class, and what is asked.
    package struct Lesson: Sendable, Equatable {
        /// Places of views, in the order in which they are taught.
        package let taught: [Int]
        /// Places of views, ascending.
        package let asked: [Int]
    }

    /// Every so manieth view may be taught where they are spread.
    private static let stride = 4

    /// Of so many views so many can be taught at most, where some are left to be asked.
    package func most(of count: Int) -> Int {
        switch self {
        case .random, .first: max(count - 1, 0)
        case .spread: count / Self.stride
        case .time: count > 1 ? (count + 1) / 2 : 0
        }
    }

    /// Of so many views so many are taught at most of a class that is taught more of than others.
    package func plenty(of count: Int) -> Int {
        switch self {
        case .random, .first: count / 2
        case .spread, .time: most(of: count)
        }
    }

    /// Draws a lesson.
    ///
    /// With `random`, a lesson of more views of the same generator holds those of one of fewer.
    ///
    /// - Precondition: `count` is from 1 to `most(of: views.count)`.
    package func lesson(_ views: [Int], count: Int, _ generator: inout SplitMix64) -> Lesson {
        precondition((1...max(most(of: views.count), 1)).contains(count), "\(count) of \(views.count) views")
        switch self {
        case .random:
            let order = generator.permutation(of: views.count).map { views[$0] }
            return Lesson(taught: Array(order.prefix(count)), asked: order.dropFirst(count).sorted())
        case .spread:
            let offset = Int(generator.next() % UInt64(Self.stride))
            let (may, others) = (views.indices.filter { $0 % Self.stride == offset }, views.indices)
            let asked = others.filter { $0 % Self.stride != offset }.map { views[$0] }
            return Lesson(taught: Self.evenly(may.map { views[$0] }, count, &generator), asked: asked)
        case .first:
            return Lesson(taught: Array(views.prefix(count)), asked: Array(views.dropFirst(count)))
        case .time:
            let early = most(of: views.count)
            return Lesson(
                taught: Self.evenly(Array(views.prefix(early)), count, &generator),
                asked: Array(views.dropFirst(early)))
        }
    }

    /// So many of all at even distances, beginning anywhere in the first of them.
    private static func evenly(_ all: [Int], _ count: Int, _ generator: inout SplitMix64) -> [Int] {
        let begin = Double(generator.next() >> 11) / Double(1 << 53)
        return (0..<count).map {
            all[min(Int((Double($0) + begin) * Double(all.count) / Double(count)), all.count - 1)]
        }
    }
}
