// Caltech-101 with filters that are refined.

package import Features

extension CaltechJob {
    /// Does the experiment of a protocol with refined filters: R⁺, R⁺R⁺, U⁺ or U⁺U⁺. Blocks.
    ///
    /// Of the pictures to learn from five a category are held out until it is known how many epochs are best; then the net is
    /// refined from its beginning on all of them for as many.
    ///
    /// - Parameter say: is given a line for each epoch.
    /// - Returns: the report, and the refined bank of the first split.
    /// - Throws: `LabError`
    package func refine(
        _ refinement: RefineSettings, progress: RefineProgress, say: (String) -> Void
    ) throws(LabError) -> (report: RefineReport, bank: FilterBank) {
        let bank = try settings.bank.cut(to: settings.net.stages, settings.modules)
        let (folders, given) = try pictures()
        let classes = folders.categories.count
        let setting = LabReport.Setting("Caltech-101", settings, bank: bank, measure: .accuracy)
        let data = RefineData(
            list: PictureList(files: folders.paths), labels: folders.labels, categories: folders.categories,
            splits: { usable throws(LabError) in
                var splits: [(seed: UInt64, split: Split, held: Split)] = []
                for seed in settings.seeds {
                    let split: Split
                    if let given {
                        split = Split(train: usable.filter(given.contains), test: usable.filter { !given.contains($0) })
                    } else {
                        split = try Split.random(
                            labels: folders.labels, among: usable, classes: classes, perClass: perClass, most: most,
                            seed: seed)
                    }
                    let held = try split.holdout(
                        labels: folders.labels, classes: classes, perClass: Self.heldOut, seed: seed)
                    splits.append((seed, split, held))
                }
                return splits
            }, hidden: [], last: .again, setting: setting, published: .caltech(settings.net, settings.modules))
        return try data.run(bank, refinement, threads: settings.threads, progress: progress, say: say)
    }
}
