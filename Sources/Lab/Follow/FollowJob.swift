// Following things that turn, and a thing in a film: does it help?

package import Features
import Imaging
import Linear

/// Teaches one view of each thing, follows it as the daemon does, and asks others.
package struct FollowJob {
    /// The folder: things that turn, or a film with boxes.
    package let data: String
    /// What describes views.
    package let bank: FilterBank
    /// Views that follow the taught one, where things turn.
    package var frames = 18
    /// How often all is drawn.
    package var seeds = 10
    /// Views described, and trials done, at a time.
    package var threads = 1
    /// Which classes.
    package var part = LiveJob.Part.all

    /// An experiment.
    package init(data: String, bank: FilterBank) { (self.data, self.bank) = (data, bank) }

    /// Does it. Blocks.
    ///
    /// - Throws: `LabError`
    package func run(_ cache: FeatureCache, progress: LabProgress) throws(LabError) -> FollowReport {
        let data = try LiveData(data)
        switch data.layout {
        case .objects: return try turn(data, cache, progress)
        case .film: return try film(data, cache, progress)
        case .sessions:
            throw .badInput(reason: "“\(self.data)” shows one thing after another, and nothing that could be followed.")
        }
    }

    private func turn(
        _ data: LiveData, _ cache: FeatureCache, _ progress: LabProgress
    ) throws(LabError) -> FollowReport {
        let (features, broken, _) = try describer.features(data, cache, progress)
        let views = data.scenes[0].views.enumerated().map { label, views in
            part == .all || (label % 2 == 0) == (part == .validation) ? views.filter { broken[$0] == nil } : []
        }
        guard views.count(where: { $0.count > frames + 1 }) > 1 else {
            throw .badInput(reason: "“\(self.data)” has not two things with more than \(frames + 1) views.")
        }
        let plans = (1...UInt64(seeds)).map { FollowPlan(turning: views, frames: frames, seed: $0) }
        return FollowReport(
            title:
                "\(self.data), \(part.rawValue): \(views.count { !$0.isEmpty }) things, a third of them never taught, "
                + "\(frames) views followed, \(seeds) seeds",
            notes: data.broken + broken.sorted { $0.key < $1.key }.map(\.value),
            outcomes: Shared.map(plans.count, threads: threads, progress: { progress("trials", $0, plans.count) }) {
                features.outcomes(plans[$0])
            })
    }

    /// The first half is followed, the second asked: the thing, and as large parts of what is around it.
    private func film(
        _ data: LiveData, _ cache: FeatureCache, _ progress: LabProgress
    ) throws(LabError) -> FollowReport {
        let (around, things) = (data.scenes[0].views[0], data.scenes[0].views[1])
        let pictures = PictureList(files: things.map { data.views[$0].path })
        var boxes: [PixelRectangle] = []
        for (index, place) in things.enumerated() {
            guard case .colours(let picture) = try pictures.read(index) else { continue }
            boxes.append(try data.views[place].rectangle(width: picture.width, height: picture.height))
        }
        let track = try FilmTrack(pictures, boxes: boxes)
        let steps = track.steps.prefix(min(track.followed, things.count / 2)).enumerated().filter { $0.element.isSure }
        let tracked = steps.compactMap { index, step in
            step.box.map { box in
                (
                    view: LiveView(
                        data.views[things[index + 1]].path,
                        .box(x: box.x, y: box.y, width: box.width, height: box.height)),
                    isWrong: step.overlap < FilmTrack.overlapEnough
                )
            }
        }
        let whole = LiveData(
            .film, classes: data.classes + ["tracked"],
            scenes: [("", [around.map { data.views[$0] }, things.map { data.views[$0] }, tracked.map(\.view)])])
        let (features, broken, _) = try describer.features(whole, cache, progress)
        guard broken.isEmpty else { throw .badInput(reason: broken.values.sorted()[0]) }
        let next = whole.scenes[0].views[2]
        let course = FollowPlan.Course(
            label: 1, first: whole.scenes[0].views[1][0], next: next,
            wrong: Set(zip(next, tracked).filter { $0.1.isWrong }.map(\.0)))
        let asked = [0, 1].flatMap { whole.scenes[0].views[$0].dropFirst(things.count / 2 + 1) }
        return FollowReport(
            title:
                "\(self.data): a thing and what is around it, \(next.count) sure frames of the first half followed, the "
                + "second half asked", notes: data.broken + [track.words],
            outcomes: [features.outcomes(FollowPlan(film: course, asked: Array(asked)))])
    }

    /// Describes views as live teaching does.
    private var describer: LiveJob {
        var job = LiveJob(data: data, bank: bank)
        job.threads = threads
        return job
    }
}
