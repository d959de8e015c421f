// What a daemon says of objects that it was not taught, on a stage that it knows.

import Client
import Wire

/// Counts of verdicts on objects that were never taught, and on those that were.
public struct StrangerReport: Sendable {
    /// Frames with a stranger alone, by verdict.
    public private(set) var verdicts: [String: Int] = [:]
    /// Frames with a known object alone, and those of them that were called unknown or empty.
    public private(set) var (known, missed) = (0, 0)

    mutating func note(_ event: JSON, isKnown: Bool) {
        let verdict = event["verdict"]?.text ?? ""
        guard isKnown else { return verdicts[verdict, default: 0] += 1 }
        known += 1
        if verdict == "unknown" || verdict == "empty" { missed += 1 }
    }

    /// A line for people.
    public var line: String {
        let frames = verdicts.values.reduce(0, +)
        func share(_ count: Int, of all: Int) -> String {
            "\((Double(count) / Double(max(all, 1)) * 1000).rounded() / 10) %"
        }
        let parts = ["unknown", "known", "unsure", "empty"].map { "\($0) \(share(verdicts[$0] ?? 0, of: frames))" }
        return "strangers: \(parts.joined(separator: ", ")) of \(frames) frames; "
            + "what is known was missed in \(share(missed, of: known)) of \(known)"
    }
}

extension Examination {
    /// Forgets all objects but the first so many, and listens for a lap. After `hold`.
    public mutating func meetStrangers(knowing count: Int) throws -> StrangerReport {
        for object in truth.objects.dropFirst(count) {
            _ = try teacher.call("category.remove", ["category": .string(object)])
        }
        _ = try teacher.call("sync", [:])
        let known = Set(truth.objects.prefix(count))
        var report = StrangerReport()
        try listen(lap: try waitForBeginning()) { event, window in
            guard window.isSteady, window.objects.count == 1 else { return }
            report.note(event, isKnown: known.contains(window.objects[0]))
        }
        return report
    }
}
