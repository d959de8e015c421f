// What came out of an examination.

import Client
import Wire

/// Counts of verdicts against what was really there.
public struct ExamReport: Sendable {
    /// The verdicts on one object alone.
    public struct Row: Sendable {
        /// Frames.
        public internal(set) var frames = 0
        /// Frames that were known as the object.
        public internal(set) var right = 0
        /// Frames that were known as another object.
        public internal(set) var wrong = 0
        /// Frames with two candidates.
        public internal(set) var unsure = 0
        /// Frames that were called unknown or empty.
        public internal(set) var silent = 0
    }

    /// Samples that were stored.
    public internal(set) var samples = 0
    /// Frames of which no verdict was heard: must be 0.
    public internal(set) var missedFrames = 0
    /// The objects, each alone.
    public private(set) var rows: [String: Row] = [:]
    /// Frames of the empty stage.
    public private(set) var emptyFrames = 0
    /// Frames of the empty stage in which nothing was announced.
    public private(set) var silentEmptyFrames = 0
    /// Frames with two objects.
    public private(set) var pairFrames = 0
    /// Frames with two objects in which one of them was named, alone or as a candidate.
    public private(set) var namedPairFrames = 0

    /// The share of single-object frames that were known as that object.
    public var accuracy: Double {
        let frames = rows.values.reduce(0) { $0 + $1.frames }
        return frames == 0 ? 0 : Double(rows.values.reduce(0) { $0 + $1.right }) / Double(frames)
    }

    /// The share of empty-stage frames in which nothing was announced.
    public var silence: Double { emptyFrames == 0 ? 0 : Double(silentEmptyFrames) / Double(emptyFrames) }

    mutating func note(_ event: JSON, objects: [String]) {
        let (verdict, category) = (event["verdict"]?.text ?? "", event["category"]?.text)
        let isAnnounced = verdict == "known" || verdict == "unsure"
        switch objects.count {
        case 0:
            emptyFrames += 1
            if !isAnnounced { silentEmptyFrames += 1 }
        case 1:
            rows[objects[0], default: Row()].note(verdict, isRight: category == objects[0])
        default:
            pairFrames += 1
            if isAnnounced, let category, objects.contains(category) { namedPairFrames += 1 }
        }
    }

    /// A table for people.
    public var table: String {
        var lines = ["object       frames  right  wrong  unsure  silent"]
        for (name, row) in rows.sorted(by: { $0.key < $1.key }) {
            let numbers = [(row.frames, 8), (row.right, 7), (row.wrong, 7), (row.unsure, 8), (row.silent, 8)]
            lines.append(name.padded(to: 11) + numbers.map { "\($0.0)".leftPadded(to: $0.1) }.joined())
        }
        lines.append("accuracy on one object: \(percent(accuracy)) (unsure and silent count as wrong)")
        lines.append("empty stage silent:     \(percent(silence)) of \(emptyFrames) frames")
        let pairs = pairFrames == 0 ? 0 : Double(namedPairFrames) / Double(pairFrames)
        lines.append("two objects, one named: \(percent(pairs)) of \(pairFrames) frames")
        return lines.joined(separator: "\n")
    }

    private func percent(_ share: Double) -> String { "\((share * 1000).rounded() / 10) %" }
}

extension ExamReport.Row {
    fileprivate mutating func note(_ verdict: String, isRight: Bool) {
        frames += 1
        switch verdict {
        case "known": if isRight { right += 1 } else { wrong += 1 }
        case "unsure": unsure += 1
        default: silent += 1
        }
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
    fileprivate func leftPadded(to width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}
