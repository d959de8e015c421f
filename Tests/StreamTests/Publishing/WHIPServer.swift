// A WHIP server with a WebRTC that is none of GStreamer's.

import Foundation
import Testing

/// The server of `whip-server.py`, as long as it lives.
final class WHIPServer {
    let port: Int
    private let server: Server
    private let path: String

    /// - Parameter certificate: a file with a certificate and its key, to speak TLS.
    init(_ scratch: Scratch, port: Int = 0, certificate: String? = nil) throws {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "../whip-server.py")
        path = "\(scratch.path)/\(UUID().uuidString).log"
        server = try Server(
            "/usr/bin/python3", [script.path, String(port), path] + (certificate.map { [$0] } ?? []))
        self.port = try #require(Int(server.line()), "it did not start: apt-get install python3-aiortc")
    }

    /// What has happened there.
    var log: [String] {
        ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "").split(separator: "\n").map(String.init)
    }

    func has(_ start: String) -> Bool { log.contains { $0.hasPrefix(start) } }

    func stop() { server.stop() }
}
