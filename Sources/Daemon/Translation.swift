// From the rooms' own values to the words of the wire, and back.

import Classifier
import Imaging
import Teaching
import Wire

extension Failure {
    init(_ error: TeachingError) {
        switch error.kind {
        case .unknownCategory: self.init(.unknownCategory, error.description)
        case .nameRefused: self.init(.nameRefused, error.description)
        case .noFrame: self.init(.noFrame, error.description, retry: true)
        case .noCamera: self.init(.noCamera, error.description, retry: true)
        case .staleRevision: self.init(.staleRevision, error.description)
        case .leaseExpired: self.init(.leaseExpired, error.description)
        case .notFound: self.init(.notFound, error.description)
        case .busy: self.init(.busy, error.description, retry: true)
        case .regionRefused: self = .invalidParams(error.description)
        case .unusable: self.init(.badSession, error.description)
        case .disk: self = .internalError(error.description)
        }
    }

    init(_ error: SessionError) {
        switch error.kind {
        case .nameRefused: self.init(.nameRefused, error.description)
        case .notFound: self.init(.notFound, error.description)
        case .unusable: self.init(.badSession, error.description)
        case .disk: self = .internalError(error.description)
        }
    }
}

extension Region {
    /// The wire has checked that it lies inside the frame.
    init(_ region: WireRegion) {
        self = Region(x: region.x, y: region.y, width: region.width, height: region.height) ?? .whole
    }
}

extension WireRegion {
    init(_ region: Region) {
        self.init(x: region.x, y: region.y, width: region.width, height: region.height)
    }
}

extension CategoryInfo {
    init(_ category: Teaching.Category, newest: [Int64]) {
        self.init(
            id: category.id, name: category.name, color: category.color, samples: category.samples.count,
            newest: newest)
    }
}

extension TaughtInfo {
    init(_ taught: Taught) {
        self.init(
            category: taught.category, samples: taught.samples, skippedDuplicates: taught.skipped, total: taught.total,
            revision: taught.revision, frame: taught.frame)
    }
}

extension AskInfo {
    init(_ ask: Ask) {
        self.init(frame: ask.frame, region: WireRegion(ask.region), thumbnail: ask.thumbnail)
    }
}

extension LogLine {
    init(_ broken: Knowledge.Broken) { self.init(level: "warning", message: "\(broken)") }
}

extension ActInfo {
    init(_ record: ActRecord, isUndone: Bool) {
        self.init(
            id: record.id, kind: record.act.kind, category: record.act.category, session: record.act.session,
            samples: record.act.movedSamples ?? record.samples.count, author: record.author, time: record.time,
            undone: isUndone)
    }
}

extension DriftInfo {
    init(_ notice: DriftNotice) {
        self.init(
            kind: notice.kind.rawValue, since: notice.since, distance: notice.distance, threshold: notice.threshold,
            message: notice.message, over: notice.isOver)
    }
}

extension PredictionInfo {
    /// - Parameter total: nanoseconds from capture, or from the request, to the verdict.
    init(
        _ prediction: Prediction, total: UInt64, frame: Int64? = nil, captured: UInt64? = nil, position: Double? = nil,
        lap: Int? = nil
    ) {
        let features = prediction.featureTimes.reduce(0, +)
        self.init(
            frame: frame, capturedNs: captured, position: position, lap: lap,
            verdict: prediction.judgement.verdict.rawValue, category: prediction.category?.name,
            confidence: prediction.judgement.confidence,
            raw: RawInfo(
                verdict: prediction.raw.verdict.rawValue, category: prediction.rawCategory?.name,
                confidence: prediction.raw.confidence), familiarity: prediction.judgement.familiarity,
            // Ridge scores can lie a little outside of 0…1: as shares of a bar they may not.
            scores: prediction.scores.map { ScoreInfo(category: $0.category.name, score: min(max($0.score, 0), 1)) },
            neighbours: prediction.neighbours.map { neighbour in
                NeighbourInfo(
                    sample: neighbour.sample, category: neighbour.category?.name, distance: neighbour.distance)
            },
            region: WireRegion(prediction.region),
            latencyMs: LatencyInfo(
                features: Double(features) / 1e6, classify: Double(prediction.classifyTime) / 1e6,
                total: Double(total) / 1e6),
            revision: prediction.revision)
    }
}
