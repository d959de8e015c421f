// `showtell-lab learn` from outside: killed, interrupted, resumed.

import Foundation
import Testing

@Suite("The built laboratory", .serialized)
struct LearnProgramTests {
    /// The program beside the test bundle.
    static let program: String? = {
        let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundlePath
        var folder = URL(fileURLWithPath: bundle ?? CommandLine.arguments[0]).resolvingSymlinksInPath()
        while folder.path != "/" {
            let candidate = folder.appendingPathComponent("showtell-lab").path
            if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
            folder.deleteLastPathComponent()
        }
        return nil
    }()

    /// Some of what learning says as JSON.
    private struct Learnt: Decodable {
        let bank: String
        let stages, broken: [String]
    }

    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
        try LearnTests.fill(scratch)
        // Long enough to be killed in.
        let recipe = LearnTests.quick.replacingOccurrences(of: "\"batches\": 300", with: "\"batches\": 20000")
        _ = try scratch.file("recipe.json", Data(recipe.utf8))
    }

    private func start(_ out: String, _ words: String...) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(Self.program, "run: make build-tests"))
        process.arguments =
            [
                "learn", "--data", "\(scratch.path)/in", "--recipe", "\(scratch.path)/recipe.json", "--out",
                "\(scratch.path)/\(out)", "--checkpoint-every", "1",
            ] + words
        (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
        // A child inherits the signals that this thread blocks, and would never hear SIGINT.
        var (none, before) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try process.run()
        return process
    }

    private func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(scratch.path)/\(name)") }

    /// Waits until the program has kept something.
    private func waitForCheckpoint(_ name: String, _ process: Process) throws {
        while !exists(name) {
            try #require(process.isRunning, "it ended before it kept anything")
            usleep(10_000)
        }
    }

    @Test func `Killed or interrupted and resumed, learning ends in the same file as if it had not been`() throws {
        let whole = try start(
            "whole.safetensors", "--live", "\(scratch.path)/filters.png", "--json", "\(scratch.path)/whole.json")
        whole.waitUntilExit()
        #expect(whole.terminationStatus == 0)
        let report = try JSONDecoder().decode(
            Learnt.self, from: Data(contentsOf: URL(fileURLWithPath: "\(scratch.path)/whole.json")))
        #expect(report.bank == "quick" && report.stages.count == 2 && report.broken.count == 1)
        let page = try String(contentsOfFile: "\(scratch.path)/filters.html", encoding: .utf8)
        #expect(page.contains("src=\"filters.png\"") && !page.contains("//") && exists("filters.png"))

        let killed = try start("killed.safetensors")
        try waitForCheckpoint("killed.safetensors.checkpoint", killed)
        kill(killed.processIdentifier, SIGKILL)
        killed.waitUntilExit()
        #expect(!exists("killed.safetensors"))

        let interrupted = try start("killed.safetensors", "--resume", "--threads", "2")
        usleep(300_000)
        kill(interrupted.processIdentifier, SIGINT)
        interrupted.waitUntilExit()
        #expect(interrupted.terminationStatus == 130 && exists("killed.safetensors.checkpoint"))

        let refused = try start("killed.safetensors")
        refused.waitUntilExit()
        #expect(refused.terminationStatus == 65)

        let resumed = try start("killed.safetensors", "--resume")
        resumed.waitUntilExit()
        #expect(resumed.terminationStatus == 0 && !exists("killed.safetensors.checkpoint"))
        let files = try ["whole", "killed"].map {
            try Data(contentsOf: URL(fileURLWithPath: "\(scratch.path)/\($0).safetensors"))
        }
        #expect(files[0] == files[1])
    }
}
