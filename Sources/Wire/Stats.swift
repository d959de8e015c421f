// Numbers about the daemon at work.

/// The result of `stats`.
public struct StatsInfo: Encodable, Sendable {
    /// Frames since the start.
    public struct Frames: Encodable, Sendable {
        /// Frames that reached the frame line.
        public let shown: Int
        /// Frames that were replaced by newer ones before anybody looked at them.
        public let dropped: Int
        /// Frames shown with an earlier verdict because their own came too late.
        public let late: Int
        /// Pictures of cameras that came damaged and were left out.
        public let damaged: Int
        /// Frames a second of late.
        public let fps: Double

        /// Counts.
        public init(shown: Int, dropped: Int, late: Int, damaged: Int, fps: Double) {
            self.shown = shown
            self.dropped = dropped
            self.late = late
            self.damaged = damaged
            self.fps = fps
        }
    }

    /// What one way of watching carries.
    public struct Delivery: Encodable, Sendable {
        /// People who watch this way.
        public let viewers: Int
        /// Pictures that they left out because their lines were slow.
        public let skipped: Int

        /// Counts.
        public init(viewers: Int, skipped: Int) {
            self.viewers = viewers
            self.skipped = skipped
        }
    }

    /// Seconds since the daemon began.
    public let uptime: Double
    /// Frames.
    public let frames: Frames
    /// Milliseconds a stage of late: `resample`, `preprocess`, `stage1`, `stage2`, `chroma`, `classify`, `draw`, `encode`.
    public let stagesMs: [String: Double]
    /// Milliseconds from capture to verdict of late.
    public let latencyMs: Double
    /// Milliseconds from capture to the encoded picture of late.
    public let ageMs: Double
    /// The share of the time of recognition in which the processor was busy with something else, of late, 0 to 1.
    public let waiting: Double
    /// People who watch.
    public let viewers: Int
    /// Pictures that slow viewers left out.
    public let skippedPictures: Int
    /// Both by the way of watching: `mjpeg`.
    public let deliveries: [String: Delivery]
    /// Why everybody gets fewer pictures than there are, in a sentence; nil while nobody does.
    public let degraded: String?
    /// Control connections.
    public let clients: Int
    /// Resident memory in MiB.
    public let memoryMib: Double
    /// Media servers that are sent the film.
    public let publish: [PublishInfo]

    /// Numbers.
    public init(
        uptime: Double, frames: Frames, stagesMs: [String: Double], latencyMs: Double, ageMs: Double,
        waiting: Double = 0, viewers: Int, skippedPictures: Int, deliveries: [String: Delivery], degraded: String?,
        clients: Int,
        memoryMib: Double, publish: [PublishInfo] = []
    ) {
        self.uptime = uptime
        self.frames = frames
        self.stagesMs = stagesMs
        self.latencyMs = latencyMs
        self.ageMs = ageMs
        self.waiting = waiting
        self.viewers = viewers
        self.skippedPictures = skippedPictures
        self.deliveries = deliveries
        self.degraded = degraded
        self.clients = clients
        self.memoryMib = memoryMib
        self.publish = publish
    }
}
