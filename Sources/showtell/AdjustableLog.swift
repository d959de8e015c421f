// A log whose level can be changed while the program runs.

import Logging
import Synchronization

/// Lines on standard error, as many as the program is told to write at present.
struct AdjustableLog: LogHandler {
    private static let level = Mutex(Logger.Level.notice)

    /// What is written by every logger that has no level of its own.
    static func set(_ new: Logger.Level) { level.withLock { $0 = new } }

    private var handler: StreamLogHandler
    private var own: Logger.Level?

    init(label: String) { handler = StreamLogHandler.standardError(label: label) }

    var logLevel: Logger.Level {
        get { own ?? Self.level.withLock { $0 } }
        set { own = newValue }
    }

    var metadata: Logger.Metadata {
        get { handler.metadata }
        set { handler.metadata = newValue }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { handler[metadataKey: key] }
        set { handler[metadataKey: key] = newValue }
    }

    func log(event: LogEvent) { handler.log(event: event) }
}
