// The slopes of a net's loss by all its numbers, on several threads.

package import Features
package import Workers

/// Takes batches of pictures through a net and back.
///
/// A batch is dealt out to a fixed number of passes, each of which adds up its own slopes; those are then added in the
/// passes' order. So the number of threads does not change a bit of the result. Nothing is allocated per batch.
package final class Backpropagation {
    /// The slopes, or curvatures, of the loss of the last batch by the net's numbers: sums over its pictures.
    package let slopes: FloatBuffer
    /// `-ln p(label)` of the last batch's pictures.
    package private(set) var loss = 0.0
    /// Pictures of the last batch whose most probable class is another than their label.
    package private(set) var mistakes = 0

    private let layout: NetLayout
    private let classes: Int
    private let passes: [NetPass]
    private let perPass: Int
    /// The net's numbers, packed, and their squares.
    private let packed: FloatBuffer
    private let squares: FloatBuffer
    private let team: Team
    private var work: Work?

    /// Passes of a batch: more threads find nothing to do.
    private static let passCount = 4
    /// Numbers that are added up at a time.
    private static let chunk = 1 << 13

    private struct Work {
        let pictures: UnsafePointer<Float>
        let labels: UnsafePointer<Int32>
        let places: UnsafeBufferPointer<Int>
        let kind: Kind
        let results: UnsafeMutablePointer<Float>?
    }

    /// What is wanted of the pictures.
    private enum Kind { case slopes, curvatures, loss, scores, features }

    /// The way through a net.
    ///
    /// - Parameter picturesPerPass: how many are taken at a time; it changes rounding, not results.
    package init(_ net: RefinementNet, picturesPerPass: Int = 4, team: Team) {
        layout = NetLayout(net.shape, layers: net.layers)
        classes = net.layers.last ?? 0
        perPass = picturesPerPass
        self.team = team
        let layout = layout
        passes = (0..<Self.passCount).map { _ in NetPass(net, layout: layout, pictures: picturesPerPass) }
        packed = FloatBuffer(count: layout.packedCount)
        squares = FloatBuffer(count: layout.packedCount)
        slopes = FloatBuffer(count: layout.count)
        net.numbers.withUnsafeBufferPointer { numbers in
            if let start = numbers.baseAddress { load(start) }
        }
    }

    /// Goes on with other numbers: as many as the net's.
    package func load(_ numbers: UnsafePointer<Float>) {
        let stages = layout.places.count
        for (index, place) in layout.places.enumerated() { packed.start[place] = numbers[index] }
        let first = layout.packedCount - (layout.count - stages)
        (packed.start + first).update(from: numbers + stages, count: layout.count - stages)
    }

    /// Finds loss, mistakes and slopes of the pictures at some places of examples.
    ///
    /// - Parameter isCurvature: find the diagonal of the Gauss-Newton second derivatives instead.
    package func findSlopes(of examples: RefinementExamples, at places: [Int], isCurvature: Bool = false) {
        if isCurvature {
            for index in 0..<layout.packedCount { squares.start[index] = packed.start[index] * packed.start[index] }
        }
        run(isCurvature ? .curvatures : .slopes, examples, places)
        team.split(layout.count, chunk: Self.chunk, of: self) { object, part, _ in
            unsafeDowncast(object, to: Backpropagation.self).add(part)
        }
    }

    /// Finds loss and mistakes of the pictures at some places of examples.
    package func findLoss(of examples: RefinementExamples, at places: [Int]) { run(.loss, examples, places) }

    /// The scores of the pictures at some places of examples: pictures × classes.
    package func scores(of examples: RefinementExamples, at places: [Int]) -> [Float] {
        results(classes, .scores, examples, places)
    }

    /// The standardised features of the pictures at some places of examples: pictures × features.
    package func features(of examples: RefinementExamples, at places: [Int]) -> [Float] {
        results(layout.layers.first?.inputs ?? 0, .features, examples, places)
    }

    /// The `c` of each stage's normalisation for the pictures of the last batch, as far as the first pass took them.
    package var floors: [[Float]] { passes.first?.floors ?? [] }

    private func results(_ length: Int, _ kind: Kind, _ examples: RefinementExamples, _ places: [Int]) -> [Float] {
        [Float](unsafeUninitializedCapacity: places.count * length) { buffer, count in
            buffer.initialize(repeating: 0)
            count = buffer.count
            run(kind, examples, places, into: buffer.baseAddress)
        }
    }

    private func run(
        _ kind: Kind, _ examples: RefinementExamples, _ places: [Int], into results: UnsafeMutablePointer<Float>? = nil
    ) {
        let bounds = 0..<examples.count
        precondition(places.allSatisfy(bounds.contains), "places lie in \(bounds)")
        examples.values.withUnsafeBufferPointer { values in
            examples.labels.withUnsafeBufferPointer { labels in
                places.withUnsafeBufferPointer { places in
                    guard let values = values.baseAddress, let labels = labels.baseAddress else { return }
                    work = Work(pictures: values, labels: labels, places: places, kind: kind, results: results)
                    team.split(passes.count, chunk: 1, of: self) { object, part, _ in
                        let own = unsafeDowncast(object, to: Backpropagation.self)
                        for pass in part { own.run(pass) }
                    }
                    work = nil
                }
            }
        }
        loss = passes.reduce(0) { $0 + $1.loss }
        mistakes = passes.reduce(0) { $0 + $1.mistakes }
    }

    /// What one pass does of a batch: every fourth piece of it.
    private func run(_ index: Int) {
        guard let work, let first = layout.stages.first else { return }
        let pass = passes[index]
        let length = first.input.rows * first.input.columns * first.inputLanes
        if work.kind == .slopes || work.kind == .curvatures { pass.clear() } else { pass.clearLoss() }
        for start in stride(from: index * perPass, to: work.places.count, by: passes.count * perPass) {
            let count = min(perPass, work.places.count - start)
            withUnsafeTemporaryAllocation(of: Int32.self, capacity: count) { labels in
                for picture in 0..<count {
                    let place = work.places[start + picture]
                    labels[picture] = work.labels[place]
                    pass.take(work.pictures + place * length, at: picture)
                }
                guard let labels = labels.baseAddress else { return }
                take(pass, work, labels, start, count)
            }
        }
    }

    private func take(_ pass: NetPass, _ work: Work, _ labels: UnsafePointer<Int32>, _ start: Int, _ count: Int) {
        switch work.kind {
        case .features:
            pass.describe(packed.start, pictures: count)
            let length = layout.layers.first?.inputs ?? 0
            for picture in 0..<count {
                let target = work.results?.advanced(by: (start + picture) * length)
                pass.withFeatures(of: picture) { target?.update(from: $0, count: length) }
            }
        case .scores:
            let scores = pass.score(packed.start, pictures: count)
            work.results?.advanced(by: start * classes).update(from: scores, count: count * classes)
        case .loss:
            pass.score(packed.start, pictures: count)
            pass.judge(labels, pictures: count, isCurvature: false)
        case .slopes, .curvatures:
            let isCurvature = work.kind == .curvatures
            pass.score(packed.start, pictures: count)
            pass.judge(labels, pictures: count, isCurvature: isCurvature)
            pass.takeBack(
                packed.start, factors: isCurvature ? squares.start : packed.start, pictures: count,
                isCurvature: isCurvature)
        }
    }

    /// Adds up what the passes found for some of the numbers.
    private func add(_ part: Range<Int>) {
        let stages = layout.places.count
        let shift = layout.packedCount - layout.count
        slopes.start.advanced(by: part.lowerBound).update(repeating: 0, count: part.count)
        for pass in passes {
            let own = pass.slopes.start
            for index in part.clamped(to: 0..<stages) { slopes.start[index] += own[layout.places[index]] }
            let rest = part.clamped(to: stages..<layout.count)
            let (target, source) = (slopes.start + rest.lowerBound, own + rest.lowerBound + shift)
            for index in 0..<rest.count { target[index] += source[index] }
        }
    }
}
