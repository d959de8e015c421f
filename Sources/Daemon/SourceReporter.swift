// How the source does, for everybody who wants to know.

import Control
import Logging
import ServiceLifecycle
import Stream
import Teaching
import Wire

/// Tells everybody how the source is doing.
struct SourceReporter: Service {
    let capture: Capture
    let learner: Learner
    let news: Newsroom
    let meters: Meters
    let logger: Logger
    let say: @Sendable (String) -> Void

    func run() async {
        async let _: Void = passOn()
        var told: SourceStatus?
        for await status in capture.statuses {
            // Each try that fails as the one before is no news.
            let isNews = status.state != .connecting && status != told
            if isNews { told = status }
            await news.tell(status, isNews: isNews)
            switch status.state {
            case .connecting: logger.debug("opening \(status.uri)")
            case .live:
                if isNews { say("pictures from \(status.uri)" + (status.message.map { " (\($0))" } ?? "")) }
            case .offline:
                let reason = status.message ?? "\(status.uri) gives no pictures"
                if isNews { say("no pictures: \(reason); trying again") }
                await learner.lostSource(reason)
                news.tellFollowing()
            }
        }
        // There is nothing more to tell, but a service that ends before its turn counts as broken.
        try? await gracefulShutdown()
    }

    /// Tells what happens beside the pictures.
    private func passOn() async {
        for await notice in capture.notices {
            switch notice {
            case .remark(let sentence):
                logger.notice("\(sentence)")
                news.hub.publish(.log, LogLine(level: "warning", message: sentence))
            case .camerasChanged:
                news.board.noteList()
                await news.tellSource()
            case .controlsChanged:
                news.board.noteControls()
                await news.tellSource()
            }
        }
    }
}
