// Which pictures are learnt from and which are asked.

import Features

/// Places in a list of pictures.
package struct Split: Sendable, Equatable {
    /// What is learnt from, ascending.
    package let train: [Int]
    /// What is asked, ascending; none of it is learnt from.
    package let test: [Int]

    /// Given places.
    package init(train: [Int], test: [Int]) { (self.train, self.test) = (train, test) }

    /// Draws `perClass` pictures of each class to learn from; the rest is asked, `most` of a class at most.
    ///
    /// The pictures of a class are shuffled by one SplitMix64 from `seed`, class after class (Fisher and Yates): the first
    /// are learnt from, those behind them are asked.
    ///
    /// - Parameters:
    ///   - labels: the class of each picture.
    ///   - places: which pictures there are; nil for all.
    /// - Throws: `LabError.badInput` when a class has no picture left to ask.
    package static func random(
        labels: [Int], among places: [Int]? = nil, classes: Int, perClass: Int, most: Int? = nil, seed: UInt64
    ) throws(LabError) -> Split {
        var generator = SplitMix64(seed: seed)
        var (train, test) = ([Int](), [Int]())
        let members = Dictionary(grouping: places ?? Array(labels.indices)) { labels[$0] }
        for label in 0..<classes {
            let own = members[label] ?? []
            guard own.count > perClass else {
                throw .badInput(
                    reason:
                        "Class \(label + 1) of \(classes) has \(own.count) pictures: too few to learn from \(perClass) "
                        + "and have one left to ask.")
            }
            let order = generator.permutation(of: own.count).map { own[$0] }
            train += order.prefix(perClass)
            test += order.dropFirst(perClass).prefix(most ?? own.count)
        }
        return Split(train: train.sorted(), test: test.sorted())
    }

    /// Holds pictures out of `train`, `perClass` of each class, to choose by: they are the result's `test`.
    ///
    /// - Throws: `LabError.badInput` when a class has no picture left to learn from.
    package func holdout(labels: [Int], classes: Int, perClass: Int, seed: UInt64) throws(LabError) -> Split {
        let held = try Split.random(
            labels: labels, among: train, classes: classes, perClass: perClass, seed: seed &+ 0x5EED)
        return Split(train: held.test, test: held.train)
    }
}
