// Ctrl+C, as a wish.

import Dispatch
import Foundation
import Synchronization

/// Takes Ctrl+C, SIGTERM and a terminal that goes away as a wish to stop, so that what was begun can be taken away. Who
/// asks again does not want to wait for that.
package final class Interruption {
    private final class Flag: Sendable {
        let isUp = Atomic(false)
    }

    private let flag = Flag()
    private let sources: [any DispatchSourceSignal]

    /// Listens from now on.
    package init() {
        sources = [SIGINT, SIGTERM, SIGHUP].map { [flag] number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                guard flag.isUp.exchange(true, ordering: .relaxed) else { return }
                signal(number, SIG_DFL)
                // To the process: this thread hears no signals.
                kill(getpid(), number)
            }
            source.resume()
            return source
        }
    }

    /// Whether someone asked.
    package var hasCome: Bool { flag.isUp.load(ordering: .relaxed) }
}
