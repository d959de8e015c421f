// Says how publishing goes, once for each change.

import Logging
import ServiceLifecycle
import Stream
import Wire

/// Publishes the film for as long as the daemon runs.
struct PublishReporter: Service {
    let publishing: Publishing
    let pieces: PieceStudio?
    let news: Newsroom
    let hub: @Sendable (LogLine) -> Void
    let say: @Sendable (String) -> Void

    func run() async {
        publishing.start()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await tell() }
            group.addTask { await rest() }
            await withGracefulShutdownHandler {
                await group.waitForAll()
            } onGracefulShutdown: {
                publishing.stop()
            }
        }
        publishing.stop()
        pieces?.stop()
        await publishing.drain()
    }

    private func tell() async {
        for await status in publishing.changes {
            switch status.state {
            case .connecting: break
            case .live:
                say("published to \(status.uri)")
                hub(LogLine(level: "info", message: "published to \(status.uri)"))
            case .offline:
                let sentence = "not published to \(status.uri): \(status.message ?? "it takes nothing"); trying again"
                say(sentence)
                hub(LogLine(level: "warning", message: sentence))
            }
            await news.tellState()
        }
    }

    private func rest() async {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try? await Task.sleep(for: .seconds(5))
                pieces?.rest()
            }
        }
    }
}
