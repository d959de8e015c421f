// `showtell replay`, `export npz` and `export pictures` from outside.

import Client
import Foundation
import Testing
import Wire

@Suite("Saved sessions on the command line", .serialized)
struct OfflineStoreTests {
    /// The Python that has numpy, if one is named.
    private static let python = ProcessInfo.processInfo.environment["SHOWTELL_PYTHON"].flatMap {
        FileManager.default.isExecutableFile(atPath: $0) ? $0 : nil
    }

    /// A data folder in which something was taught, with a session called “monday”.
    private func teach(_ folder: String, keep: String = "thumbnails") throws {
        let daemon = try BuiltProgram([
            "serve", "--source", "file:\(clip)", "--listen", "127.0.0.1:0", "--socket", "\(folder)/s", "--data", folder,
            "--keep", keep,
        ])
        _ = try daemon.wait(for: "control channel", "pictures from")
        let client = try ControlClient(socket: "\(folder)/s")
        for name in ["cup/mug", "чашка", "cup:mug"] {
            let taught = try client.call("teach", ["category": .string(name), "count": .integer(8)])
            #expect(taught["samples"]?.items.isEmpty == false)
        }
        _ = try client.call("teach.background", ["seconds": .number(0.3)])
        _ = try client.call("reject")
        // The client waits for the end of the work, and its exit code tells.
        let save = try BuiltProgram(["ctl", "--socket", "\(folder)/s", "session.save", "name=monday"])
        #expect(try save.wait(for: "monday.showtell").contains(#""state":"done""#))
        #expect(save.end().code == 0)
        let failing = try BuiltProgram(["ctl", "--socket", "\(folder)/s", "session.export", "name=tuesday"]).end()
        #expect(failing.code == 1 && failing.errors.contains("“tuesday”"), "\(failing)")
        kill(daemon.process.processIdentifier, SIGTERM)
        #expect(daemon.end().code == 0)
    }

    @Test
    func `replay prints how well each category was known, and that both classifiers are the same`() async throws {
        let folder = try scratchFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await blocking {
            try teach(folder)
            let table = try BuiltProgram(["replay", "monday", "--data", folder])
            let said = table.rest()
            #expect(table.end().code == 0)
            let lines = said.split(separator: "\n")
            #expect(lines.count == 6 && lines[0].hasPrefix("category") && lines[1].hasPrefix("cup/mug"), "\(said)")
            #expect(lines[4].hasPrefix("all ") && lines[5].contains("the same classifier, "), "\(said)")
            let json = try BuiltProgram(["replay", "\(folder)/sessions/monday.showtell", "--json"])
            let report = try JSON(parsing: Data(json.rest().utf8))
            #expect(json.end().code == 0)
            #expect(report["same"] == .bool(true) && report["rebuilt"] == report["fitted"])
            #expect(report["categories"]?.items.count == 3 && report["acts"] == .integer(5))
            #expect(said.contains(report["rebuilt"]?.text ?? "?"))
            try Data("nonsense".utf8).write(to: URL(fileURLWithPath: "\(folder)/sessions/bad.showtell"))
            for (words, code, part) in [
                (["none", "--data", folder], 64, "“none”"), (["../x.showtell"], 65, "x.showtell"),
                (["bad", "--data", folder], 65, "bad.showtell"),
                (["monday", "--data", folder, "--bank", "norb"], 65, "norb"),
            ] as [([String], Int32, String)] {
                let end = try BuiltProgram(["replay"] + words).end()
                #expect(end.code == code && end.errors.contains(part), "\(words): \(end)")
            }
        }
    }

    @Test
    func `pictures go into a folder a category, under names that every system takes, and into no used folder`()
        async throws
    {
        let folder = try scratchFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await blocking {
            try teach(folder, keep: "pictures")
            let out = "\(folder)/out"
            try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true)
            let program = try BuiltProgram(["export", "pictures", "--out", out, "--data", folder])
            let end = program.end()
            #expect(end.code == 0, "\(end.errors)")
            let folders = try FileManager.default.contentsOfDirectory(atPath: out).sorted()
            #expect(folders == ["cup_mug", "cup_mug 2", "empty stage", "not that", "чашка"])
            let first = try #require(
                try FileManager.default.contentsOfDirectory(atPath: "\(out)/cup_mug").sorted().first)
            #expect(first == "sample-000001.jpg")
            let bytes = try #require(FileManager.default.contents(atPath: "\(out)/cup_mug/\(first)"))
            #expect(bytes.starts(with: [0xFF, 0xD8]))
            let again = try BuiltProgram(["export", "pictures", "--out", out, "--data", folder]).end()
            #expect(again.code == 74 && again.errors.contains("has something in it"), "\(again)")
            let session = try BuiltProgram([
                "export", "pictures", "--out", "\(folder)/more", "--data", folder, "--session", "monday",
            ]).end()
            #expect(session.code == 0, "\(session.errors)")
            let onnx = try BuiltProgram([
                "export", "onnx", "--out", "\(folder)/m.onnx", "--data", folder, "--session", "monday",
            ]).end()
            #expect(
                onnx.code == 0 && onnx.errors.hasSuffix("; categories: cup/mug, чашка, cup:mug\n"), "\(onnx.errors)")
            let nothing = try BuiltProgram(["export", "npz", "--out", "\(folder)/x", "--data", "\(folder)/none"]).end()
            #expect(nothing.code == 65 && nothing.errors.contains("nothing is taught in \(folder)/none"), "\(nothing)")
            #expect(!FileManager.default.fileExists(atPath: "\(folder)/none"))
        }
    }

    @Test(.enabled(if: python != nil, "SHOWTELL_PYTHON names no Python"))
    func `numpy reads what was taught`() async throws {
        let folder = try scratchFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await blocking {
            try teach(folder)
            let end = try BuiltProgram(["export", "npz", "--out", "\(folder)/t.npz", "--data", folder]).end()
            #expect(end.code == 0 && end.errors.contains("categories: cup/mug, чашка, cup:mug"), "\(end.errors)")
            let script = """
                import numpy, sys
                t = numpy.load(sys.argv[1])
                f, l, n, s = (t[k] for k in ("features", "labels", "names", "samples"))
                assert f.dtype == numpy.float32 and f.shape == (len(l), 4368) and numpy.isfinite(f).all(), f.shape
                assert l.dtype == numpy.int64 and s.dtype == numpy.int64 and list(s) == sorted(s) and len(s) == len(l)
                assert list(n) == ["cup/mug", "чашка", "cup:mug"], n
                assert set(l) == {-2, -1, 0, 1, 2}, l
                print("read")
                """
            let python = Process()
            let output = Pipe()
            python.executableURL = URL(fileURLWithPath: try #require(Self.python))
            python.arguments = ["-c", script, "\(folder)/t.npz"]
            python.standardOutput = output
            try python.run()
            let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            #expect(said == "read\n")
        }
    }
}
