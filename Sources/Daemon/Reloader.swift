// SIGHUP: the settings are read again, and what can be changed is changed while everybody watches and teaches on.

import Control
public import Logging
import ServiceLifecycle
import Stream
import UnixSignals
import Wire

/// Reads a daemon's settings again.
public struct Rereading: Sendable {
    /// Gives the settings, and the names of those that have changed since the start and count from the next one only.
    ///
    /// - Throws: a sentence that says what is wrong with them.
    public let read: @Sendable () throws -> (configuration: Configuration, fromNextStart: [String])
    /// Logs more or less from now on.
    public let setLogLevel: @Sendable (Logger.Level) -> Void

    /// A way to read settings again.
    public init(
        read: @escaping @Sendable () throws -> (configuration: Configuration, fromNextStart: [String]),
        setLogLevel: @escaping @Sendable (Logger.Level) -> Void
    ) {
        (self.read, self.setLogLevel) = (read, setLogLevel)
    }

    /// The settings that are changed while the daemon runs.
    public static let live: Set<String> = [
        "source", "max-viewers", "max-viewers-per-address", "max-mbit", "webrtc-viewers", "publish", "log-level",
    ]
}

/// What SIGHUP does: the terminal has been closed, or somebody has changed the settings.
public enum HangUp: Sendable {
    /// Has the settings read again.
    case reread(Rereading)
    /// Ends the daemon in good order.
    case end
    /// Nothing.
    case ignore
}

/// Waits for SIGHUP, where there are settings to read again.
struct Reloader: Service {
    let first: Configuration
    let rereading: Rereading?
    let commands: Commands
    let peers: Peers
    let publishing: Publishing
    let say: @Sendable (String) -> Void

    func run() async {
        guard let rereading else {
            try? await gracefulShutdown()
            return
        }
        let signals = await UnixSignalsSequence(trapping: .sighup)
        await cancelWhenGracefulShutdown {
            var running = first
            for await _ in signals { running = await reload(running, by: rereading) }
        }
    }

    /// - Returns: the settings that are in force then.
    private func reload(_ running: Configuration, by rereading: Rereading) async -> Configuration {
        let new: Configuration
        var fromNextStart: [String]
        do {
            (new, fromNextStart) = try rereading.read()
        } catch {
            tell("the settings stay as they are: \(error)", isTrouble: true)
            return running
        }
        var changed = change(from: running, to: new, by: rereading)
        if let source = new.source, source != running.source {
            commands.inputs.configure(source)
            await commands.play(source)
            changed.append("source")
        } else if new.source != running.source {
            fromNextStart.append("source")
        }
        if new.publish != running.publish { await commands.news.tellState() }
        let later = fromNextStart.isEmpty ? "" : "; from the next start on: \(fromNextStart.joined(separator: ", "))"
        let now = changed.isEmpty ? "nothing" : changed.joined(separator: ", ")
        tell("the settings were read again; changed now: \(now)\(later)", isTrouble: false)
        return new
    }

    /// - Returns: the names of what is now otherwise.
    private func change(from running: Configuration, to new: Configuration, by rereading: Rereading) -> [String] {
        var changed: [String] = []
        let (before, after) = (running.limits, new.limits)
        if before.viewers != after.viewers { changed.append("max-viewers") }
        if before.viewersPerAddress != after.viewersPerAddress { changed.append("max-viewers-per-address") }
        if before.megabits != after.megabits { changed.append("max-mbit") }
        if before != after { commands.audience.change(after) }
        if running.peers != new.peers {
            peers.change(new.peers)
            changed.append("webrtc-viewers")
        }
        if running.publish != new.publish {
            publishing.send(to: new.publish)
            changed.append("publish")
        }
        if running.logLevel != new.logLevel {
            rereading.setLogLevel(new.logLevel)
            changed.append("log-level")
        }
        return changed
    }

    private func tell(_ sentence: String, isTrouble: Bool) {
        say(sentence)
        commands.hub.publish(.log, LogLine(level: isTrouble ? "error" : "info", message: sentence))
    }
}
