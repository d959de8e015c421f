// Films and pictures from the real world, where a folder of them is named in SHOWTELL_DATA.

import Foundation
import Testing
import Wire

@Suite("Real input", .serialized)
struct RealInputTests {
    private static let data = ProcessInfo.processInfo.environment["SHOWTELL_DATA"]

    private static func path(_ name: String) -> String? {
        guard let path = data.map({ "\($0)/\(name)" }), FileManager.default.fileExists(atPath: path) else { return nil }
        return path
    }

    @Test(.enabled(if: path("videos/bottle-detection.mp4") != nil, "SHOWTELL_DATA has no videos/bottle-detection.mp4"))
    func `a film of bottles is shown, taught and recognised`() async throws {
        try await teachAndJudge(
            "file:\(try #require(Self.path("videos/bottle-detection.mp4")))", width: 640, height: 360)
    }

    @Test(.enabled(if: path("streams/webcam_hands") != nil, "SHOWTELL_DATA has no streams/webcam_hands"))
    func `the pictures of a webcam are shown, taught and recognised`() async throws {
        let folder = try #require(Self.path("streams/webcam_hands"))
        let sessions = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        let session = try #require(sessions.first)
        try await teachAndJudge("images:\(folder)/\(session)?fps=10", width: 800, height: 600)
    }

    private func teachAndJudge(_ source: String, width: Int64, height: Int64) async throws {
        try await withDaemon(source: source) { daemon in
            try await daemon.live()
            let taught = try await daemon.call("teach", ["category": .string("thing"), "count": .integer(3)])
            #expect(taught["samples"]?.items.isEmpty == false)
            #expect(try await daemon.call("predict")["category"] == .string("thing"))
            let source = try await daemon.call("state")["source"]
            #expect(source?["width"] == .integer(width) && source?["height"] == .integer(height))
            #expect(try await daemon.fetch("snapshot.jpg").starts(with: [0xFF, 0xD8]))
            #expect(try await daemon.call("stats")["frames"]?["late"] == .integer(0))
        }
    }
}
