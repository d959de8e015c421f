// What the learner notices beside the verdict: cuts, things to ask about, and a stage that has changed.

import Classifier
import Features
import Foundation
import Imaging
import Logging

extension Learner {
    /// Seconds for which the picture must stand still to be that of an empty stage: what comes in moves.
    private static let calm = 0.3
    /// Seconds for which something unknown must stand still before it is taken for the stage itself.
    private static let furniture = 30.0
    /// Readings of the light that differ less than this share of a change worth telling are one.
    private static let sameLight = 0.2

    /// Looks at a frame before it teaches anything or is judged.
    func look(_ picture: Picture, _ region: Region, _ stamp: FrameStamp) {
        frameSize = (picture.width, picture.height)
        watch.look(picture, region, at: stamp.time)
        if watch.motion.isCut { smoother.reset() }
    }

    /// A question about the frame, if it is time for one.
    func ask(_ picture: Picture, _ prediction: Prediction, _ stamp: FrameStamp) -> Ask? {
        let mayAsk = !isTeaching && (!knowledge.categories.isEmpty || !knowledge.background.isEmpty)
        let wonders = watch.curiosity.wonders(
            prediction.judgement.verdict, watch.motion, at: stamp.time, mayAsk: mayAsk)
        guard wonders else { return nil }
        let region = prediction.region
        return Ask(frame: stamp.number, region: region, thumbnail: thumbnailer?(picture, region))
    }

    /// What has changed about the empty stage; nothing while somebody teaches, or where nothing is known of it.
    func watchDrift(_ features: [Float], _ prediction: Prediction, _ stamp: FrameStamp) -> [DriftNotice] {
        guard !isTeaching else { return [] }
        var notices: [DriftNotice] = []
        if watch.stage.samples != knowledge.background || watch.isStageOutdated {
            rememberStage()
            notices += watch.drift.reset()
        }
        if !knowledge.background.isEmpty {
            notices += watch.drift.advance(to: stamp.time, watch.stage)
            if isStage(prediction.judgement.verdict, stamp) {
                watch.drift.add(watch.frame, features[descriptor.netRange])
            }
        }
        // Notices are told by the clock on the wall, whatever clock the pictures have.
        let offset = Date().timeIntervalSince1970 - stamp.time
        return notices.map { notice in
            var told = notice
            told.since += offset
            return told
        }
    }

    /// The changes of the stage that are not over.
    var standingDrift: [DriftNotice] {
        let offset = Date().timeIntervalSince1970 - (latest?.stamp.time ?? 0)
        return watch.drift.standing.map { notice in
            var told = notice
            told.since += offset
            return told
        }
    }

    /// Whether a frame shows the stage alone, as far as can be told.
    private func isStage(_ verdict: Verdict, _ stamp: FrameStamp) -> Bool {
        let stillness = watch.motion.stillness(at: stamp.time)
        return verdict == .empty && stillness >= Self.calm || verdict == .unknown && stillness >= Self.furniture
    }

    private func rememberStage() {
        let samples = knowledge.background
        watch.isStageOutdated = false
        watch.stage = StageMemory(
            samples: samples, features: samples.compactMap { features[$0]?.taken[descriptor.netRange] },
            centre: centre, lights: lightReadings.mosaics(of: samples))
    }

    /// Takes down the light in which the empty stage is being taught.
    func noteLight(with sample: Int64) {
        let known = lightReadings.mosaics(of: knowledge.background)
        guard !known.contains(where: { Light(watch.frame, against: $0).size < Self.sameLight }) else { return }
        lightReadings.samples[sample, default: []].append(watch.frame.values)
        watch.isStageOutdated = true
        do {
            try lightFile?.write(lightReadings)
        } catch {
            logger.warning("a later change of the light may go unnoticed: \(error)")
        }
    }

    /// Reads the light in which the empty stage was taught before.
    func readLight() {
        do {
            guard let read = try lightFile?.read(), read.session == journal.session else { return }
            lightReadings = read
        } catch {
            logger.warning("a change of the light will go unnoticed until the empty stage is taught again: \(error)")
        }
    }

    /// The mean of the pictures of nothing in particular, as the net describes them.
    private var centre: [Float] {
        var sum = [Float](repeating: 0, count: descriptor.netRange.count)
        for picture in generic {
            for (index, value) in picture.features[descriptor.netRange].enumerated() { sum[index] += value }
        }
        return sum.map { $0 / Float(max(generic.count, 1)) }
    }
}
