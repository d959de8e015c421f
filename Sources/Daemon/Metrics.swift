// The daemon's numbers as Prometheus reads them: docs/PROTOCOL.md lists them.

/// Lines in the text format of Prometheus, version 0.0.4.
struct MetricsText {
    private(set) var text = ""

    /// A family with one value, or one for each set of labels.
    mutating func add(
        _ name: String, _ kind: String, _ help: String, _ values: [(labels: [(String, String)], value: Double)]
    ) {
        guard !values.isEmpty else { return }
        begin(name, kind, help)
        for (labels, value) in values { line(name, labels, value) }
    }

    /// A family with one value and no labels.
    mutating func add(_ name: String, _ kind: String, _ help: String, _ value: Double?) {
        if let value { add(name, kind, help, [([], value)]) }
    }

    /// A histogram.
    mutating func add(_ name: String, _ help: String, _ histogram: Histogram) {
        begin(name, "histogram", help)
        var sum = 0
        for (bound, count) in zip(Histogram.bounds, histogram.counts) {
            sum += count
            line("\(name)_bucket", [("le", "\(bound)")], Double(sum))
        }
        line("\(name)_bucket", [("le", "+Inf")], Double(histogram.count))
        line("\(name)_sum", [], histogram.sum)
        line("\(name)_count", [], Double(histogram.count))
    }

    private mutating func begin(_ name: String, _ kind: String, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind)\n"
    }

    private mutating func line(_ name: String, _ labels: [(String, String)], _ value: Double) {
        let inside = labels.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",")
        let number = value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : "\(value)"
        text += "\(name)\(inside.isEmpty ? "" : "{\(inside)}") \(number)\n"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}

/// How often something took how long.
struct Histogram: Sendable {
    /// Upper bounds in seconds.
    static let bounds = [0.001, 0.002, 0.005, 0.01, 0.02, 0.033, 0.05, 0.1, 0.2, 0.5, 1.0]

    /// How many fell below each bound and not below the one before.
    private(set) var counts = [Int](repeating: 0, count: bounds.count)
    /// All.
    private(set) var count = 0
    /// Seconds, all together.
    private(set) var sum = 0.0

    /// Notes so many seconds.
    mutating func note(_ seconds: Double) {
        count += 1
        sum += seconds
        if let place = Self.bounds.firstIndex(where: { seconds <= $0 }) { counts[place] += 1 }
    }
}
