// The commands that need no daemon, from outside: what they print, write and answer.

import Foundation
import Imaging
import Stream
import Testing

@Suite("The built program without a daemon", .serialized)
struct OfflineCommandTests {
    private func png(_ path: String, seed: Int) throws {
        let picture = Picture(width: 64, height: 48)
        picture.withBytes { bytes in
            for index in bytes.indices { bytes[index] = UInt8(index * (7 + seed) / 5 % 256) }
        }
        try PNGFile.bytes(of: picture).write(to: URL(fileURLWithPath: path))
    }

    private func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }

    /// Runs the program to its end.
    private func run(_ words: String...) throws -> (said: String, code: Int32, errors: String) {
        let program = try BuiltProgram(words)
        let said = program.rest()
        let end = program.end()
        return (said, end.code, end.errors)
    }

    @Test
    func `banks are listed, shown, drawn and written`() async throws {
        let folder = try scratchFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await blocking {
            let list = try run("banks", "list")
            #expect(list.code == 0 && list.said.contains("\ncaltech101  "), "\(list)")
            let show = try run("banks", "show", "caltech101", "--png", "\(folder)/filters.png")
            #expect(show.code == 0 && show.said.contains("256 maps, each from 16 of 64, in 16 groups"), "\(show)")
            #expect(try bytes("\(folder)/filters.png").starts(with: [0x89, 0x50, 0x4E, 0x47]))
            let write = try run("banks", "write", "mnist", "--seed", "5", "--out", "\(folder)/five.safetensors")
            #expect(write.code == 0, "\(write)")
            let again = try run("banks", "show", "\(folder)/five.safetensors")
            let fingerprint = try #require(again.said.split(separator: " ").last?.dropLast())
            #expect(write.said.isEmpty && write.errors.contains(", \(fingerprint), in "), "\(write) \(again)")
        }
    }

    @Test
    func `a bank that is unknown is exit code 64, a file that is none 65, one that cannot be written 74`()
        async throws
    {
        let folder = try scratchFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data("no bank".utf8).write(to: URL(fileURLWithPath: "\(folder)/no.safetensors"))
        try await blocking {
            for (words, code, why) in [
                (["show", "cattech"], 64, "there are caltech101, "), (["write", "mnist"], 64, "--out"),
                (["show", "\(folder)/no.safetensors"], 65, "\(folder)/no.safetensors"),
                (["write", "mnist", "--out", "\(folder)/none/a"], 74, "\(folder)/none/a"),
                (["show", "mnist", "--png", "\(folder)/none/a.png"], 74, "\(folder)/none/a.png"),
            ] as [([String], Int32, String)] {
                let end = try BuiltProgram(["banks"] + words).end()
                #expect(end.code == code && end.errors.contains(why), "\(words): \(end)")
            }
        }
    }

    @Test
    func `pictures become an array, with the same numbers from a bank's name and from its file`() async throws {
        let folder = try scratchFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: "\(folder)/in", withIntermediateDirectories: true)
        for seed in 0..<3 { try png("\(folder)/in/\(seed).png", seed: seed) }
        try Data("no picture".utf8).write(to: URL(fileURLWithPath: "\(folder)/in/notes.txt"))
        try await blocking {
            let named = try run(
                "features", "\(folder)/in", "--out", "\(folder)/a.npy", "--bank", "mnist", "--names", "\(folder)/a.txt")
            #expect(named.code == 0, "\(named)")
            #expect(named.errors.hasPrefix("showtell: 3 pictures, 1,024 features each, in \(folder)/a.npy"), "\(named)")
            #expect(named.errors.contains("1 other file") && named.errors.split(separator: "\n").count == 1, "\(named)")
            let array = try bytes("\(folder)/a.npy")
            #expect(array.count == 128 + 3 * 1024 * 4)
            #expect(String(decoding: array.prefix(128), as: UTF8.self).contains("(3, 1024)"))
            #expect(try String(contentsOfFile: "\(folder)/a.txt", encoding: .utf8).hasSuffix("in/2.png\n"))

            #expect(try run("banks", "write", "mnist", "--out", "\(folder)/m.safetensors").code == 0)
            let file = try run(
                "features", "\(folder)/in", "--out", "\(folder)/b.npy", "--bank", "\(folder)/m.safetensors", "--shape",
                "mnist", "--threads", "2")
            #expect(file.code == 0, "\(file)")
            #expect(try bytes("\(folder)/b.npy") == array)

            let maps = try run(
                "features", "\(folder)/in/0.png", "--out", "\(folder)/c.npy", "--chroma", "--maps", "\(folder)/maps")
            #expect(maps.code == 0 && maps.errors.contains("4,368 features"), "\(maps)")
            #expect(try bytes("\(folder)/maps/0000-0.png/stage2.png").count > 1000)
        }
    }

    @Test
    func `what cannot be described or written is one sentence and an exit code`() async throws {
        let folder = try scratchFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try png("\(folder)/a.png", seed: 1)
        try Data("no picture".utf8).write(to: URL(fileURLWithPath: "\(folder)/b.png"))
        try await blocking {
            for (words, code, why) in [
                (["\(folder)/a.png"], 64, "--out"),
                (["\(folder)/a.png", "--out", "x", "--threads", "0"], 64, "threads"),
                (["\(folder)/a.png", "--out", "\(folder)/x", "--bank", "none"], 64, "there are caltech101, "),
                (["\(folder)/a.png", "--out", "\(folder)/x", "--shape", "none"], 64, "there are caltech101, "),
                (
                    ["\(folder)/a.png", "--out", "\(folder)/x", "--bank", "norb", "--shape", "mnist"], 65,
                    "not for 28×28"
                ),
                (["\(folder)/none", "--out", "\(folder)/x"], 65, "\(folder)/none"),
                ([folder, "--out", "\(folder)/x"], 65, "\(folder)/b.png"),
                (["\(folder)/a.png", "--out", "\(folder)/none/x"], 74, "\(folder)/none/x"),
            ] as [([String], Int32, String)] {
                let end = try BuiltProgram(["features"] + words).end()
                #expect(end.code == code && end.errors.contains(why), "\(words): \(end)")
                #expect(code == 64 || end.errors.split(separator: "\n").count == 1, "one sentence: \(end.errors)")
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["a.png", "b.png"])
            let skipped = try run("features", folder, "--out", "\(folder)/x.npy", "--skip-broken")
            #expect(skipped.code == 0 && skipped.errors.contains("\(folder)/b.png"), "\(skipped)")
            #expect(skipped.errors.contains("passed over 1 broken picture"), "\(skipped)")
        }
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `a signal ends it with exit code 130 and leaves no half file`(signal: Int32) async throws {
        let folder = try scratchFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: "\(folder)/in", withIntermediateDirectories: true)
        try png("\(folder)/in/a.png", seed: 1)
        // Work for many seconds.
        for number in 0..<5000 {
            try FileManager.default.linkItem(atPath: "\(folder)/in/a.png", toPath: "\(folder)/in/\(number).png")
        }
        try await blocking {
            let program = try BuiltProgram(["features", "\(folder)/in", "--out", "\(folder)/x.npy"])
            let deadline = Date(timeIntervalSinceNow: 20)
            while try FileManager.default.contentsOfDirectory(atPath: folder).count < 2, Date() < deadline {
                Thread.sleep(forTimeInterval: 0.01)
            }
            kill(program.process.processIdentifier, signal)
            let end = program.end()
            #expect(end.code == 130 && end.errors == "showtell: Interrupted; no array was written.\n", "\(end)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["in"])
        }
    }
}
