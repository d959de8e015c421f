// `showtell-lab` from outside: what experiments write, and how they end.

import Foundation
import Testing

@Suite("Experiments of the built laboratory")
struct ExperimentProgramTests {
    /// Runs the built program.
    static func run(_ words: [String]) throws -> (code: Int32, said: String) {
        let (process, pipe) = (Process(), Pipe())
        process.executableURL = URL(fileURLWithPath: try #require(LearnProgramTests.program, "run: make build-tests"))
        process.arguments = words
        (process.standardOutput, process.standardError) = (pipe, FileHandle.nullDevice)
        try process.run()
        let said = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: said, as: UTF8.self))
    }

    @Test func `An experiment says its number beside the paper's, and draws answers and filters`() throws {
        let scratch = try Scratch()
        _ = try scratch.toys("norb")
        let words = [
            "norb", "--data", "\(scratch.path)/norb", "--protocol", "R", "--cache", "\(scratch.path)/cache", "--out",
            "\(scratch.path)/out", "--json", "\(scratch.path)/numbers.json", "--classifier", "svm", "--train",
        ]
        let (code, said) = try Self.run(words + ["12"])
        #expect(code == 0 && said.contains("here: ") && said.contains("small NORB, R, svm: 5 classes, 125 pictures"))
        for name in ["report.json", "confusion.png", "filters.png"] {
            #expect(FileManager.default.fileExists(atPath: "\(scratch.path)/out/\(name)"), "\(name)")
        }
        let numbers = try Data(contentsOf: URL(fileURLWithPath: "\(scratch.path)/numbers.json"))
        #expect(numbers == (try Data(contentsOf: URL(fileURLWithPath: "\(scratch.path)/out/report.json"))))
        #expect(try Self.run(words + ["20"]).said.contains("100 learnt"))
        #expect(try Self.run(words + ["21"]).code == 65)
        #expect(try Self.run(words + ["1"]).code == 64)
    }

    @Test func `Options that do not go together are wrong usage, and data that are not there are bad data`() throws {
        let scratch = try Scratch()
        let data = ["caltech101", "--data", scratch.path, "--protocol"]
        for wrong in [
            ["R+", "--classifier", "svm"], ["RR+", "--colour", "0.3"], ["R+R+", "--colour", "0.3"],
            ["RR", "--colour", "-1"],
        ] {
            #expect(try Self.run(data + wrong).code == 64, "\(wrong)")
        }
        #expect(try Self.run(data + ["RR"]).code == 65)
        let code = try Self.run(["norb", "--data", scratch.path, "--protocol", "UU"]).code
        #expect(code == 64, "no learnt filters for toys come with the program")
    }
}
