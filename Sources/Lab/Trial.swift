// One split: choose the penalty on pictures held out, learn from all, ask the rest.

/// What is done with every split of a data set.
package struct Trial: Sendable {
    /// The features of all pictures.
    package let table: FeatureTable
    /// The class of each picture.
    package let labels: [Int]
    /// Number of classes.
    package let classes: Int
    /// Who learns.
    package let classifier: LabClassifier
    /// Pictures of each class that the penalty is chosen by.
    package let heldOut: Int
    /// Stop there: what is asked in the end stays unseen.
    package let isValidation: Bool

    /// What came of a split.
    package struct Outcome: Sendable, Codable {
        /// What the pictures that are held out were drawn by.
        package let seed: UInt64
        /// Pictures that were learnt from.
        package let train: Int
        /// Pictures that were asked.
        package let test: Int
        /// The mean of the classes' accuracies on what was held out, for each penalty.
        package let validation: [Step]
        /// The penalty that was chosen: the strongest of the best.
        package let strength: Double
        /// What was taken for what.
        package let confusion: Confusion
        /// How long learning and asking took, in seconds.
        package let seconds: Double

        /// A penalty and how it fared.
        package struct Step: Sendable, Codable {
            /// The penalty.
            package let strength: Double
            /// The mean of the classes' accuracies.
            package let accuracy: Double
        }

        /// How the chosen penalty fared on what was held out.
        package var validationAccuracy: Double { validation.map(\.accuracy).max() ?? 0 }
    }

    /// Trials on features.
    package init(
        table: FeatureTable, labels: [Int], classes: Int, classifier: LabClassifier, heldOut: Int, isValidation: Bool
    ) {
        self.table = table
        self.labels = labels
        self.classes = classes
        self.classifier = classifier
        self.heldOut = heldOut
        self.isValidation = isValidation
    }

    /// Fits at most: every penalty is tried, and from the strongest one on, once more up to the chosen one.
    package var steps: Int { LabClassifier.strengths.count * (isValidation ? 1 : 2) }

    /// Does it. Blocks.
    ///
    /// - Parameter progress: is told of each of at most `steps`.
    /// - Throws: `LabError.badInput` when a class has too few pictures to hold any out.
    package func run(_ split: Split, seed: UInt64, progress: () -> Void = {}) throws(LabError) -> Outcome {
        let begin = ContinuousClock.now
        let strengths = LabClassifier.strengths
        let inner = try split.holdout(labels: labels, classes: classes, perClass: heldOut, seed: seed)
        let trials = confusions(inner, strengths, progress)
        let steps = zip(strengths, trials).map {
            Outcome.Step(strength: $0, accuracy: $1.meanClassAccuracy)
        }
        let most = steps.map(\.accuracy).max() ?? 0
        let best = steps.firstIndex { $0.accuracy == most } ?? 0
        let final = isValidation ? trials[best] : confusions(split, Array(strengths[...best]), progress)[best]
        let asked = isValidation ? inner : split
        return Outcome(
            seed: seed, train: asked.train.count, test: asked.test.count, validation: steps,
            strength: strengths[best], confusion: final, seconds: (ContinuousClock.now - begin) / .seconds(1))
    }

    private func confusions(_ split: Split, _ strengths: [Double], _ progress: () -> Void) -> [Confusion] {
        let coordinates = Coordinates(table.features, split)
        let asked = split.test.map { labels[$0] }
        return classifier.answers(
            coordinates, labels: split.train.map { labels[$0] }, classes: classes, strengths: strengths,
            progress: progress
        ).map { Confusion(labels: asked, answers: $0, classes: classes) }
    }
}
