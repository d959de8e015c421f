// `showtell export` from outside: what it writes, what it says, and how it ends.

import Client
import Foundation
import Testing
import Wire

@Suite("The program's export", .serialized)
struct ExportTests {
    @Test
    func `without anything taught the file has features, and the line says so`() async throws {
        let folder = try scratchFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let words = ["export", "onnx", "--out", "\(folder)/a.onnx", "--bank", "norb", "--data", "\(folder)/none"]
        try await blocking {
            let program = try BuiltProgram(words)
            let (code, said) = program.end()
            #expect(code == 0)
            #expect(said.contains("image (batch × 1 × 96 × 96) → features (batch × 864); no scores"), "\(said)")
            #expect(said.split(separator: "\n").count == 1)
            #expect(!FileManager.default.fileExists(atPath: "\(folder)/none"), "asking makes no data folder")
            let same = try BuiltProgram(words.dropLast(2) + ["--features-only", "--connections", "dense"])
            let end = same.end()
            #expect(end.errors.hasSuffix("features (batch × 864)\n") && end.code == 0)
            let files = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(files == ["a.onnx"], "nothing is left over")
        }
    }

    @Test
    func `what was taught is in the file, once the daemon that uses it has stopped`() async throws {
        let folder = try scratchFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let serve = [
            "serve", "--source", "test:ball", "--listen", "127.0.0.1:0", "--socket", "\(folder)/s", "--data", folder,
        ]
        let export = ["export", "onnx", "--out", "\(folder)/taught.onnx", "--data", folder]
        try await blocking {
            let daemon = try BuiltProgram(serve)
            _ = try daemon.wait(for: "control channel", "pictures from")
            let client = try ControlClient(socket: "\(folder)/s")
            for name in ["Tasse", "ball"] { _ = try client.call("teach", ["category": .string(name)]) }
            let busy = try BuiltProgram(export).end()
            #expect(busy.code == 74 && busy.errors.contains("in use by a running daemon"), "\(busy)")
            #expect(!FileManager.default.fileExists(atPath: "\(folder)/taught.onnx"))
            kill(daemon.process.processIdentifier, SIGTERM)
            #expect(daemon.end().code == 0)

            let program = try BuiltProgram(export)
            let (code, said) = program.end()
            #expect(code == 0, "\(said)")
            #expect(said.contains("chroma (batch × 272)") && said.contains("scores (batch × 2)"), "\(said)")
            #expect(said.hasSuffix("; categories: Tasse, ball\n"), "\(said)")
            let file = try #require(FileManager.default.contents(atPath: "\(folder)/taught.onnx"))
            #expect(file.range(of: Data(#"["Tasse","ball"]"#.utf8)) != nil)
        }
    }

    @Test
    func `what is in the way is a sentence and an exit code`() async throws {
        let folder = try scratchFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await blocking {
            for (words, code, part) in [
                (["--out", "\(folder)/x.onnx", "--bank", "nonsense"], 64, "nonsense"),
                (["--bank", "norb"], 64, "--out"),
                (["--out", "\(folder)/x.onnx", "--connections", "none"], 64, "dense"),
                (["--out", "\(folder)/no/x.onnx", "--bank", "norb", "--features-only"], 74, "\(folder)/no/x.onnx"),
                (["--out", folder, "--bank", "norb", "--features-only"], 74, "folder"),
            ] {
                let end = try BuiltProgram(["export", "onnx"] + words).end()
                #expect(end.code == code && end.errors.contains(part), "\(words): \(end)")
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
        }
    }
}
