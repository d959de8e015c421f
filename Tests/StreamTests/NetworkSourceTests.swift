// A stream over the network, from a real server that goes away and comes back.

import Foundation
import Imaging
import Stream
import Testing

@Suite("Network sources", .serialized)
struct NetworkSourceTests {
    /// An RTSP server as a process of its own.
    private final class Server {
        let port: String
        private let process = Process()

        init(port: String = "0") throws {
            let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
                "rtsp-server.py")
            let output = Pipe()
            // Debian's own Python: the bindings of GStreamer belong to it.
            process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
            process.arguments = [script.path, port]
            process.standardOutput = output
            try process.run()
            let said = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
            self.port = said.trimmingCharacters(in: .whitespacesAndNewlines)
            try #require(
                Int(self.port) != nil, "the RTSP server did not start: apt-get install gir1.2-gst-rtsp-server-1.0")
        }

        func stop() {
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }

        deinit { stop() }
    }

    @Test
    func `a stream is shown, is missed when its server dies, and is shown again when that is back`() async throws {
        let server = try Server()
        let show = Show(try Source("rtsp://127.0.0.1:\(server.port)/ball"))
        var last = try await show.frame()
        #expect(last.picture.width == 320 && last.picture.height == 240 && last.position == nil)
        for _ in 0..<10 {
            let next = try await show.frame()
            #expect(next.number > last.number && next.captured > last.captured)
            last = next
        }
        server.stop()
        let status = try await show.absence()
        #expect(status.message?.contains("rtsp://127.0.0.1:\(server.port)/ball") == true)
        let again = try Server(port: server.port)
        #expect(try await show.frame().number > last.number)
        again.stop()
    }
}
