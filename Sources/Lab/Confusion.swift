// How answers fared.

import Foundation

/// How often each class was taken for each.
package struct Confusion: Sendable, Equatable, Codable {
    /// Number of classes.
    package let classes: Int
    /// `classes × classes` counts, row-major: rows are what was shown, columns what was answered.
    package private(set) var counts: [Int]

    /// Counts answers.
    ///
    /// - Precondition: there is an answer to each label, and both lie in `0..<classes`.
    package init(labels: [Int], answers: [Int], classes: Int) {
        precondition(labels.count == answers.count, "\(answers.count) answers to \(labels.count) pictures")
        self.classes = classes
        counts = Array(repeating: 0, count: classes * classes)
        for (label, answer) in zip(labels, answers) { counts[label * classes + answer] += 1 }
    }

    /// The share of right answers of each class; nil for a class that was not asked.
    package var classAccuracies: [Double?] {
        (0..<classes).map { label in
            let shown = counts[label * classes..<(label + 1) * classes].reduce(0, +)
            return shown > 0 ? Double(counts[label * classes + label]) / Double(shown) : nil
        }
    }

    /// The mean of the classes' shares of right answers, so that a class with many pictures counts no more than others: how
    /// results on Caltech-101 are told.
    package var meanClassAccuracy: Double { Spread(classAccuracies.compactMap { $0 }).mean }

    /// The share of right answers among all.
    package var accuracy: Double {
        let right = (0..<classes).reduce(0) { $0 + counts[$1 * classes + $1] }
        return Double(right) / Double(max(counts.reduce(0, +), 1))
    }
}

/// A mean and how far values lie from it.
package struct Spread: Sendable, Equatable, Codable {
    /// The mean.
    package let mean: Double
    /// The standard deviation of a sample (divided by one less than the values); nil of a single value.
    package let deviation: Double?

    /// The spread of values; the mean of none is 0.
    package init(_ values: [Double]) {
        let mean = values.reduce(0, +) / Double(max(values.count, 1))
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        self.mean = mean
        deviation = values.count > 1 ? (squares / Double(values.count - 1)).squareRoot() : nil
    }

    /// In per cent: `62.9 ± 1.0`.
    package var percent: String {
        let mean = String(format: "%.1f", 100 * mean)
        return deviation.map { "\(mean) ± \(String(format: "%.1f", 100 * $0))" } ?? mean
    }
}
