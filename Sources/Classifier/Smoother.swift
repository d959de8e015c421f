// Verdicts over time: what is shown follows the last few tenths of a second, not the last frame.

import Foundation

/// Judgements averaged exponentially over time.
///
/// The smoothed verdict is the one that held for the greater part of the last moments, its category the one with the
/// best averaged score. A teaching act (another revision), a scene cut or a gap starts afresh, so the frame after an act
/// is shown as it was judged.
public struct Smoother: Sendable {
    /// Seconds after which a frame has lost all but 1/e of its say.
    public let timeConstant: Double

    /// Frames further apart than this many seconds have nothing to say about one another.
    private static let gap = 1.0

    private var past: (time: Double, revision: Int64)?
    private var shares: [Verdict: Double] = [:]
    private var scores: [Int64: Double] = [:]
    private var confidence = 0.0
    private var familiarity = 0.0

    /// A smoother that has seen nothing.
    public init(timeConstant: Double = 0.4) {
        self.timeConstant = timeConstant
    }

    /// Forgets the past, as after a scene cut.
    public mutating func reset() {
        past = nil
    }

    /// Takes a frame's judgement and gives the smoothed one, with the frame's own neighbours.
    ///
    /// - Parameters:
    ///   - time: when the frame was captured, in seconds of any steady clock.
    ///   - revision: of what was taught when the frame was judged.
    public mutating func smooth(_ raw: Judgement, at time: Double, revision: Int64) -> Judgement {
        var weight = 1.0
        if let past, past.revision == revision, time >= past.time, time - past.time <= Self.gap {
            weight = 1 - exp((past.time - time) / timeConstant)
        } else {
            shares = [:]
            scores = [:]
            (confidence, familiarity) = (0, 0)
        }
        past = (time, revision)
        for verdict in Verdict.allCases {
            shares[verdict, default: 0] += weight * ((verdict == raw.verdict ? 1 : 0) - shares[verdict, default: 0])
        }
        for entry in raw.scores {
            scores[entry.category, default: 0] += weight * (entry.score - scores[entry.category, default: 0])
        }
        confidence += weight * (raw.confidence - confidence)
        familiarity += weight * (raw.familiarity - familiarity)

        let most = shares.values.max() ?? 1
        // Between equal shares the frame's own verdict holds, then the order of the verdicts.
        let verdict =
            shares[raw.verdict] == most ? raw.verdict : Verdict.allCases.first { shares[$0] == most } ?? raw.verdict
        let ordered = scores.map { Judgement.Score(category: $0.key, score: $0.value) }
            .sorted { ($1.score, $0.category) < ($0.score, $1.category) }
        let named = verdict == .known || verdict == .unsure
        return Judgement(
            verdict: verdict, category: named ? ordered.first?.category : nil, confidence: confidence,
            familiarity: familiarity, scores: ordered, neighbours: raw.neighbours)
    }
}
