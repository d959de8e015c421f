// One split: choose the penalty on pictures held out, learn from all, ask the rest.

import Features

/// What is done with every split of a data set.
package struct Trial: Sendable {
    /// The features of all pictures.
    package let table: FeatureTable
    /// The features that are learnt from in the end, where they are others than those that the penalty is chosen with.
    package var lastTable: FeatureTable?
    /// Colours beside the features.
    package var colours: ColourBlock?
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
        /// The mean of the classes' accuracies on what was held out, for each penalty that
        /// was tried.
        package let validation: [Step]
        /// The penalty that was chosen: the strongest of the best.
        package let strength: Double
        /// Whether coordinates were decorrelated, which is chosen with the penalty.
        package let isDecorrelated: Bool
        /// What was taken for what.
        package let confusion: Confusion
        /// How long learning and asking took, in seconds.
        package let seconds: Double

        /// A penalty and how it fared.
        package struct Step: Sendable, Codable {
            /// The penalty.
            package let strength: Double
            /// Whether coordinates were decorrelated.
            package let isDecorrelated: Bool
            /// The mean of the classes' accuracies.
            package let accuracy: Double
        }

        /// How the chosen penalty fared on what was held out.
        package var validationAccuracy: Double { validation.map(\.accuracy).max() ?? 0 }
    }

    /// Trials on features.
    ///
    /// - Throws: `LabError.badInput` when the classifier is made for other features.
    package init(
        table: FeatureTable, labels: [Int], classes: Int, classifier: LabClassifier, heldOut: Int, isValidation: Bool
    ) throws(LabError) {
        if classifier == .pyramid {
            guard let maps = table.maps, maps.extent.rows * maps.extent.columns <= SpatialPyramid.mostPlaces else {
                throw .badInput(reason: "The pyramid match counts what lies where in maps, and the features are none.")
            }
        }
        self.table = table
        self.labels = labels
        self.classes = classes
        self.classifier = classifier
        self.heldOut = heldOut
        self.isValidation = isValidation
    }

    /// So many strengths in a row that are no better end the search: the weaker, the longer they take.
    private static let patience = 3

    /// Fits at most: every penalty is tried, and from the strongest one on, once more up to the chosen one.
    package var steps: Int {
        LabClassifier.strengths.count * (classifier.forms.count + (isValidation ? 0 : 1))
    }

    /// Does it with several splits, one after another. Blocks.
    ///
    /// - Parameters:
    ///   - seeds: what the splits are drawn by.
    ///   - split: draws a split.
    /// - Throws: `LabError` as `split` and `run` for one split do.
    func run(
        _ seeds: Range<UInt64>, progress: LabProgress, split: (UInt64) throws(LabError) -> Split
    ) throws(LabError) -> [Outcome] {
        var (outcomes, done) = ([Outcome](), 0)
        for seed in seeds {
            outcomes.append(
                try run(try split(seed), seed: seed, progress: progress) {
                    done += 1
                    progress("fits", done, seeds.count * steps)
                })
        }
        return outcomes
    }

    /// Does it with one split. Blocks.
    ///
    /// - Parameters:
    ///   - held: the split with pictures held out of those to learn from; nil to draw it.
    ///   - progress: is told of all that takes time before the fits.
    ///   - fitted: is told of each of at most `steps` fits.
    /// - Throws: `LabError.badInput` when a class has too few pictures to hold any out.
    package func run(
        _ split: Split, held: Split? = nil, seed: UInt64, progress: LabProgress = { _, _, _ in },
        fitted: () -> Void = {}
    ) throws(LabError) -> Outcome {
        let begin = ContinuousClock.now
        let strengths = LabClassifier.strengths
        let inner: Split
        if let held {
            inner = held
        } else {
            inner = try split.holdout(labels: labels, classes: classes, perClass: heldOut, seed: seed)
        }
        var (steps, best, final) = ([Outcome.Step](), Outcome.Step?.none, Confusion?.none)
        let plain = coordinates(table, inner, progress)
        for isDecorrelated in classifier.forms {
            var (tried, sinceBest, most) = (0, 0, -1.0)
            fit(isDecorrelated ? plain.decorrelated() : plain, inner, strengths) { confusion in
                fitted()
                let step = Outcome.Step(
                    strength: strengths[tried], isDecorrelated: isDecorrelated, accuracy: confusion.meanClassAccuracy)
                tried += 1
                steps.append(step)
                if step.accuracy > best?.accuracy ?? -1 { (best, final) = (step, confusion) }
                sinceBest = step.accuracy > most ? 0 : sinceBest + 1
                most = max(most, step.accuracy)
                return sinceBest < Self.patience
            }
        }
        guard let best, var final else { throw .badInput(reason: "Nothing is held out to choose the penalty by.") }
        if !isValidation {
            let path = strengths.filter { $0 >= best.strength }
            let plain = coordinates(lastTable ?? table, split, progress)
            fit(best.isDecorrelated ? plain.decorrelated() : plain, split, path) { confusion in
                fitted()
                final = confusion
                return true
            }
        }
        let asked = isValidation ? inner : split
        return Outcome(
            seed: seed, train: asked.train.count, test: asked.test.count, validation: steps,
            strength: best.strength, isDecorrelated: best.isDecorrelated, confusion: final,
            seconds: (ContinuousClock.now - begin) / .seconds(1))
    }

    /// What the classifier is given of a split.
    private func coordinates(_ table: FeatureTable, _ split: Split, _ progress: LabProgress) -> Coordinates {
        guard classifier == .pyramid, let maps = table.maps else {
            return Coordinates(table.features, colours: colours, split, progress: progress)
        }
        return Coordinates(pyramid: table.features, maps: maps, colours: colours, split, progress: progress)
    }

    /// Gives `use` what comes of each strength in turn, until it says that it is enough.
    private func fit(
        _ coordinates: Coordinates, _ split: Split, _ strengths: [Double], use: (Confusion) -> Bool
    ) {
        let asked = split.test.map { labels[$0] }
        classifier.answers(
            coordinates, labels: split.train.map { labels[$0] }, classes: classes, strengths: strengths
        ) { use(Confusion(labels: asked, answers: $0, classes: classes)) }
    }
}
