// The built daemon before a fake camera, and what its pictures say.

import Client
import Foundation
import Imaging
import Stream
import Testing
import Wire

/// A daemon as a process of its own, ended with the test. Its calls block.
final class CameraDaemon {
    let cameras: FakeCameras
    private let program: BuiltProgram
    private let page: String
    private let client: ControlClient
    private let pool = PicturePool()
    /// What it said at its start.
    let said: String

    /// - Parameter source: nil for a daemon that is not told.
    init(_ cameras: FakeCameras, source: String? = "v4l2:/dev/video0", _ more: String...) throws {
        self.cameras = cameras
        let folder = cameras.folder
        let words = ["serve", "--listen", "127.0.0.1:0", "--socket", "\(folder)/s", "--data", folder]
        program = try BuiltProgram(
            words + (source.map { ["--source", $0] } ?? []) + more, environment: cameras.environment)
        said = try program.wait(for: "control channel", "http://")
        page = try #require(
            said.split(whereSeparator: \.isWhitespace).first { $0.hasPrefix("http://") }.map(String.init))
        client = try ControlClient(socket: "\(folder)/s")
    }

    /// One request.
    func call(_ method: String, _ params: [String: JSON] = [:]) throws -> JSON { try client.call(method, params) }

    /// Another connection.
    func connect() throws -> ControlClient { try ControlClient(socket: "\(cameras.folder)/s") }

    /// The refusal of a request; fails when there is none.
    func refusal(_ method: String, _ params: [String: JSON] = [:]) throws -> JSON {
        let refusal = #expect(throws: Refusal.self) { try client.call(method, params) }
        return try #require(refusal?.error)
    }

    /// The controls by their names.
    func controls() throws -> [String: JSON] { Self.byName(try call("camera.controls")) }

    /// Sets controls.
    @discardableResult
    func set(_ values: [String: JSON]) throws -> [String: JSON] {
        Self.byName(try call("camera.set", ["controls": .object(values)]))
    }

    private static func byName(_ answer: JSON) -> [String: JSON] {
        let pairs = answer["controls"]?.items.compactMap { control in control["name"]?.text.map { ($0, control) } }
        return Dictionary(pairs ?? []) { first, _ in first }
    }

    /// Asks it to stop, and waits for that.
    ///
    /// - Returns: the seconds that it took, its exit code, and what it said on standard error.
    func stop() -> (seconds: Double, code: Int32, errors: String) {
        let began = MonotonicClock.now()
        program.process.terminate()
        let end = program.end()
        return (Double(MonotonicClock.now() - began) / 1e9, end.code, end.errors)
    }

    /// A number of `/metrics`; nil when it is not there.
    func metric(_ name: String) throws -> Double? {
        let text = String(decoding: try fetch("metrics"), as: UTF8.self)
        return text.split(separator: "\n").first { $0.hasPrefix("\(name) ") }
            .flatMap { $0.split(separator: " ").last }.flatMap { Double($0) }
    }

    /// Ends it as a power cut does.
    func kill() { program.kill() }

    /// How the source does.
    func source() throws -> JSON { try #require(try call("state")["source"]) }

    /// How many files it has open, and how many threads run.
    func counts() throws -> (files: Int, threads: Int) {
        let folder = "/proc/\(program.process.processIdentifier)"
        let files = FileManager.default
        return (
            try files.contentsOfDirectory(atPath: "\(folder)/fd").count,
            try files.contentsOfDirectory(atPath: "\(folder)/task").count
        )
    }

    /// Waits until the source is in a state, with a part of its message; fails after fifteen seconds.
    ///
    /// - Returns: the seconds that it took.
    @discardableResult
    func wait(for state: String, _ part: String? = nil, at uri: String? = nil) throws -> Double {
        let began = MonotonicClock.now()
        var source = try source()
        func isThere() -> Bool {
            source["state"]?.text == state && (uri == nil || source["uri"]?.text == uri)
                && (part.map { source["message"]?.text?.contains($0) == true } ?? true)
        }
        while !isThere(), MonotonicClock.now() - began < 15_000_000_000 {
            Thread.sleep(forTimeInterval: 0.02)
            source = try self.source()
        }
        try #require(isThere(), "not \(state) \(part ?? ""): \(source)")
        return Double(MonotonicClock.now() - began) / 1e9
    }

    /// The next picture.
    func picture() throws -> Picture { try StillDecoder.decode(try fetch("snapshot.jpg"), into: pool) }

    private func fetch(_ path: String) throws -> Data {
        let curl = Process()
        let output = Pipe()
        curl.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        // A picture that says why there is none comes with status 503.
        curl.arguments = ["curl", "-s", "--max-time", "10", "\(page)\(path)"]
        curl.standardOutput = output
        try curl.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        curl.waitUntilExit()
        return bytes
    }

    /// What the next picture that shows what the camera sees says of itself; fails after fifteen seconds.
    func frame() throws -> FrameCode {
        let began = MonotonicClock.now()
        while MonotonicClock.now() - began < 15_000_000_000 {
            if let code = FrameCode(try picture()) { return code }
        }
        return try #require(nil, "the picture is not the camera's")
    }

    /// Waits until the picture is not the camera's any more.
    ///
    /// - Returns: the seconds that it took.
    func waitForPlaceholder() throws -> Double {
        let began = MonotonicClock.now()
        while FrameCode(try picture()) != nil {
            try #require(MonotonicClock.now() - began < 15_000_000_000, "the picture still is the camera's")
        }
        return Double(MonotonicClock.now() - began) / 1e9
    }
}
