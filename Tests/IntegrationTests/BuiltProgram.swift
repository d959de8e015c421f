// The built program as a process of its own.

import Client
import Dispatch
import Foundation
import Testing

/// A process of `showtell`, ended with the test.
final class BuiltProgram {
    let process = Process()
    private let output: Overheard
    private let errors: Overheard
    /// Characters of `output` that were waited for already.
    private var heard = 0

    /// Who traps says where in a line and ends. Looking for all its callers takes minutes, and until then it neither ends
    /// nor closes a socket, so that whoever waits for it waits, too.
    private static let withoutBacktrace = ["SWIFT_BACKTRACE": "enable=no"]

    /// Longer than anything takes: a test that waits for what never comes fails, and holds nobody up.
    private static let patience = Duration.seconds(120)

    /// The program beside the test bundle.
    static var url: URL {
        get throws {
            // The test bundle is a program of its own: its path is the first argument, or the bundle's.
            let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundlePath
            var folder = URL(fileURLWithPath: bundle ?? CommandLine.arguments[0]).resolvingSymlinksInPath()
            while folder.path != "/" {
                let candidate = folder.appendingPathComponent("showtell")
                if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
                folder.deleteLastPathComponent()
            }
            throw ClientError(description: "the program is not built; run: make build-tests")
        }
    }

    /// - Parameters:
    ///   - blocks: how long a file may become, in blocks of 512 bytes; then writing fails, as on a full disk.
    ///   - environment: variables beside those of the test.
    init(_ arguments: [String], largestFile blocks: Int? = nil, environment: [String: String] = [:]) throws {
        process.executableURL = try Self.url
        process.arguments = arguments
        if let blocks {
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            let script = "trap '' XFSZ; ulimit -f \(blocks); exec \"$0\" \"$@\""
            process.arguments = ["-c", script, try Self.url.path] + arguments
        }
        process.environment = ProcessInfo.processInfo.environment.merging(Self.withoutBacktrace) { $1 }
            .merging(environment) { $1 }
        let (words, complaints) = (Pipe(), Pipe())
        (process.standardOutput, process.standardError) = (words, complaints)
        (output, errors) = (Overheard(words), Overheard(complaints))
        // A child inherits the signals that this thread blocks, and would never hear SIGTERM.
        var none = sigset_t()
        var before = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try process.run()
    }

    deinit { if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) } }

    /// Waits until it has said all these texts since the last time. Blocks.
    ///
    /// - Returns: what it has said since.
    func wait(for texts: String...) throws -> String {
        func isDone(_ text: String) -> Bool { texts.allSatisfy { text.contains($0) } }
        let limit = ContinuousClock.now + Self.patience
        let said = news { isDone($0) || ContinuousClock.now > limit }
        try #require(isDone(said), "it said: \(said) \(errors.text())")
        return said
    }

    /// What it says from now to its end. Blocks.
    func rest() -> String { news { _ in false } }

    /// Waits for the end. Blocks.
    ///
    /// - Returns: the exit code and what was said on standard error.
    func end() -> (code: Int32, errors: String) {
        let number = process.processIdentifier
        let watchdog = DispatchWorkItem { _ = Foundation.kill(number, SIGKILL) }
        DispatchQueue.global().asyncAfter(
            deadline: .now() + .seconds(Int(Self.patience.components.seconds)), execute: watchdog)
        process.waitUntilExit()
        watchdog.cancel()
        return (process.terminationStatus, errors.text())
    }

    /// Kills it, as a power cut does, and makes sure that it ran until then. Blocks.
    func kill() {
        _ = Foundation.kill(process.processIdentifier, SIGKILL)
        expectKilled()
    }

    /// Waits for the end, which must be that of a program that was killed and nothing else. Blocks.
    func expectKilled() {
        process.waitUntilExit()
        let isKilled = process.terminationReason == .uncaughtSignal && process.terminationStatus == SIGKILL
        let last = errors.text()
        // Who has trapped may still be writing down where when it is killed.
        let isSound = !last.contains("Fatal error") && !last.contains("Program crashed")
        #expect(isKilled && isSound, "it ended by itself with \(process.terminationStatus): \(last.suffix(2000))")
    }

    private func news(_ enough: (String) -> Bool) -> String {
        let text = output.text { enough(String($0.dropFirst(heard))) }
        defer { heard = text.count }
        return String(text.dropFirst(heard))
    }
}
