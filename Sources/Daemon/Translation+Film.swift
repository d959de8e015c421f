// From what is known of a frame to the note that travels with its picture.

import Classifier
import Imaging
import Objects
import Stream
import Teaching
import Wire

extension FrameNote {
    /// - Parameters:
    ///   - region: where the daemon looks, for a frame without a verdict.
    ///   - objects: what was found in the frame, or in one a moment before.
    init(
        _ frame: Frame, _ verdict: FrameVerdict, region: Region, objects: FoundObjects?, framesPerSecond: Double
    ) {
        let prediction = verdict.prediction
        self.init(
            frame: frame.number,
            said: prediction.map { NoteVerdict($0, lateness: verdict.isOwn ? 0 : verdict.lateness(for: frame)) },
            taught: prediction.map { !$0.scores.isEmpty } ?? false,
            region: WireRegion(prediction?.region ?? region),
            boxes: [NoteBox](objects) + (verdict.followed.map { [NoteBox($0)] } ?? []), fps: framesPerSecond)
    }
}

extension NoteVerdict {
    fileprivate init(_ prediction: Prediction, lateness: Double) {
        let isUnsure = prediction.judgement.verdict == .unsure && !prediction.scores.isEmpty
        self.init(
            verdict: prediction.judgement.verdict.rawValue, category: prediction.category?.name,
            color: prediction.category?.color, confidence: prediction.judgement.confidence,
            candidates: isUnsure ? prediction.scores.prefix(2).map(\.category.name) : nil, lateMs: lateness)
    }
}

extension NoteBox {
    fileprivate init(_ followed: Followed) {
        self.init(
            kind: "followed", category: followed.category, color: followed.color, sure: followed.isSure,
            region: WireRegion(followed.region))
    }
}

extension [NoteBox] {
    fileprivate init(_ found: FoundObjects?) {
        self = (found?.map.objects ?? []).compactMap { object in
            found?.categories[object.category].map { category in
                NoteBox(
                    kind: "object", category: category.name, color: category.color, sure: object.verdict == .known,
                    region: WireRegion(object.region))
            }
        }
    }
}
