// A child process that always ends: asked first, then made to. What it writes goes to a file that tests can read.

import Foundation

/// What went wrong outside the code under test, as a sentence.
struct Trouble: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// A running program and the file with its output and errors.
final class Program: Sendable {
    private let process = Process()
    private let log: URL

    /// Starts `path` with arguments; output and errors are written to `log`.
    init(_ path: String, _ arguments: [String], environment: [String: String] = [:], log: URL) throws {
        self.log = log
        guard FileManager.default.createFile(atPath: log.path, contents: nil) else {
            throw Trouble("Cannot write \(log.path).")
        }
        let output = try FileHandle(forWritingTo: log)
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        // Who traps ends at once, instead of looking for its callers for minutes.
        process.environment = ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
            .merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try Self.withoutBlockedSignals { try process.run() }
    }

    // The threads that run tasks block signals, and a child would inherit that and never see SIGTERM.
    private static func withoutBlockedSignals(_ body: () throws -> Void) rethrows {
        var none = sigset_t()
        var before = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try body()
    }

    var isRunning: Bool { process.isRunning }

    /// Sends a signal.
    func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    /// Everything it has written so far.
    var output: String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }

    /// Sends SIGTERM, and SIGKILL if it still runs after three seconds; returns when it has ended.
    func stop() async {
        if process.isRunning { process.terminate() }
        let isOver = { [process] in !process.isRunning }
        if await !eventually(within: .seconds(3), isOver) {
            kill(process.processIdentifier, SIGKILL)
            _ = await eventually(within: .seconds(3), isOver)
        }
    }
}

/// Asks again every 20 ms until `condition` holds or the time is over; says whether it held.
func eventually(within limit: Duration, _ condition: () async throws -> Bool) async rethrows -> Bool {
    let deadline = ContinuousClock.now + limit
    while try await !condition() {
        if ContinuousClock.now > deadline { return false }
        try? await Task.sleep(for: .milliseconds(20))
    }
    return true
}
