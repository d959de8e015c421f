// What holds when nothing is said: the only place that reads the environment.

import Foundation

enum Defaults {
    private static let environment = ProcessInfo.processInfo.environment

    /// The control channel's socket.
    static var socket: String {
        if let folder = environment["XDG_RUNTIME_DIR"], !folder.isEmpty { return "\(folder)/showtell.sock" }
        let folder = environment["TMPDIR"].map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 } ?? "/tmp"
        return "\(folder)/showtell-\(getuid()).sock"
    }

    /// The folder for pieces of the film: in memory where the system has a place for that.
    static var pieces: String {
        let name = "showtell-hls-\(getpid())"
        if let folder = environment["XDG_RUNTIME_DIR"], !folder.isEmpty { return "\(folder)/\(name)" }
        return FileManager.default.temporaryDirectory.appendingPathComponent(name).path
    }

    /// The folder for what is taught.
    static var data: String {
        if let folder = environment["XDG_DATA_HOME"], !folder.isEmpty { return "\(folder)/showtell" }
        return "\(NSHomeDirectory())/.local/share/showtell"
    }
}
