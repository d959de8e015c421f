// `serve --config`: a file of settings, what is said when it is wrong, and SIGHUP.

import Client
import Foundation
import Testing
import Wire

@Suite("A file of settings", .serialized)
struct SettingsFileTests {
    /// A folder with a file of settings, and a daemon that reads it.
    private final class Bench {
        let folder: String
        var path: String { "\(folder)/showtell.yaml" }

        init(_ settings: String) throws {
            folder = try scratchFolder()
            try write(settings)
        }

        deinit { try? FileManager.default.removeItem(atPath: folder) }

        func write(_ settings: String) throws { try Data(settings.utf8).write(to: URL(fileURLWithPath: path)) }

        /// Starts a daemon that says where it is.
        func start(_ more: String...) throws -> (program: BuiltProgram, said: String) {
            let program = try BuiltProgram(["serve", "--socket", "\(folder)/s", "--data", folder] + more)
            return (program, try program.wait(for: "control channel", "http://", "pictures from"))
        }

        func client() throws -> ControlClient { try ControlClient(socket: "\(folder)/s") }

        /// How a daemon ends that cannot begin.
        func refusal(_ more: String...) throws -> (code: Int32, errors: String) {
            try BuiltProgram(["serve", "--config", path, "--data", folder] + more).end()
        }
    }

    private func hangUp(_ program: BuiltProgram) { kill(program.process.processIdentifier, SIGHUP) }

    @Test
    func `a file says what the command line would, and the command line wins`() async throws {
        try await blocking {
            let bench = try Bench(
                """
                # What this museum has.
                source: test:smpte
                listen: 127.0.0.1:0      # a free port
                max-viewers: 7
                hls: true
                media:
                  - mjpeg=/stream.mjpg
                  - "hls=https://media.example/hls/showtell.m3u8"
                publish: rtsp://127.0.0.1:9/film
                """)
            let (program, said) = try bench.start("--config", bench.path, "--source", "test:ball", "--no-hls")
            #expect(said.contains("pictures from test:ball"))
            #expect(try bench.client().call("source.list")["configured"] == .string("test:ball"))
            #expect(
                try bench.client().call("state")["publish"]?.items.first?["uri"] == .string("rtsp://127.0.0.1:9/film"))
            let page = try #require(said.split(whereSeparator: \.isWhitespace).first { $0.hasPrefix("http://") })
            let list = try run(["curl", "-s", "\(page)config.json"]).output
            #expect(String(decoding: list, as: UTF8.self).contains("https://media.example/hls/showtell.m3u8"))
            let code = try run(["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "\(page)hls/index.m3u8"]).output
            #expect(String(decoding: code, as: UTF8.self) == "404")
            program.process.terminate()
            #expect(program.end().code == 0)
        }
    }

    @Test(arguments: [
        ("source: test:ball\ntreads: 2", "line 2: there is no setting “treads”"),
        ("# nothing\n\nthreads: many", "line 3: The value 'many' is invalid for '--threads <threads>'"),
        ("threads: 99", "line 1: --threads is a number from 1 to 64"),
        ("a: 1\n- b", "line 2: this is no YAML"), ("just words", "line 1: there is no NAME: VALUE"),
        ("listen:\n  host: 0.0.0.0", "line 2: “listen” needs one value"),
        ("hls: perhaps", "line 1: “hls” is either true"),
        ("source: [test:ball, test:smpte]", "line 1: “source” needs one value"),
        ("publish:", "line 1: “publish” needs a value"),
        ("\nmax-mbit: 3\nmax-mbit: 4", "line 3: “max-mbit” stands there twice"),
        ("allow-origin: *", "line 1: this is no YAML"), ("publish:\n- \"hls:\"\n", "line 1: hls: needs a folder"),
        ("base-path: showtell", "line 1: “showtell” is no base path"),
        ("config: other.yaml", "line 1: there is no setting “config”"),
        ("trust-proxy: everybody", "line 1: “everybody” in --trust-proxy is no address"),
        ("help: true", "line 1: there is no setting “help”"), ("a: b\nc: \"\u{1}\"", "line 2: this is no YAML"),
    ])
    func `what is wrong is said with its line, and ends the start`(settings: String, sentence: String) throws {
        let bench = try Bench(settings)
        let end = try bench.refusal()
        #expect(end.code == 64 && end.errors.contains(bench.path) && end.errors.contains(sentence), "\(end)")
        #expect(end.errors.split(separator: "\n").count == 1, "\(end)")
    }

    @Test
    func `a file that cannot be read is said to be`() throws {
        let bench = try Bench("")
        for (path, sentence) in [
            ("\(bench.folder)/none.yaml", "No such file"), (bench.folder, "directory"), ("/dev/zero", "longer than"),
        ] {
            let end = try BuiltProgram(["serve", "--config", path]).end()
            #expect(end.code == 64 && end.errors.contains("\(path) cannot be read"), "\(end)")
            #expect(end.errors.contains(sentence) && end.errors.contains("--config"), "\(end)")
        }
        try Data([0x61, 0x3A, 0x20, 0xFF]).write(to: URL(fileURLWithPath: bench.path))
        #expect(try bench.refusal().errors.contains("no text in UTF-8"))
    }

    @Test
    func `the example can be read, with what it has in comments too`() throws {
        let example = try String(contentsOfFile: "\(project)/docs/showtell.yaml", encoding: .utf8)
        let inComments = example.replacing(#/\n# (?=[a-z-]+:|  - )/#, with: "\n")
        #expect(inComments != example)
        for settings in [example, inComments] {
            // The filters are looked for when everything else is right.
            let end = try Bench(settings).refusal("--bank", "nosuch")
            #expect(end.code == 64 && end.errors.contains("nosuch") && !end.errors.contains("yaml, line"), "\(end)")
        }
    }

    @Test
    func `every option of the command line is a setting`() throws {
        let help = try run(["env", try BuiltProgram.url.path, "serve", "--help"]).output
        let names = String(decoding: help, as: UTF8.self).matches(of: #/\n +--([a-z0-9-]+)/#).map { String($0.1) }
            .filter { !$0.hasPrefix("no-") }
        let settings = Set(names).subtracting(["config", "help", "version"])
        #expect(settings.count > 15)
        for name in settings {
            let end = try Bench("\(name): {}").refusal()
            #expect(end.errors.contains("line 1: “\(name)” "), "\(end)")
        }
    }

    @Test
    func `SIGHUP changes what it can at once, says what it cannot, and nobody notices`() async throws {
        try await blocking {
            let bench = try Bench("source: test:ball\nmax-viewers: 3\nlisten: 127.0.0.1:0\n")
            let (program, said) = try bench.start("--config", bench.path, "--max-mbit", "1000")
            let page = try #require(said.split(whereSeparator: \.isWhitespace).first { $0.hasPrefix("http://") })
            let (viewer, output) = (Process(), Pipe())
            viewer.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            viewer.arguments = ["curl", "-sN", "--max-time", "30", "\(page)stream.mjpg"]
            viewer.standardOutput = output
            let seen = Overheard(output)
            try viewer.run()
            defer { viewer.terminate() }
            #expect(seen.text { $0.contains("X-Frame") }.contains("X-Frame"))
            let client = try bench.client()
            _ = try client.call("subscribe", ["topics": .array([.string("log")])])
            try bench.write(
                """
                source: test:smpte
                max-viewers: 1
                max-mbit: 2
                publish: rtsp://127.0.0.1:9/film
                log-level: debug
                threads: 2
                listen: 127.0.0.1:0
                """)
            hangUp(program)
            let sentence =
                "the settings were read again; changed now: max-viewers, publish, log-level, source; from the next start on: threads"
            _ = try program.wait(for: sentence, "pictures from test:smpte", "not published to rtsp://127.0.0.1:9/film")
            // The target's own news comes at the same time.
            let told = try (0..<2).map { _ in try client.nextEvent()["message"]?.text }
            #expect(told.contains(sentence), "\(told)")
            #expect(try bench.client().call("source.list")["configured"] == .string("test:smpte"))
            // One watches already, and is left alone.
            let refused = try run(["curl", "-s", "--max-time", "3", "\(page)stream.mjpg"]).output
            #expect(String(decoding: refused, as: UTF8.self).contains("1 people watch already"))
            #expect(viewer.isRunning && seen.soFar.text.count > 0)
            let before = seen.soFar.text.count
            #expect(seen.text { $0.count > before + 10_000 }.count > before, "pictures still come")

            // What is broken changes nothing.
            try bench.write("source: test:ball\nmax-viewers: none\n")
            hangUp(program)
            _ = try program.wait(
                for: "the settings stay as they are: \(bench.path), line 2: The value 'none' is invalid")
            #expect(try bench.client().call("source.list")["configured"] == .string("test:smpte"))
            try FileManager.default.removeItem(atPath: bench.path)
            hangUp(program)
            _ = try program.wait(for: "the settings stay as they are: \(bench.path) cannot be read")

            // And the way back, with everything that is not said any more.
            try bench.write("source: test:smpte\nlisten: 127.0.0.1:0\n")
            hangUp(program)
            _ = try program.wait(for: "changed now: max-viewers, publish, log-level\n")
            #expect(try bench.client().call("state")["publish"]?.items.isEmpty == true)
            hangUp(program)
            _ = try program.wait(for: "changed now: nothing\n")
            program.process.terminate()
            #expect(program.end().code == 0)
        }
    }

    @Test
    func `without a file SIGHUP ends the daemon in good order, as a closed terminal should`() async throws {
        try await blocking {
            let bench = try Bench("")
            let (program, _) = try bench.start("--source", "test:ball", "--listen", "127.0.0.1:0")
            #expect(try bench.client().call("state")["source"]?["state"] != nil)
            hangUp(program)
            _ = try program.wait(for: "stopped")
            #expect(program.end().code == 0)
        }
    }
}
