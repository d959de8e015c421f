// Janus of Debian, started with the files of docs/scale.

import Foundation
import Stream
import Testing

@Suite("Janus", .serialized)
struct JanusTests {
    /// Janus, and its streaming plugin over HTTP.
    private struct Janus {
        let server: Server
        let url: String
        let ports: (rtp: Int, rtcp: Int)

        init(_ scratch: Scratch) throws {
            ports = (try freePort(datagrams: true), try freePort(datagrams: true))
            let http = try freePort()
            let files = [
                ("janus.jcfg", [:]),
                ("janus.transport.http.jcfg", ["port = 8088": "port = \(http)\n\tip = \"127.0.0.1\""]),
                (
                    "janus.plugin.streaming.jcfg",
                    ["port = 5004": "port = \(ports.rtp)", "port = 5005": "port = \(ports.rtcp)"]
                ),
            ]
            for (name, changes) in files {
                try scaleFile("janus/\(name)", changes).write(
                    toFile: "\(scratch.path)/\(name)", atomically: true, encoding: .utf8)
            }
            url = "http://127.0.0.1:\(http)/janus"
            server = try Server("janus", ["-F", scratch.path])
        }

        /// What it answers.
        func ask(_ path: String, _ body: String) async throws -> String {
            try await said(by: "curl", ["-s", "--max-time", "5", "-d", body, "\(url)\(path)"]).text
        }

        /// A number behind a key.
        static func number(_ key: String, in text: String) -> Int? {
            guard let place = text.range(of: "\"\(key)\":") else { return nil }
            return Int(text[place.upperBound...].prefix { $0.isNumber })
        }
    }

    @Test func `the mountpoint is fed`() async throws {
        let (film, scratch) = (RunningFilm(), try Scratch())
        let janus = try Janus(scratch)
        let publisher = Publisher(
            try PublishTarget("udp+rtp://127.0.0.1:\(janus.ports.rtp)?rtcp=\(janus.ports.rtcp)"), of: film.rendition
        ) { _ in }
        publisher.start()
        defer { publisher.stop() }
        #expect(await eventually { publisher.status.state == .live })
        let create = #"{"janus":"create","transaction":"a"}"#
        #expect(try await eventually { try await janus.ask("", create).contains("success") })
        let session = try #require(Janus.number("id", in: try await janus.ask("", create)))
        let attach = #"{"janus":"attach","plugin":"janus.plugin.streaming","transaction":"b"}"#
        let handle = try #require(Janus.number("id", in: try await janus.ask("/\(session)", attach)))
        let info = #"{"janus":"message","transaction":"c","body":{"request":"info","id":1}}"#
        // Milliseconds since the last packet; there is none before the first.
        let isFed = try await eventually {
            let age = Janus.number("age_ms", in: try await janus.ask("/\(session)/\(handle)", info))
            return age.map { $0 < 1000 } ?? false
        }
        #expect(isFed)
    }
}
