// Threads that live as long as what they serve.

import Foundation

/// A thread with a name that `top` and `gdb` show.
public enum OwnThread {
    /// Starts a thread, which ends with `body`.
    ///
    /// - Parameters:
    ///   - name: at most 15 bytes of it are seen.
    ///   - niceness: 0 to 19: the higher, the more it gives way to others (sched(7)).
    public static func start(_ name: String, niceness: Int32 = 0, _ body: @escaping @Sendable () -> Void) {
        let thread = Thread {
            // Foundation's own name reaches the tools only sometimes.
            try? name.write(toFile: "/proc/thread-self/comm", atomically: false, encoding: .utf8)
            // Linux means the thread that calls, not its process.
            if niceness != 0 { setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, niceness) }
            body()
        }
        thread.start()
    }
}
