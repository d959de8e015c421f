// A daemon in this process, with doors and a journal of its own.

import Client
import Control
import Daemon
import Features
import Foundation
import Logging
import ServiceLifecycle
import Stream
import Synchronization
import Testing
import Wire

/// The project's folder.
let project = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

/// The built-in clip.
let clip = "\(project)/clip/tabletop.mp4"

/// Starts a daemon, lends it, and stops it.
///
/// - Parameters:
///   - folder: where another daemon left its journal; nil for an empty one.
///   - seed: gives the net its filters.
///   - patience: how long viewers over WebRTC are waited for.
///   - change: what else the daemon is told.
func withDaemon<Result: Sendable>(
    source: String, everyFrame: Bool = false, folder: String? = nil, listen: String = "127.0.0.1:0",
    keep: Keep = .thumbnails, seed: UInt64 = 1, patience: WebRTCPatience = .init(),
    change: (inout Configuration) -> Void = { _ in },
    _ body: @Sendable @escaping (RunningDaemon) async throws -> Result
) async throws -> Result {
    let own = FileManager.default.temporaryDirectory.appendingPathComponent("st-\(UUID().uuidString.prefix(8))").path
    defer { if folder == nil { try? FileManager.default.removeItem(atPath: own) } }
    let data = folder ?? own
    try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
    var configuration = try Configuration(
        source: Source(source), listen: #require(WebAddress(listen)), socket: "\(data)/s", data: data,
        keep: keep,
        web: "\(project)/web", clip: clip, everyFrame: everyFrame,
        bank: .random(shape: .caltech101, seed: seed))
    configuration.patience = patience
    change(&configuration)
    let (lines, said) = AsyncStream.makeStream(of: String.self)
    var logger = Logger(label: "test")
    logger.logLevel = .error
    let daemon = try Daemon(configuration, logger: logger) { said.yield($0) }
    let service = DaemonService(daemon: daemon) { said.finish() }
    let group = ServiceGroup(services: [service], logger: logger)
    async let running: Void = group.run()
    var page: String?
    var isOpen = false
    for await line in lines {
        if line.hasPrefix("control channel") { isOpen = true }
        if let url = line.split(separator: " ").first(where: { $0.hasPrefix("http://") }) { page = String(url) }
        if isOpen, page != nil { break }
    }
    guard let page else {
        // It could not start: its own error says why.
        try await running
        throw ClientError(description: "the daemon named no page")
    }
    let result = await Swift.Result { try await body(RunningDaemon(socket: "\(data)/s", page: page, data: data)) }
    await group.triggerGracefulShutdown()
    try await running
    return try result.get()
}

extension Swift.Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}

/// The daemon as a service of the test's own group, which can end it in good order.
private struct DaemonService: Service {
    let daemon: Daemon
    let ended: @Sendable () -> Void

    func run() async throws {
        defer { ended() }
        try await daemon.run(obeyingSignals: false)
    }
}

/// Where a daemon can be reached.
struct RunningDaemon: Sendable {
    let socket: String
    let page: String
    let data: String

    /// Runs blocking work with a client, on a thread that may wait.
    func client<Result: Sendable>(_ body: @Sendable @escaping (ControlClient) throws -> Result) async throws -> Result {
        let socket = socket
        return try await blocking { try body(try ControlClient(socket: socket)) }
    }

    /// One request.
    @discardableResult
    func call(_ method: String, _ params: [String: JSON] = [:]) async throws -> JSON {
        try await client { try $0.call(method, params) }
    }

    /// What the web door answers at a path.
    func fetch(_ path: String) async throws -> Data {
        let url = "\(page)\(path)"
        return try await blocking {
            let (bytes, status) = try Self.curl("-sf", url)
            try #require(status == 0, "\(url) was not answered")
            return bytes
        }
    }

    /// What curl prints, and its exit code. Blocks.
    private static func curl(_ arguments: String...) throws -> (output: Data, status: Int32) {
        let (curl, output) = (Process(), Pipe())
        curl.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        curl.arguments = ["curl", "--max-time", "10"] + arguments
        curl.standardOutput = output
        try curl.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        curl.waitUntilExit()
        return (bytes, curl.terminationStatus)
    }

    /// Whatever the web door answers at a path: status, headers with names in lower case, and body.
    func answer(_ path: String) async throws -> (status: Int, headers: [String: String], body: Data) {
        let url = "\(page)\(path)"
        return try await blocking {
            let (bytes, _) = try Self.curl("-si", url)
            let end = try #require(bytes.firstRange(of: Data("\r\n\r\n".utf8)), "\(url) was not answered")
            let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
            let fields = lines.dropFirst().compactMap { line in
                line.firstIndex(of: ":").map { (line[..<$0].lowercased(), String(line[$0...].dropFirst(2))) }
            }
            let status = lines[0].split(separator: " ").dropFirst().first.flatMap { Int($0) }
            return (status ?? 0, Dictionary(fields) { $1 }, Data(bytes[end.upperBound...]))
        }
    }

    /// The web door's status at a path.
    func status(of path: String) async throws -> Int {
        let url = "\(page)\(path)"
        return try await blocking {
            let curl = Process()
            let output = Pipe()
            curl.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            curl.arguments = ["curl", "-s", "--max-time", "10", "-o", "/dev/null", "-w", "%{http_code}", url]
            curl.standardOutput = output
            try curl.run()
            let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            return Int(said) ?? 0
        }
    }

    /// Waits until the source gives pictures, and an encoder has been chosen for the film; nobody watches it meanwhile.
    func film() async throws {
        try await live()
        let url = "\(page)whep"
        for _ in 0..<200 {
            let status = try await blocking {
                let curl = Process()
                let output = Pipe()
                curl.executableURL = URL(fileURLWithPath: "/usr/bin/env")
                curl.arguments = ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-d", "no offer", url]
                curl.arguments? += ["-H", "Content-Type: application/sdp"]
                curl.standardOutput = output
                try curl.run()
                return String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            }
            if status == "400" { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        Issue.record("there is no film after 20 seconds")
    }

    /// Waits until the source gives pictures.
    func live() async throws {
        for _ in 0..<200 {
            if try await call("state")["source"]?["state"]?.text == "live" { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        Issue.record("the source did not come alive in 10 seconds")
    }
}

/// Runs something that blocks where blocking harms nobody: on a thread of its own, still as part of the test.
func blocking<Result: Sendable>(_ body: @Sendable @escaping () throws -> Result) async throws -> Result {
    try await Task(executorPreference: OwnThread()) { try body() }.value
}

private final class OwnThread: TaskExecutor {
    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        Thread.detachNewThread { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
