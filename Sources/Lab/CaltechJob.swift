// Caltech-101, or any pictures in a folder a category.

import Features

/// What an experiment says on its way: what it does, how much of it is done, and how much there is.
package typealias LabProgress = (_ what: String, _ done: Int, _ all: Int) -> Void

/// The protocol of Jarrett et al. 2009, section 3: so many pictures of each category are learnt from, the others are asked,
/// and the mean of the categories' accuracies is told.
package struct CaltechJob {
    /// Pictures of each category that the penalty is chosen by, as in the paper.
    static let heldOut = 5

    /// The folder: `DIR/<category>/*.jpg`, to be split at random, or `DIR/train/<category>` and `DIR/test/<category>`.
    package let data: String
    /// How.
    package var settings: LabSettings
    /// How much the pictures' colours count beside the net's features, which count 1; nil for grey pictures, as in the paper.
    package var colour: Double?
    /// What is made of the features.
    package var extras = FeatureExtras()
    /// Pictures of each category that are learnt from, in random splits.
    package var perClass = 30
    /// Pictures of a category that are asked at most, in random splits; nil for all.
    package var most: Int?

    /// An experiment.
    package init(data: String, settings: LabSettings) { (self.data, self.settings) = (data, settings) }

    /// Does it. Blocks.
    ///
    /// - Throws: `LabError`
    package func run(_ cache: FeatureCache, progress: LabProgress) throws(LabError) -> LabReport {
        let bank = try settings.bank.cut(to: settings.net.stages, settings.modules, polarity: extras.polarity)
        let (folders, given) = try pictures()
        let begin = ContinuousClock.now
        let list = PictureList(files: folders.paths)
        let (plain, wasKept) = try cache.table(of: list, bank: bank, threads: settings.threads) {
            progress("features", $0, list.count)
        }
        let table = try extras.applied(to: plain)
        let colours = try colour.map { weight throws(LabError) in
            let table = try cache.colours(of: list, threads: settings.threads) { progress("colours", $0, list.count) }
            return ColourBlock(features: table.features, weight: weight)
        }
        let featureSeconds = (ContinuousClock.now - begin) / .seconds(1)
        let classes = folders.categories.count
        var trial = try Trial(
            table: table, labels: folders.labels, classes: classes, classifier: settings.classifier,
            heldOut: Self.heldOut,
            isValidation: settings.isValidation)
        trial.colours = colours
        let usable = folders.labels.indices.filter { table.broken[$0] == nil }
        let outcomes = try trial.run(settings.seeds, progress: progress) { seed throws(LabError) in
            if let given {
                return Split(train: usable.filter(given.contains), test: usable.filter { !given.contains($0) })
            }
            return try Split.random(
                labels: folders.labels, among: usable, classes: classes, perClass: perClass, most: most, seed: seed)
        }
        var setting = LabReport.Setting("Caltech-101", settings, bank: bank, measure: .accuracy)
        (setting.extras, setting.colour) = (extras, colour)
        return LabReport(
            setting: setting, categories: folders.categories, table: table,
            featureSeconds: wasKept ? nil : featureSeconds, outcomes: outcomes,
            published: .caltech(settings.net, settings.modules, settings.classifier))
    }

    /// The pictures, and the places of those to learn from if the folder says which.
    func pictures() throws(LabError) -> (ImageFolders, Range<Int>?) {
        let (train, test) = ("\(data)/train", "\(data)/test")
        guard ImageFolders.isFolder(train), ImageFolders.isFolder(test) else { return (try ImageFolders(data), nil) }
        guard settings.splits == 1 || settings.isValidation else {
            throw .badInput(
                reason:
                    "“\(data)” has its own split, the folders train and test, and cannot be split \(settings.splits) times."
            )
        }
        let learnt = try ImageFolders(train)
        let asked = try ImageFolders(test, categories: learnt.categories)
        return (ImageFolders(learnt, asked), 0..<learnt.paths.count)
    }
}
