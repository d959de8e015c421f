// What the tests of this room share: a clip made on the spot, and frames awaited with a deadline.

import Foundation
import Imaging
import Stream
import Testing

/// A folder that is gone after the test.
final class Scratch {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("stream-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Runs a GStreamer launch line to its end.
    func launch(_ line: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "gst-launch-1.0 -q \(line)"]
        process.currentDirectoryURL = URL(fileURLWithPath: path)
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "gst-launch-1.0 failed: \(line)")
    }

    /// A film of so many frames at 30 a second, `width` × `height`.
    func film(_ name: String, frames: Int, width: Int = 322, height: Int = 242) throws -> String {
        try launch(
            "videotestsrc num-buffers=\(frames) pattern=ball ! video/x-raw,format=I420,width=\(width),height=\(height),"
                + "framerate=30/1 ! jpegenc ! matroskamux ! filesink location=\(name)")
        return "\(path)/\(name)"
    }
}

/// A capture that runs for a test.
final class Show {
    let capture: Capture

    init(
        _ source: Source, everyFrame: Bool = false, clip: String? = nil,
        shoot: (@Sendable (RawPicture, Int64, UInt64) -> Void)? = nil
    ) {
        capture = Capture(source, everyFrame: everyFrame, clip: clip)
        capture.start(shoot: shoot)
    }

    deinit { capture.stop() }

    /// The next frame; fails the test when none comes within 15 s.
    func frame() async throws -> Frame {
        try await event { if case .frame(let frame) = $0 { frame } else { nil } }
    }

    /// The next news that there is no picture.
    func absence() async throws -> SourceStatus {
        try await event { if case .offline(let status) = $0 { status } else { nil } }
    }

    private func event<Value: Sendable>(_ pick: @escaping @Sendable (CaptureEvent) -> Value?) async throws -> Value {
        let capture = capture
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask {
                while let event = await capture.next() {
                    if let value = pick(event) { return value }
                }
                return nil
            }
            group.addTask {
                try await Task.sleep(for: .seconds(15))
                // The reader cannot be cancelled, only told that the show is over.
                capture.stop()
                return nil
            }
            let first = try await group.next() ?? nil
            group.cancelAll()
            return try #require(first, "nothing came within 15 seconds")
        }
    }
}

/// The grey of a pixel, 0…255.
func grey(_ picture: Picture, x: Int, y: Int) -> Int {
    picture.withBytes { bytes in
        let offset = y * picture.stride + 4 * x
        return (Int(bytes[offset]) + Int(bytes[offset + 1]) + Int(bytes[offset + 2])) / 3
    }
}
