// Programs of the system that stand before a daemon or ask it.

import Foundation

/// Runs a program of the system to its end, for fifteen seconds at the most. Blocks.
func run(_ words: [String]) throws -> (code: Int32, output: Data, errors: String) {
    let process = Process()
    let (output, errors) = (Pipe(), Pipe())
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["timeout", "-s", "KILL", "15"] + words
    (process.standardOutput, process.standardError) = (output, errors)
    try process.run()
    let said = Overheard(errors)
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, bytes, said.text())
}

/// nginx before a daemon, ended with the test.
final class Proxy {
    let port: Int
    private let process = Process()
    private let folder: String

    /// - Parameter locations: what its server is told; nil for as little as it can be.
    init(before page: String, _ locations: String? = nil) throws {
        folder = try scratchFolder()
        port = Int.random(in: 20_000..<32_000)
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map { "\($0)_temp_path \(folder)/\($0);" }
        let configuration = """
            user root;
            daemon off;
            master_process off;
            pid \(folder)/pid;
            events {}
            http {
                access_log off;
                \(temporary.joined(separator: "\n"))
                server { listen 127.0.0.1:\(port); \(locations ?? "location / { proxy_pass \(page); }") }
            }
            """
        try Data(configuration.utf8).write(to: URL(fileURLWithPath: "\(folder)/nginx.conf"))
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let path = "PATH=/usr/sbin:/usr/bin:/sbin:/bin"
        process.arguments = [path, "nginx", "-e", "\(folder)/errors", "-c", "\(folder)/nginx.conf"]
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    deinit {
        // A child inherits the signals that this thread blocks, and might never hear a milder one.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try? FileManager.default.removeItem(atPath: folder)
    }
}
