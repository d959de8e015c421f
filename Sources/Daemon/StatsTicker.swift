// What comes round by the clock.

import Control
import Dispatch
import ServiceLifecycle
import Stream
import Wire

/// Publishes the numbers once a second to whoever subscribed to them, and tidies up once a minute.
struct StatsTicker: Service {
    let commands: Commands
    let hub: Hub

    func run() async {
        await cancelWhenGracefulShutdown {
            var seconds = 0
            while !Task.isCancelled {
                try? await Task.sleep(for: .seconds(1))
                seconds += 1
                // It waits for locks: on a thread that may.
                if seconds % 60 == 0 { DispatchQueue.global(qos: .utility).async { Arenas.trim() } }
                if hub.isWanted(.stats) { hub.publish(.stats, commands.stats) }
                // What slow clients have missed changes without anybody's doing.
                hub.tellClients()
            }
        }
    }
}
