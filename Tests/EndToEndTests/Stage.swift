// What every test stands on: the built daemon serving the clip, and its page open in a browser.

import Foundation
import Testing

/// The daemon and its data, on a free port; it can be stopped and started again on what it has stored.
actor Daemon {
    private let folder: URL
    private let source: String?
    private let options: [String]
    private let environment: [String: String]
    private var program: Program?
    /// Where the page is, once the daemon runs.
    private(set) var address = ""

    /// - Parameters:
    ///   - source: where its pictures come from; nil for the clip.
    ///   - options: what else it is told at its start.
    ///   - environment: what it finds in its environment beside what the test has.
    init(folder: URL, source: String? = nil, options: [String] = [], environment: [String: String] = [:]) {
        self.folder = folder
        self.source = source
        self.options = options
        self.environment = environment
    }

    /// Starts it, at the address of its last run if there was one, and waits until it says where the page is.
    ///
    /// - Parameter more: what it is told this time, beside its options.
    func start(_ more: [String] = []) async throws {
        let repository = URL(filePath: #filePath).resolvingSymlinksInPath().appending(path: "../../..").standardized
        let listen = URL(string: address).flatMap { url in url.port.map { "127.0.0.1:\($0)" } } ?? "127.0.0.1:0"
        let program = try Program(
            try Self.binary(),
            [
                "serve", "--source", source ?? "file:\(repository.path)/clip/tabletop.mp4", "--listen", listen,
                "--socket", "\(folder.path)/s.sock", "--data", "\(folder.path)/data", "--web", "\(repository.path)/web",
            ] + options + more, environment: environment,
            log: folder.appending(path: "showtell.log"))
        self.program = program
        let said = await eventually(within: .seconds(20)) {
            !program.isRunning || program.output.contains(/http:\/\/127\.0\.0\.1:\d+\//)
        }
        guard said, let match = program.output.firstMatch(of: /http:\/\/127\.0\.0\.1:\d+\//) else {
            await program.stop()
            throw Trouble("showtell serve did not say where its page is. It wrote: \(program.output)")
        }
        address = String(match.output)
    }

    /// Sends it a signal.
    func send(_ signal: Int32) { program?.send(signal) }

    /// Stops it; that it has ended by itself before is a failure.
    func stop() async {
        if let program, !program.isRunning {
            Issue.record("The daemon ended by itself. Its last words: \(program.output.suffix(2000))")
        }
        await program?.stop()
        program = nil
    }

    // The program lies where the tests were built.
    private static func binary() throws -> String {
        let folder = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
        let path = folder.appending(path: "showtell").path
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw Trouble("There is no program \(path): build it first, with the same configuration as the tests.")
        }
        return path
    }
}

/// Runs a test on a fresh daemon and an open page, and ends both whatever comes of it.
func withPage(
    source: String? = nil, options: [String] = [], environment: [String: String] = [:],
    hosts: Set<String> = ["127.0.0.1"], _ test: @Sendable (Page, Daemon) async throws -> Void
) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "showtell-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let daemon = Daemon(folder: folder, source: source, options: options, environment: environment)
    let browser = try Browser(folder: folder)
    do {
        try await daemon.start()
        let page = try await Page(in: browser)
        try await page.open(daemon.address)
        try await test(page, daemon)
        #expect(try page.hostsAsked() == hosts)
    } catch {
        await browser.stop()
        await daemon.stop()
        throw error
    }
    await browser.stop()
    await daemon.stop()
}

/// A folder with one picture: a source that stands still.
func stillPicture() async throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: "still-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let still = try Program(
        "/bin/sh",
        [
            "-c",
            "exec gst-launch-1.0 -q videotestsrc num-buffers=1 pattern=circular ! video/x-raw,width=320,height=240 "
                + "! videoconvert ! pngenc ! filesink location='\(folder.path)/a.png'",
        ], log: folder.appending(path: "log"))
    try #require(await eventually(within: .seconds(10)) { !still.isRunning })
    return folder
}
