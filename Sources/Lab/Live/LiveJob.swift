// Live teaching on things that turn, hands and a film.

import Classifier
package import Features
import Imaging
import Linear

/// Teaches classifiers a few views of each class, as the daemon is taught, and asks them others.
package struct LiveJob {
    /// Which of the classes are used: settings are chosen on one half, and tried on the other.
    package enum Part: String, Sendable, Codable {
        /// All.
        case all
        /// Those with an even place in the sorted list.
        case validation
        /// Those with an odd place.
        case heldOut = "held-out"
    }

    /// The folder.
    package let data: String
    /// What describes views.
    package let bank: FilterBank
    /// How views are chosen; nil for what the data are usually taught by.
    package var order: LiveOrder?
    /// How many views are taught of each class.
    package var counts = [1, 3, 5, 10, 20]
    /// How often all is drawn.
    package var seeds = 10
    /// What it is first drawn by; then by the numbers that follow.
    package var seed: UInt64 = 1
    /// Views described, and trials done, at a time.
    package var threads = 1
    /// How much colours count beside shapes: the daemon's weight.
    package var colour = 0.36
    /// Which classes.
    package var part = Part.all
    /// Whether half of the classes are also taught four times as much.
    package var isImbalanced = false
    /// Who is taught.
    package var contestants = LiveContestant.all
    /// Where the trials are put down for other programs; nil for nowhere.
    package var dump: String?

    /// An experiment.
    package init(data: String, bank: FilterBank) { (self.data, self.bank) = (data, bank) }

    /// Does it. Blocks.
    ///
    /// - Throws: `LabError`
    package func run(_ cache: FeatureCache, progress: LabProgress) throws(LabError) -> LiveReport {
        let data = try LiveData(data)
        let order = try chosenOrder(data)
        let begin = ContinuousClock.now
        let (features, broken, wasKept) = try features(data, cache, progress)
        let seconds = (ContinuousClock.now - begin) / .seconds(1)
        let draw = LiveDraw(data, order: order, classes: try classes(data), broken: Set(broken.keys))
        let trials = try trials(draw)
        let contestants = contestants
        let pieces = trials.count * contestants.count
        let answers = Shared.map(
            pieces, threads: threads, progress: { progress("trials", $0, pieces) },
            { features.answers(contestants[$0 % contestants.count], trials[$0 / contestants.count]) })
        let outcomes = contestants.enumerated().map { place, contestant in
            (contestant.name, trials.indices.map { answers[$0 * contestants.count + place] })
        }
        if let dump {
            try LiveDump(data: data, features: features, trials: trials, outcomes: outcomes).write(into: dump)
        }
        return LiveReport(
            setting: LiveReport.Setting(self, data, draw, features), categories: draw.classes.map { data.classes[$0] },
            views: data.views.count, broken: data.broken + broken.sorted { $0.key < $1.key }.map(\.value),
            leftOut: leftOut(draw), featureSeconds: wasKept ? nil : seconds,
            rows: LiveReport.rows(trials: trials, outcomes: outcomes))
    }

    /// What views look like, and why some could not be described.
    func features(
        _ data: LiveData, _ cache: FeatureCache, _ progress: LabProgress
    ) throws(LabError) -> (LiveFeatures, broken: [Int: String], wasKept: Bool) {
        let taken = try tables(PictureList(views: data.views), "features", cache, progress)
        let mirrored = try tables(
            PictureList(views: data.views, areMirrored: true), "features of mirror images", cache, progress)
        let (net, columns) = (bank.shape.featureCount, taken.table.columns)
        let features = LiveFeatures(
            table: taken.table, mirrored: mirrored.table, labels: data.labels,
            blocks: [
                FeatureBlock(range: 0..<net, weight: 1), FeatureBlock(range: net..<columns, weight: colour),
            ], generic: try generic())
        return (features, taken.broken, taken.wasKept && mirrored.wasKept)
    }

    /// The net's features and the colours of all pictures, side by side.
    private func tables(
        _ list: PictureList, _ name: String, _ cache: FeatureCache, _ progress: LabProgress
    ) throws(LabError) -> (table: Matrix, broken: [Int: String], wasKept: Bool) {
        let (net, wasKept) = try cache.table(of: list, bank: bank, threads: threads) { progress(name, $0, list.count) }
        let colours = try cache.colours(of: list, threads: threads) { progress("colours", $0, list.count) }
        let values = (0..<list.count).flatMap { net.features.row($0) + colours.features.row($0) }
        let columns = net.features.columns + colours.features.columns
        return (
            Matrix(rows: list.count, columns: columns, values: values),
            net.broken.merging(colours.broken) { first, _ in first }, wasKept
        )
    }

    /// The permanent counter-examples, described.
    private func generic() throws(LabError) -> [TrainingSample] {
        let descriptor: Descriptor
        do {
            descriptor = try Descriptor(bank: bank)
        } catch {
            throw .badInput(reason: "\(error)")
        }
        return GenericNegatives.pictures().enumerated().map { index, picture in
            var features = [Float](repeating: 0, count: descriptor.featureCount)
            let whole = PixelRectangle(x: 0, y: 0, width: picture.width, height: picture.height)
            features.withUnsafeMutableBufferPointer { descriptor.extract(picture, whole, into: $0) }
            return TrainingSample(id: -1 - Int64(index), label: .generic, features: features)
        }
    }

    private func chosenOrder(_ data: LiveData) throws(LabError) -> LiveOrder {
        if data.layout == .objects { return order ?? .random }
        guard order == nil || order == .time else {
            throw .badInput(
                reason:
                    "“\(self.data)” is taught in the order of time: what is near in time is nearly the same picture, "
                    + "so that “\(order?.rawValue ?? "")” would ask what was taught.")
        }
        return .time
    }

    private func classes(_ data: LiveData) throws(LabError) -> [Int] {
        let chosen = data.classes.indices.filter { part == .all || ($0 % 2 == 0) == (part == .validation) }
        guard chosen.count > 1 else {
            throw .badInput(
                reason:
                    "“\(self.data)” has \(data.classes.count) classes, and half of them are too few to be told apart.")
        }
        return chosen
    }

    private func trials(_ draw: LiveDraw) throws(LabError) -> [LiveTrial] {
        let purposes: [LiveTrial.Purpose] = [.all, .unknown] + (isImbalanced ? [.imbalance] : [])
        let trials = counts.flatMap { count in
            (seed..<seed + UInt64(seeds)).flatMap { seed in
                draw.data.scenes.indices.flatMap { scene in
                    purposes.compactMap { draw.trial($0, count, scene: scene, seed: seed) }
                }
            }
        }
        guard !trials.isEmpty else {
            throw .badInput(
                reason: "“\(data)” has not two classes with views enough to teach \(counts.min() ?? 0) and ask others.")
        }
        return trials
    }

    /// Sentences on classes with too few views.
    private func leftOut(_ draw: LiveDraw) -> [String] {
        counts.flatMap { count in
            draw.data.scenes.indices.compactMap { scene in
                let (enough, few) = draw.usable(count, scene: scene)
                if few.isEmpty { return nil }
                let name = draw.data.scenes[scene].name
                let place = name.isEmpty ? "" : " in \(name)"
                let names = few.map { draw.data.classes[$0] }
                let listed = names.prefix(6).joined(separator: ", ") + (names.count > 6 ? ", …" : "")
                return "too few views to teach \(count)\(place): "
                    + (enough.count < 2 ? "fewer than two classes are left, so nothing is asked" : listed)
            }
        }
    }
}
