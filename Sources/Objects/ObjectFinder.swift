// Finds the things of a frame: windows at every place, the verdict on each, connected parts, boxes.

import Classifier
package import Features
package import Imaging

/// Finds several objects at once. Not thread-safe: it belongs to whoever asks it.
///
/// The frame is read by the net in its dense form, once at the scale at which things are taught and once a quarter larger,
/// because things stand smaller where several do. Every window is judged by its round middle (`RoundWindow`) with a
/// classifier of its own that was taught the same samples, cut alike. It is fitted when what is known has changed, and
/// knows what the learner's knows.
package final class ObjectFinder {
    private let bank: FilterBank
    private let threads: Int
    private let manner: Manner
    private let round: RoundWindow
    private var classifier: OnlineClassifier?
    private var judge: PlaceJudge?
    private var known: Findable?
    /// The samples' features, cut to the round middle.
    private var cut: [Int64: TrainingSample] = [:]
    private var views: [DenseDescriptor] = []
    private var bordered = Picture(width: 1, height: 1)
    private var layout: Layout?
    private var scales: TaughtScales?
    private var silhouette = Silhouette()

    /// What the views were made for.
    private struct Layout: Hashable {
        let width, height: Int
        let sides: [Int]
    }

    /// A finder with the filters of a bank.
    ///
    /// - Parameter manner: how it looks; another one than the standard is for measurements.
    package init(bank: FilterBank, threads: Int = 1, manner: Manner = Manner()) {
        (self.bank, self.threads, self.manner) = (bank, threads, manner)
        round = RoundWindow(bank.shape)
    }

    /// What stands where in a frame.
    ///
    /// - Throws: `FeaturesError` when the frame cannot be read by the net.
    package func find(in picture: Picture, _ findable: Findable) throws(FeaturesError) -> ObjectMap {
        let began = ContinuousClock.now
        learn(findable)
        try arrange(picture, findable)
        bordered.fill(with: picture, border: (bordered.width - picture.width) / 2)
        var maps: [(map: WinnerMap, view: DenseDescriptor)] = []
        for view in views {
            try view.read(bordered)
            maps.append((winners(view), view))
        }
        let objects = maps.flatMap { candidates($0.map, $0.view, picture) }
            .sorted { $0.evidence > $1.evidence }
        let apart = Box.apart(objects.map(\.box), overlap: manner.overlap, inside: manner.inside)
        let found = apart.compactMap { index -> FoundObject? in
            let object = objects[index]
            return object.box.region(inFrameOf: picture.width, picture.height).map {
                FoundObject(
                    category: object.category, verdict: object.verdict, confidence: object.confidence, region: $0)
            }
        }
        return ObjectMap(
            objects: found, grid: grid(maps.last, picture),
            time: Int((ContinuousClock.now - began) / .nanoseconds(1)))
    }

    /// Fits the classifier of round windows to what is known.
    private func learn(_ findable: Findable) {
        if let known, known.revision == findable.revision, known.kind == findable.kind,
            known.threshold == findable.threshold
        {
            return
        }
        let classifier = self.classifier ?? makeClassifier(findable.weights)
        self.classifier = classifier
        var next: [Int64: TrainingSample] = [:]
        let samples = findable.samples.map { sample in
            let own: TrainingSample
            if let old = cut[sample.id], old.label == sample.label {
                own = old
            } else {
                own = TrainingSample(
                    id: sample.id, label: sample.label, features: round.places.map { sample.features[$0] })
            }
            next[sample.id] = own
            return own
        }
        cut = next
        classifier.threshold = findable.threshold
        classifier.kind = findable.kind == .nearestSample ? .standard : findable.kind
        classifier.fit(samples)
        judge = PlaceJudge(classifier)
        known = findable
    }

    private func makeClassifier(_ weights: (net: Double, colours: Double)) -> OnlineClassifier {
        OnlineClassifier(blocks: [
            FeatureBlock(range: 0..<round.netCount, weight: weights.net),
            FeatureBlock(range: round.netCount..<round.places.count, weight: weights.colours),
        ])
    }

    /// Makes the views for frames of a size, where they are not there yet.
    private func arrange(_ picture: Picture, _ findable: Findable) throws(FeaturesError) {
        scales = TaughtScales(findable, width: picture.width, height: picture.height)
        let next = Layout(width: picture.width, height: picture.height, sides: scales?.sides ?? [])
        if next == layout { return }
        let small = Int(manner.small * Double(min(picture.width, picture.height)))
        let sides = next.sides.flatMap { side in
            side < small ? [side] : manner.scales.map { max(Int(($0 * Double(side)).rounded()), 1) }
        }
        let border = (sides.max() ?? 1) / 2 + 1
        var views: [DenseDescriptor] = []
        for side in sides {
            views.append(
                try DenseDescriptor(
                    bank: bank, width: picture.width, height: picture.height, side: side, border: border,
                    threads: threads))
        }
        bordered = Picture(width: picture.width + 2 * border, height: picture.height + 2 * border)
        (self.views, layout) = (views, next)
    }

    /// The verdict on every window of a view.
    private func winners(_ view: DenseDescriptor) -> WinnerMap {
        let (rows, columns) = (view.places.rows, view.places.columns)
        guard let judge, !judge.categories.isEmpty else {
            let nothing = PlaceJudgement(verdict: .unknown, category: nil, confidence: 0, rank: 0, evidence: [])
            return WinnerMap(
                rows: rows, columns: columns, places: Array(repeating: nothing, count: rows * columns), categories: [])
        }
        var whole = [Float](repeating: 0, count: view.featureCount)
        var windows = [Float](repeating: 0, count: rows * columns * round.places.count)
        for place in 0..<rows * columns {
            whole.withUnsafeMutableBufferPointer {
                view.features(row: place / columns, column: place % columns, into: $0)
            }
            for (index, feature) in round.places.enumerated() {
                windows[place * round.places.count + index] = whole[feature]
            }
        }
        return WinnerMap(rows: rows, columns: columns, places: judge.judge(windows), categories: judge.categories)
    }

    /// A thing that may stand somewhere.
    private struct Candidate {
        let category: Int64
        let verdict: Verdict
        let confidence: Double
        let evidence: Double
        let box: Box
    }

    private func candidates(
        _ map: WinnerMap, _ view: DenseDescriptor, _ picture: Picture
    ) -> [Candidate] {
        map.parts.compactMap { part in
            guard let peak = map.peak(of: part) else { return nil }
            let place = map.places[peak.cell]
            let rival = zip(map.categories, place.evidence).filter { $0.0 != part.category }.map(\.1).max() ?? 0
            guard 2 * peak.evidence - max(rival, 0) >= manner.evidence else { return nil }
            let corner = view.corner(row: peak.row, column: peak.column)
            let side = Double(view.side)
            return Candidate(
                category: part.category, verdict: place.verdict, confidence: place.confidence, evidence: peak.evidence,
                box: box(of: part.category, in: picture, x: corner.x + side / 2, y: corner.y + side / 2, side: side))
        }
    }

    /// The box of a thing in the middle of a window: as it was drawn when it was taught, or what the colours say.
    private func box(of category: Int64, in picture: Picture, x: Double, y: Double, side: Double) -> Box {
        if let shape = scales?.shapes[category] {
            let (width, height) = (shape.width * side, shape.height * side)
            return Box(x: x - width / 2, y: y - height / 2, width: width, height: height)
        }
        let outline = silhouette.box(in: picture, x: x, y: y, window: manner.outline * side)
        let least = manner.smallest * side
        if let outline, min(outline.width, outline.height) >= least,
            max(outline.width, outline.height) <= manner.largest * side
        {
            return outline
        }
        let plain = manner.plain * side
        return Box(x: x - plain / 2, y: y - plain / 2, width: plain, height: plain)
    }

    private func grid(
        _ map: (map: WinnerMap, view: DenseDescriptor)?, _ picture: Picture
    ) -> ObjectMap.Grid {
        guard let (map, view) = map else {
            return ObjectMap.Grid(rows: 0, columns: 0, region: .whole, categories: [], cells: [])
        }
        let corner = view.corner(row: 0, column: 0)
        let middle = Double(view.side) / 2
        let covered = Box(
            x: corner.x + middle - view.step.across / 2, y: corner.y + middle - view.step.down / 2,
            width: Double(map.columns) * view.step.across, height: Double(map.rows) * view.step.down)
        let places = Dictionary(uniqueKeysWithValues: zip(map.categories, 0...))
        let cells = map.places.map { place -> ObjectMap.Grid.Cell in
            if let category = place.category, let index = places[category] { return .category(index) }
            return place.verdict == .empty ? .empty : .unknown
        }
        return ObjectMap.Grid(
            rows: map.rows, columns: map.columns,
            region: covered.region(inFrameOf: picture.width, picture.height) ?? .whole,
            categories: map.categories, cells: cells)
    }
}
