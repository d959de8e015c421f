// An encoder that breaks while people watch.

import Client
import Daemon
import Foundation
import Stream
import Synchronization
import Testing
import Wire

extension VideoEncoderKind {
    /// A sound encoder behind an element that reports an error with its picture of a number.
    fileprivate static func breaking(after count: Int) -> Self {
        .init("breaking") { kilobits in
            """
            identity error-after=\(count) ! x264enc tune=zerolatency speed-preset=ultrafast key-int-max=120 bframes=0 \
            threads=1 byte-stream=true bitrate=\(kilobits)
            """
        }
    }
}

@Suite("Encoders that fail", .serialized)
struct EncoderFailureTests {
    /// The messages of `/stream.h264`: kind, whether it is a key frame, and the picture's number.
    private struct Message { let kind: UInt8, isKey: Bool, number: UInt64, json: String }

    private static func messages(_ bytes: Data) -> [Message] {
        func number(_ bytes: Data) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
        var (rest, messages) = (bytes[...], [Message]())
        while rest.count >= 28 {
            let length = Int(number(rest.prefix(4)))
            guard rest.count >= 4 + length else { break }
            let body = Data(rest.dropFirst(4).prefix(length))
            let text = Int(number(body[20..<24]))
            messages.append(
                Message(
                    kind: body[0], isKey: body[1] & 1 == 1, number: number(body[4..<12]),
                    json: String(decoding: body.dropFirst(24).prefix(text), as: UTF8.self)))
            rest = rest.dropFirst(4 + length)
        }
        return messages
    }

    /// Watches the film until it ends, or for so many seconds. Blocks.
    ///
    /// - Returns: curl's exit code, 28 when time was up, and what came.
    private static func watch(_ page: String, seconds: Int) throws -> (code: Int32, messages: [Message]) {
        let (curl, output) = (Process(), Pipe())
        curl.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        curl.arguments = ["curl", "-sN", "--max-time", "\(seconds)", "\(page)stream.h264"]
        curl.standardOutput = output
        try curl.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        curl.waitUntilExit()
        return (curl.terminationStatus, messages(bytes))
    }

    @Test func `those who watch the film see on, over HTTP and over WebRTC, and it is logged`() async throws {
        let kinds = [.breaking(after: 90)] + VideoEncoderKind.all.filter { $0.name == "x264enc" }
        try await withDaemon(source: "test:ball", change: { $0.encoders = kinds }) { daemon in
            try await daemon.film()
            let said = try await blocking {
                let client = try ControlClient(socket: daemon.socket)
                _ = try client.call("subscribe", ["topics": .array([.string("log")])])
                let peer = try WhepViewer("\(daemon.page)whep", "--seconds", "5")
                let (code, messages) = try Self.watch(daemon.page, seconds: 6)
                #expect(code == 28, "the connection stays")
                #expect(messages.first?.kind == 1 && messages.first?.json.contains("avc1.42") == true)
                let pictures = messages.filter { $0.kind == 2 }
                #expect(pictures.count > 100, "\(pictures.count)")
                // After whatever is missing there is a key frame; numbers go on.
                #expect(pictures.first?.isKey == true)
                #expect(
                    zip(pictures, pictures.dropFirst()).allSatisfy { $1.number == $0.number + 1 || $1.isKey })
                #expect(pictures.last?.json.contains("\"frame\":") == true)
                #expect(pictures.filter(\.isKey).count >= 2)
                let report = try #require(try peer.reports().first)
                #expect(report.errors == [])
                #expect(report.keys.allSatisfy { $0 >= 2 } && report.pictures.allSatisfy { $0 > 80 }, "\(report)")
                return try client.nextEvent()["message"]?.text
            }
            #expect(said?.hasPrefix("breaking has failed: ") == true && said?.hasSuffix("; x264enc goes on") == true)
            #expect(try await daemon.status(of: "snapshot.jpg") == 200)
        }
    }

    @Test func `when the last one has failed, viewers are sent to the pictures, with the reason`() async throws {
        try await withDaemon(source: "test:ball", change: { $0.encoders = [.breaking(after: 45)] }) { daemon in
            try await daemon.film()
            try await blocking {
                let peer = try WhepViewer("\(daemon.page)whep", "--seconds", "4")
                let (code, messages) = try Self.watch(daemon.page, seconds: 15)
                #expect(code == 0, "the film has an end")
                #expect(messages.count { $0.kind == 2 } > 60 && messages.count { $0.isKey } >= 2)
                _ = try peer.reports()
            }
            let refused = try await daemon.answer("stream.h264")
            let sentence = String(decoding: refused.body, as: UTF8.self)
            #expect(refused.status == 503 && refused.headers["retry-after"] == "30")
            #expect(sentence.contains("breaking has failed") && sentence.contains("/stream.mjpg"), "\(sentence)")
            // Nobody over WebRTC waits for what does not come.
            for _ in 0..<40 where try await daemon.call("state")["viewers"] != .integer(0) {
                try await Task.sleep(for: .milliseconds(50))
            }
            #expect(try await daemon.call("state")["viewers"] == .integer(0))
            #expect(try await daemon.status(of: "snapshot.jpg") == 200)
        }
    }
}
