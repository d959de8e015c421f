// Conversations that were promised once and must hold for as long as the protocol's version is spoken.

import Foundation
import Testing
import Wire

@Suite("Transcripts", .serialized)
struct TranscriptTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Transcripts")

    private static var names: [String] {
        let files = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
        return (files ?? []).filter { $0.hasSuffix(".txt") }.sorted()
    }

    @Test
    func `there are transcripts`() { #expect(Self.names.count >= 2) }

    @Test(arguments: names)
    func `what was said once is still said`(name: String) async throws {
        let text = try String(contentsOf: Self.folder.appendingPathComponent(name), encoding: .utf8)
        try await withDaemon(source: "test:ball") { daemon in
            try await daemon.live()
            try await blocking {
                let line = try RawLine(socket: daemon.socket)
                for (number, row) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                    if row.hasPrefix("> ") { try line.send(String(row.dropFirst(2))) }
                    guard row.hasPrefix("< ") else { continue }
                    let expected = try JSON(parsing: Data(row.dropFirst(2).utf8))
                    let came = try line.next()
                    let isRight = matches(expected, try JSON(parsing: Data(came.utf8)))
                    #expect(isRight, "\(name):\(number + 1) expects \(row.dropFirst(2)), but \(came) came")
                }
            }
        }
    }

    /// Whether all of `expected` is in `actual`: its keys with their values, lists item by item, "*" for any value.
    private func matches(_ expected: JSON, _ actual: JSON) -> Bool {
        switch (expected, actual) {
        case (.string("*"), _): true
        case (.object(let wanted), .object(let fields)):
            wanted.allSatisfy { key, value in fields[key].map { matches(value, $0) } ?? false }
        case (.array(let wanted), .array(let items)):
            wanted.count == items.count && zip(wanted, items).allSatisfy { matches($0, $1) }
        default: expected == actual
        }
    }
}

/// Lines to and from a Unix socket, as `nc` would carry them.
private final class RawLine {
    private let nc = Process()
    private let input = Pipe()
    private let output = Pipe()
    private var buffer = Data()

    init(socket: String) throws {
        nc.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        nc.arguments = ["nc", "-U", socket]
        nc.standardInput = input
        nc.standardOutput = output
        try nc.run()
    }

    deinit { nc.terminate() }

    func send(_ line: String) throws { try input.fileHandleForWriting.write(contentsOf: Data("\(line)\n".utf8)) }

    func next() throws -> String {
        while true {
            if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                defer { buffer.removeSubrange(...end) }
                return String(decoding: buffer[..<end], as: UTF8.self)
            }
            let more = output.fileHandleForReading.availableData
            try #require(!more.isEmpty, "the connection ended")
            buffer.append(more)
        }
    }
}
