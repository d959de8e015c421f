// Real media servers and players, as processes of their own.

import Foundation
import Testing

/// A program that runs until the test is over.
final class Server {
    private let process = Process()
    private let output = Pipe()

    init(_ program: String, _ arguments: [String], in folder: String? = nil) throws {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    /// The next thing it says. Blocks.
    func line() -> String {
        String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    var isRunning: Bool { process.isRunning }

    func stop() {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    deinit { stop() }
}

/// Runs a program to its end, for so many seconds at the most.
func said(by program: String, _ arguments: [String], seconds: Int = 15) async throws -> (code: Int32, text: String) {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread {
            let process = Process()
            let output = Pipe()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = ["timeout", "--signal=KILL", String(seconds), program] + arguments
            process.standardOutput = output
            process.standardError = output
            process.standardInput = FileHandle.nullDevice
            do {
                try process.run()
            } catch {
                continuation.resume(throwing: error)
                return
            }
            let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            continuation.resume(returning: (process.terminationStatus, text))
        }
    }
}

/// Plays so many pictures of an address with ffmpeg, and says how many different ones it decoded.
func pictures(_ count: Int, of url: String, _ options: [String] = []) async throws -> Int {
    let (_, text) = try await said(
        by: "ffmpeg",
        ["-v", "error"] + options + ["-i", url, "-an", "-frames:v", String(count), "-f", "framemd5", "-"])
    let hashes = text.split(separator: "\n").filter { !$0.hasPrefix("#") && $0.split(separator: ",").count == 6 }
        .compactMap { $0.split(separator: ",").last }
    if hashes.isEmpty { Issue.record("ffmpeg says of \(url): \(text)") }
    return Set(hashes).count
}

/// A port that was free a moment ago.
func freePort(datagrams: Bool = false) throws -> Int {
    let line = socket(AF_INET, Int32((datagrams ? SOCK_DGRAM : SOCK_STREAM).rawValue), 0)
    defer { close(line) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let port = withUnsafeMutablePointer(to: &address) { address in
        address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address -> Int? in
            guard bind(line, address, size) == 0, getsockname(line, address, &size) == 0 else { return nil }
            return address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                Int(UInt16(bigEndian: $0.pointee.sin_port))
            }
        }
    }
    return try #require(port, "there is no free port")
}

/// Waits until something is so, for fifteen seconds at the most.
func eventually(_ condition: () async throws -> Bool) async rethrows -> Bool {
    for _ in 0..<300 {
        if try await condition() { return true }
        try? await Task.sleep(for: .milliseconds(50))
    }
    return false
}

/// A configuration of docs/scale with other words in it, in a folder of its own.
func scaleFile(_ name: String, _ changes: [String: String]) throws -> String {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
        "../../../docs/scale")
    var text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    for (old, new) in changes {
        try #require(text.contains(old), "\(name) has no “\(old)”")
        text = text.replacing(old, with: new)
    }
    return text
}
