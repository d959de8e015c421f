// The built program as a process of its own.

import Client
import Foundation
import Testing

/// A process of `showtell`, ended with the test.
final class BuiltProgram {
    let process = Process()
    private let output = Pipe()
    private let errors = Pipe()

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
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardOutput = output
        process.standardError = errors
        // A child inherits the signals that this thread blocks, and would never hear SIGTERM.
        var none = sigset_t()
        var before = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try process.run()
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    /// Reads standard output until it holds all these texts. Blocks.
    func wait(for texts: String...) throws -> String {
        var said = ""
        func isDone() -> Bool { texts.allSatisfy { said.contains($0) } }
        while !isDone() {
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else { break }
            said += String(decoding: more, as: UTF8.self)
        }
        try #require(isDone(), "it said: \(said) \(errorText())")
        return said
    }

    /// What it says from now to its end. Blocks.
    func rest() -> String { String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self) }

    /// Waits for the end. Blocks.
    ///
    /// - Returns: the exit code and what was said on standard error.
    func end() -> (code: Int32, errors: String) {
        let text = errorText()
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }

    private func errorText() -> String {
        String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    }
}
