// The film over WebRTC from the built program, watched by another program's WebRTC.

import Client
import Foundation
import Stream
import Testing
import Wire

/// A player of GStreamer's, in a process of its own.
final class WhepViewer {
    let process = Process()
    private let output: Overheard

    /// What a cycle of watching was like.
    struct Report: Decodable {
        let firstMs: [Double?]
        let pictures: [Int]
        let keys: [Int]
        let keysFirst: [Bool?]
        let told: [Int]
        let lateMs: [Double?]
        let errors: [String]
    }

    init(_ url: String, _ options: String...) throws {
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments = ["\(project)/Tests/IntegrationTests/whep-viewer.py", url] + options
        process.standardOutput = pipe
        output = Overheard(pipe)
        try process.run()
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    /// Waits until it has said something. Blocks.
    func wait(for text: String) throws {
        let said = output.text { $0.contains(text) }
        try #require(said.contains(text), "it said: \(said)")
    }

    /// Waits for its end. Blocks.
    func reports() throws -> [Report] {
        process.waitUntilExit()
        let lines = output.text { _ in false }.split(separator: "\n")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try lines.map { try decoder.decode(Report.self, from: Data($0.utf8)) }
    }
}

@Suite struct WhepTests {
    /// A program that shows the clip, and where it is.
    private func program(_ folder: String) throws -> (BuiltProgram, url: String) {
        let program = try BuiltProgram([
            "serve", "--source", "file:\(clip)", "--listen", "127.0.0.1:0", "--socket", "\(folder)/s",
            "--data", "\(folder)/data", "--web", "\(project)/web",
        ])
        let said = try program.wait(for: "http://127.0.0.1", "pictures from", "video is coded")
        let url = try #require(said.split(whereSeparator: \.isWhitespace).first { $0.hasPrefix("http://") })
        return (program, "\(url)whep")
    }

    private static func viewers(_ socket: String) throws -> JSON? {
        try ControlClient(socket: socket).call("state", [:])["viewers"]
    }

    @Test func `a player gets pictures from a key frame on, soon after they were taken, and leaves`() async throws {
        try await blocking {
            let folder = try scratchFolder()
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let (program, url) = try program(folder)
            let report = try #require(try WhepViewer(url, "--viewers", "2", "--seconds", "2").reports().first)
            #expect(report.errors == [])
            #expect(report.keysFirst == [true, true])
            #expect(report.pictures.allSatisfy { $0 > 20 }, "\(report.pictures)")
            // The times are those of the captures, so the age of a picture is known; a second is far more than it has.
            #expect(report.lateMs.allSatisfy { $0.map { (0..<1000).contains($0) } ?? false }, "\(report.lateMs)")
            #expect(try Self.viewers(folder + "/s") == .integer(0))
            program.process.terminate()
            #expect(program.end().code == 0)
        }
    }

    @Test func `a key frame comes when a player asks for one`() async throws {
        try await blocking {
            let folder = try scratchFolder()
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let (program, url) = try program(folder)
            // By themselves they are eight seconds apart.
            let report = try #require(try WhepViewer(url, "--seconds", "2.4", "--ask").reports().first)
            #expect(report.errors == [] && report.keys == [2])
            // Each of them says that it need not wait.
            #expect(report.told == [2])
            program.process.terminate()
            #expect(program.end().code == 0)
        }
    }

    @Test func `who comes and goes leaves no thread, no descriptor and no memory`() async throws {
        try await blocking {
            let folder = try scratchFolder()
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let (program, url) = try program(folder)
            let id = program.process.processIdentifier
            // The first ones load libraries and fill pools, which stay.
            _ = try WhepViewer(url, "--viewers", "2", "--cycles", "4").reports()
            let before = try Self.settled(id)
            let reports = try WhepViewer(url, "--viewers", "2", "--cycles", "12").reports()
            #expect(reports.count == 12 && reports.allSatisfy { $0.errors == [] })
            let after = try Self.settled(id)
            // Each viewer has ten threads and more; of those that rest in a pool some come and go.
            #expect(after.threads < before.threads + 8, "\(before) \(after)")
            #expect(after.descriptors <= before.descriptors, "\(before) \(after)")
            #expect(after.kibibytes < before.kibibytes + 5 * 1024, "\(before) \(after)")
            program.process.terminate()
            #expect(program.end().code == 0)
        }
    }

    @Test func `a stop sends away who is still there`() async throws {
        try await blocking {
            let folder = try scratchFolder()
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let (program, url) = try program(folder)
            let staying = try WhepViewer(url, "--leave", "vanish", "--seconds", "60")
            try staying.wait(for: "\"watching\": 1")
            #expect(try Self.viewers(folder + "/s") == .integer(1))
            let began = Date()
            program.process.terminate()
            #expect(program.end().code == 0)
            #expect(Date().timeIntervalSince(began) < 5)
        }
    }

    /// GStreamer's players report every six seconds, now and then somewhat later; browsers every second.
    @Test func `who falls silent without a word is sent away, and others see on`() async throws {
        try await withDaemon(source: "test:ball", patience: .init(silence: .seconds(9))) { daemon in
            try await daemon.live()
            try await blocking {
                let url = "\(daemon.page)whep"
                let other = try WhepViewer(url, "--seconds", "13")
                let silent = try WhepViewer(url, "--leave", "vanish", "--seconds", "1")
                try silent.wait(for: "\"watching\": 1")
                silent.process.waitUntilExit()
                var left = try Self.viewers(daemon.socket)
                #expect(left == .integer(2))
                for _ in 0..<110 where left == .integer(2) {
                    Thread.sleep(forTimeInterval: 0.1)
                    left = try Self.viewers(daemon.socket)
                }
                #expect(left == .integer(1))
                let report = try #require(try other.reports().first)
                #expect(report.errors == [])
                #expect(report.pictures.allSatisfy { $0 > 150 }, "\(report.pictures)")
            }
        }
    }

    private struct Footprint { let threads, descriptors, kibibytes: Int }

    /// What a process holds, once it holds no more than before for a while; threads that rest are given back late. Blocks.
    private static func settled(_ id: Int32) throws -> Footprint {
        var least: Footprint?
        for _ in 0..<12 {
            Thread.sleep(forTimeInterval: 0.5)
            let status = try String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8)
            func number(_ key: String) -> Int {
                let line = status.split(separator: "\n").first { $0.hasPrefix(key) }
                return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
            }
            let descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(id)/fd").count
            let now = Footprint(threads: number("Threads:"), descriptors: descriptors, kibibytes: number("VmRSS:"))
            least = least.map { $0.threads <= now.threads ? $0 : now } ?? now
        }
        return try #require(least)
    }
}
