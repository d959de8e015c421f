// A folder of cameras that are not there, for programs that are started with the library of Tests/FakeCamera.

import Client
import Foundation
import Testing

/// What a program that is started with `environment` finds in /dev.
final class FakeCameras: Sendable {
    /// The folder; short, for a socket may lie in it too.
    let folder: String
    let environment: [String: String]

    init() throws {
        folder = try scratchFolder()
        let library = try BuiltProgram.url.deletingLastPathComponent().appendingPathComponent("libFakeCamera.so").path
        guard FileManager.default.fileExists(atPath: library) else {
            throw ClientError(description: "the fake camera is not built; run: make build-tests")
        }
        environment = ["LD_PRELOAD": library, "SHOWTELL_FAKE_CAMERA": folder]
        for part in ["dev/v4l/by-id", "controls"] {
            try FileManager.default.createDirectory(
                atPath: "\(folder)/\(part)", withIntermediateDirectories: true)
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// The link to a camera that stays the same whatever its number is.
    static let link = "/dev/v4l/by-id/usb-Fake_Camera_0001-video-index0"

    /// Plugs a camera in, or changes one that is: what its file says stands in Tests/FakeCamera/include/FakeCamera.h.
    ///
    /// - Parameter link: where the camera is found whatever its number is; two cameras have two.
    func plug(_ number: Int = 0, _ settings: String..., link: String = FakeCameras.link) throws {
        // Written as a whole: a camera that reads its file must not find half of it.
        let lines = settings.map { "\($0)\n" }.joined()
        try Data(lines.utf8).write(to: URL(fileURLWithPath: "\(folder)/dev/video\(number)"), options: .atomic)
        guard !lines.contains("node=metadata") else { return }
        try? FileManager.default.removeItem(atPath: "\(folder)\(link)")
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder)\(link)", withDestinationPath: "../../video\(number)")
    }

    /// Pulls a camera's plug.
    func unplug(_ number: Int = 0, link: String = FakeCameras.link) throws {
        try FileManager.default.removeItem(atPath: "\(folder)/dev/video\(number)")
        try? FileManager.default.removeItem(atPath: "\(folder)\(link)")
        // A camera that is plugged in again has forgotten what it was set to.
        try? FileManager.default.removeItem(atPath: "\(folder)/controls/video\(number)")
    }

    /// What a camera's controls were set to; empty while nobody has set any.
    func controls(_ number: Int = 0) throws -> [String: Int] {
        guard let bytes = FileManager.default.contents(atPath: "\(folder)/controls/video\(number)") else { return [:] }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { $0.split(separator: "=") }
        return Dictionary(uniqueKeysWithValues: try lines.map { ("\($0[0])", try #require(Int($0[1]))) })
    }

    /// Puts the clock on the wall of all programs forward by so many seconds, or back.
    func shiftClock(_ seconds: Int) throws {
        try Data("\(seconds)\n".utf8).write(to: URL(fileURLWithPath: "\(folder)/clock"), options: .atomic)
    }

    /// Starts a program that is not listened to.
    func start(_ words: String...) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["timeout", "20"] + words
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    /// Runs a program to its end. Blocks.
    ///
    /// - Returns: its exit code, and what it wrote on both outputs.
    func run(_ words: String...) throws -> (code: Int32, text: String) {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["timeout", "20"] + words
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }
}
