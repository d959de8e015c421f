// What is said of several objects in a picture. Keys are written in snake_case.

/// Something that stands in a picture.
public struct ObjectInfo: Encodable, Sendable, Hashable {
    /// What it is.
    public let category: String
    /// `known` or `unsure`.
    public let verdict: String
    /// Calibrated; never 1.
    public let confidence: Double
    /// Where it stands.
    public let region: WireRegion

    /// An object.
    public init(category: String, verdict: String, confidence: Double, region: WireRegion) {
        self.category = category
        self.verdict = verdict
        self.confidence = confidence
        self.region = region
    }
}

/// The map of a picture: what wins at each place.
public struct ObjectMapInfo: Encodable, Sendable {
    /// Rows of places.
    public let rows: Int
    /// Columns of places.
    public let columns: Int
    /// The part of the picture that the places share evenly.
    public let region: WireRegion
    /// The categories that `cells` speaks of.
    public let categories: [String]
    /// Row by row: a place in `categories`, -1 for the empty stage, -2 for nothing that was taught.
    public let cells: [Int]

    /// A map.
    public init(rows: Int, columns: Int, region: WireRegion, categories: [String], cells: [Int]) {
        self.rows = rows
        self.columns = columns
        self.region = region
        self.categories = categories
        self.cells = cells
    }
}

/// The `objects` event.
public struct ObjectsInfo: Encodable, Sendable {
    /// Milliseconds of a map.
    public struct Latency: Encodable, Sendable {
        /// The work.
        public let map: Double
        /// From capture to its end.
        public let total: Double

        /// Milliseconds.
        public init(map: Double, total: Double) {
            self.map = map
            self.total = total
        }
    }

    /// The frame's number.
    public let frame: Int64
    /// Monotonic clock at capture, in nanoseconds.
    public let capturedNs: UInt64
    /// The objects, the surest first.
    public let objects: [ObjectInfo]
    /// The verdicts place by place.
    public let map: ObjectMapInfo
    /// How long it took.
    public let latencyMs: Latency
    /// What was taught when it was made.
    public let revision: Int64

    /// What was found.
    public init(
        frame: Int64, capturedNs: UInt64, objects: [ObjectInfo], map: ObjectMapInfo, latencyMs: Latency,
        revision: Int64
    ) {
        self.frame = frame
        self.capturedNs = capturedNs
        self.objects = objects
        self.map = map
        self.latencyMs = latencyMs
        self.revision = revision
    }
}

/// Whether several objects are looked for, in `state`.
public struct ObjectsSwitch: Encodable, Sendable {
    /// Whether they are.
    public let enabled: Bool

    /// A switch.
    public init(enabled: Bool) { self.enabled = enabled }
}

/// What `objects.set` answers.
public struct ObjectsSet: Encodable, Sendable {
    /// Whether several objects are looked for from now on.
    public let enabled: Bool
    /// The newest revision.
    public let revision: Int64

    /// An answer.
    public init(enabled: Bool, revision: Int64) {
        self.enabled = enabled
        self.revision = revision
    }
}
