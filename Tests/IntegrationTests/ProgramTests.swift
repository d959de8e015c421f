// The program from outside: exit codes, signals, and what survives a kill.

import Client
import Foundation
import Testing
import Wire

@Suite("The built program", .serialized)
struct ProgramTests {
    private func serve(_ folder: String, source: String = "test:ball", listen: String = "127.0.0.1:0") -> [String] {
        ["serve", "--source", source, "--listen", listen, "--socket", "\(folder)/s", "--data", folder]
    }

    @Test
    func `what was acknowledged is there after kill -9, again and again`() async throws {
        let folder = try scratchFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let arguments = serve(folder)
        try await blocking {
            var acknowledged = 0
            for round in 0..<3 {
                let program = try BuiltProgram(arguments)
                _ = try program.wait(for: "control channel", "pictures from")
                let client = try ControlClient(socket: "\(folder)/s")
                let known = try client.call("category.list")["categories"]?.items.count
                #expect(known == acknowledged, "after \(round) kills")
                // The first connection of this run is not the first of the last one: its acts are not "mine".
                let refusal = #expect(throws: Refusal.self) { try client.call("undo", ["scope": .string("mine")]) }
                #expect(refusal?.kind == "not_found")
                for number in 0..<4 {
                    _ = try client.call("teach", ["category": .string("thing \(round).\(number)")])
                    acknowledged += 1
                }
                program.kill()
            }
        }
    }

    @Test
    func `a program that crashes under a test makes it fail, with its last words`() async throws {
        let folder = try scratchFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let arguments = serve(folder)
        try await blocking {
            let program = try BuiltProgram(arguments)
            _ = try program.wait(for: "control channel", "pictures from")
            Foundation.kill(program.process.processIdentifier, SIGILL)
            withKnownIssue("it was not killed") { program.expectKilled() }
        }
    }

    @Test
    func `a program that says much does not wait for the test to read it`() async throws {
        let folder = try scratchFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let arguments = serve(folder) + ["--log-level", "debug"]
        try await blocking {
            let program = try BuiltProgram(arguments)
            _ = try program.wait(for: "control channel", "pictures from")
            // A pipe holds 64 KiB, and each client is two lines.
            for _ in 0..<1000 { _ = try ControlClient(socket: "\(folder)/s").call("ping") }
            program.kill()
            #expect(program.end().errors.utf8.count > 1 << 16)
        }
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func `a signal ends it within three seconds, with people connected, and removes the socket`(signal: Int32)
        async throws
    {
        let folder = try scratchFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let arguments = serve(folder)
        try await blocking {
            let program = try BuiltProgram(arguments)
            let said = try program.wait(for: "control channel", "pictures from", "http://")
            let page = try #require(said.split(whereSeparator: \.isWhitespace).first { $0.hasPrefix("http://") })
            let viewer = try Process.run(
                URL(fileURLWithPath: "/usr/bin/env"),
                arguments: ["curl", "-sN", "-o", "/dev/null", "\(page)stream.mjpg"])
            defer { viewer.terminate() }
            let client = try ControlClient(socket: "\(folder)/s")
            _ = try client.call("subscribe", ["topics": .array([.string("prediction")])])
            Thread.sleep(forTimeInterval: 0.5)
            let began = Date()
            kill(program.process.processIdentifier, signal)
            let end = program.end()
            #expect(end.code == 0, "\(end.errors)")
            #expect(Date().timeIntervalSince(began) < 3)
            #expect(!FileManager.default.fileExists(atPath: "\(folder)/s"))
        }
    }

    @Test
    func `a socket or a port in use is one sentence and exit code 69`() async throws {
        let (first, second) = (try scratchFolder(), try scratchFolder())
        defer { for folder in [first, second] { try? FileManager.default.removeItem(atPath: folder) } }
        let (running, base) = (serve(first), serve(second))
        try await blocking {
            let program = try BuiltProgram(running)
            let said = try program.wait(for: "http://")
            let page = try #require(said.split(whereSeparator: \.isWhitespace).first { $0.hasPrefix("http://") })
            let port = try #require(page.dropLast().split(separator: ":").last)
            var sameSocket = base
            sameSocket[6] = "\(first)/s"
            let socketEnd = try BuiltProgram(sameSocket).end()
            #expect(socketEnd.code == 69 && socketEnd.errors.contains("in use by a running daemon"), "\(socketEnd)")
            var samePort = base
            samePort[4] = "127.0.0.1:\(port)"
            let portEnd = try BuiltProgram(samePort).end()
            #expect(portEnd.code == 69 && portEnd.errors.contains("choose another with --listen"), "\(portEnd)")
            #expect(portEnd.errors.split(separator: "\n").count == 1, "one sentence: \(portEnd.errors)")
        }
    }

    @Test
    func `wrong usage is exit code 64, no daemon is 69, a refusal is 1, each with a sentence`() async throws {
        let folder = try scratchFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let arguments = serve(folder)
        try await blocking {
            for words in [
                ["serve", "--source", "cam"], ["serve", "--listen", "8080"], ["serve", "--nonsense"], ["ctl"],
            ] {
                let end = try BuiltProgram(words).end()
                #expect(end.code == 64 && !end.errors.isEmpty, "\(words): \(end)")
            }
            let nobody = try BuiltProgram(["ctl", "--socket", "\(folder)/none", "state"]).end()
            #expect(nobody.code == 69 && nobody.errors.contains("showtell serve"), "\(nobody)")
            let program = try BuiltProgram(arguments)
            _ = try program.wait(for: "control channel", "pictures from")
            let refused = try BuiltProgram(["ctl", "--socket", "\(folder)/s", "undo"]).end()
            #expect(refused.code == 1 && refused.errors.contains("nothing to undo"), "\(refused)")
            let taught = try BuiltProgram(["ctl", "--socket", "\(folder)/s", "teach", "category=7", "count=2"])
            #expect(try taught.wait(for: "revision").contains("\"category\":\"7\""), "a name of digits is a name")
            #expect(taught.end().code == 0)
        }
    }

    @Test
    func `a data folder that cannot be used is one sentence and exit code 74`() async throws {
        let folder = try scratchFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data("this is no database".utf8).write(to: URL(fileURLWithPath: "\(folder)/showtell.sqlite"))
        let arguments = serve(folder)
        try await blocking {
            let end = try BuiltProgram(arguments).end()
            #expect(end.code == 74 && end.errors.contains(folder), "\(end)")
        }
    }

    @Test
    func `who taught with other filters goes on with them, when the usual ones are others`() async throws {
        let folder = try scratchFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let arguments = serve(folder)
        try await blocking {
            for extra in [["--bank", "gabor"], []] {
                let program = try BuiltProgram(arguments + extra)
                _ = try program.wait(for: "control channel", "pictures from")
                let client = try ControlClient(socket: "\(folder)/s")
                let known = try client.call("category.list")["categories"]?.items.count
                #expect(known == (extra.isEmpty ? 1 : 0))
                _ = try client.call("teach", ["category": .string("ball")])
                kill(program.process.processIdentifier, SIGTERM)
                #expect(program.end().code == 0)
            }
            let end = try BuiltProgram(arguments + ["--bank", "psd"]).end()
            #expect(end.code == 74 && end.errors.contains("gabor"), "\(end)")
        }
    }

    @Test
    func `what stays as it is is said once: a missing file is one line, however often it is tried`() async throws {
        let folder = try scratchFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let arguments = serve(folder, source: "file:\(folder)/none.mp4")
        try await blocking {
            let program = try BuiltProgram(arguments)
            var said = try program.wait(for: "no pictures: there is no file \(folder)/none.mp4")
            // Three tries: at once, after half a second, after another second.
            Thread.sleep(forTimeInterval: 2)
            kill(program.process.processIdentifier, SIGTERM)
            said += program.rest()
            #expect(said.components(separatedBy: "no pictures").count == 2, "\(said)")
            #expect(said.hasSuffix("showtell: stopped\n"), "\(said)")
        }
    }

    @Test
    func `one line of shell teaches`() async throws {
        let folder = try scratchFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let arguments = serve(folder)
        try await blocking {
            let program = try BuiltProgram(arguments)
            _ = try program.wait(for: "control channel", "pictures from")
            let request = #"{"jsonrpc":"2.0","id":1,"method":"teach","params":{"category":"cup"}}"#
            let shell = Process()
            let output = Pipe()
            shell.executableURL = URL(fileURLWithPath: "/bin/sh")
            shell.arguments = ["-c", "printf '%s\\n' '\(request)' | nc -U -N '\(folder)/s'"]
            shell.standardOutput = output
            try shell.run()
            let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            #expect(said.contains(#""id":1"#) && said.contains(#""total":1"#), "\(said)")
        }
    }
}
