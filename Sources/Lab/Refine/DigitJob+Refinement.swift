// MNIST with filters that are refined: the net of the paper's smallest error.

package import Features

extension DigitJob {
    /// Outputs of the layer between features and digits, as in the paper.
    private static let hidden = 200
    /// Epochs on all digits once it is known which one was best, as in the paper.
    private static let further = 3

    /// Does the experiment of a protocol with refined filters: R⁺R⁺ is the paper's R⁺R⁺R⁺R⁺ and U⁺U⁺ its U⁺U⁺R⁺R⁺, since
    /// the two layers behind the features begin with random weights. Blocks.
    ///
    /// A sixth of the digits to learn from is held out until it is known which epoch is best; from there on it goes on with
    /// all of them for three epochs (Jarrett et al. 2009, section 4.3).
    ///
    /// - Parameter say: is given a line for each epoch.
    /// - Returns: the report, and the refined bank of the first choice of digits.
    /// - Throws: `LabError`
    package func refine(
        _ refinement: RefineSettings, progress: RefineProgress, say: (String) -> Void
    ) throws(LabError) -> (report: RefineReport, bank: FilterBank) {
        let bank = try settings.bank.cut(to: settings.net.stages, settings.modules)
        let (learnt, asked) = (try digits("train"), try digits("t10k"))
        let labels = learnt.labels + asked.labels
        let perClass = (train ?? learnt.list.count) / 10
        let all = learnt.list.count + asked.list.count
        let setting = LabReport.Setting("MNIST", settings, bank: bank, measure: .error)
        let isWhole = settings.net == .uuPlus && settings.modules == .whole && train == nil
        let data = RefineData(
            list: PictureList(learnt.list, asked.list), labels: labels, categories: (0..<10).map(String.init),
            splits: { _ throws(LabError) in
                var splits: [(seed: UInt64, split: Split, held: Split)] = []
                for seed in settings.seeds {
                    let places = Array(learnt.labels.indices)
                    let chosen =
                        train == nil
                        ? places
                        : try Split.random(
                            labels: labels, among: places, classes: 10, perClass: perClass, seed: seed
                        ).train
                    let split = Split(train: chosen, test: Array(learnt.list.count..<all))
                    let held = try split.holdout(
                        labels: labels, classes: 10, perClass: max(1, perClass / Self.heldOutShare), seed: seed)
                    splits.append((seed, split, held))
                }
                return splits
            }, hidden: [Self.hidden], last: .further(Self.further), setting: setting,
            published: isWhole ? .refinedDigits : nil)
        return try data.run(bank, refinement, threads: settings.threads, progress: progress, say: say)
    }
}
