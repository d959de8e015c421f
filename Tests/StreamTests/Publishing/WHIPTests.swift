// Publishing by WHIP to a server that decodes what it is sent.

import Foundation
import Stream
import Testing

@Suite("Publishing by WHIP", .serialized)
struct WHIPTests {
    private let film = RunningFilm()
    private let scratch: Scratch
    private let server: WHIPServer

    init() throws {
        scratch = try Scratch()
        server = try WHIPServer(scratch)
    }

    /// A publisher that has begun.
    private func publisher(
        _ path: String, _ diary: Diary, of film: RunningFilm? = nil, user: String? = nil, scheme: String = "whip",
        port: Int? = nil, patience: Duration = .seconds(10), silence: Duration = .seconds(15)
    ) throws -> Publisher {
        let place = (user.map { "\($0)@" } ?? "") + "127.0.0.1:\(port ?? server.port)"
        let publisher = Publisher(
            try PublishTarget("\(scheme)://\(place)\(path)"), of: (film ?? self.film).rendition, patience: patience,
            silence: silence
        ) { diary.write($0) }
        publisher.start()
        return publisher
    }

    /// What is said when a target does not take the film.
    private func reason(
        _ path: String, user: String? = nil, patience: Duration = .seconds(10)
    ) async throws -> String {
        let diary = Diary()
        let publisher = try publisher(path, diary, user: user, patience: patience)
        defer { publisher.stop() }
        #expect(await eventually { diary.isLast(.offline) }, "\(path): \(diary.all)")
        #expect(!diary.all.contains { $0.state == .live }, "\(path): \(diary.all)")
        return diary.all.last?.message ?? ""
    }

    @Test func `a server is sent the film, gets key frames when it asks, and is told of the end`() async throws {
        let diary = Diary()
        let publisher = try publisher("/asking", diary)
        #expect(await eventually { diary.isLast(.live) }, "\(diary.all)")
        #expect(await eventually { server.has("90 pictures") }, "\(server.log.suffix(3))")
        #expect(server.has("first picture 320x240"))
        // Without being asked there are two in three seconds.
        let keys = server.log.first { $0.hasPrefix("90 pictures") }?.split(separator: " ").dropFirst(2).first
        #expect(keys.flatMap { Int($0) } ?? 0 >= 3, "\(server.log.suffix(3))")
        for line in [
            "a=sendonly", "a=setup:actpass", "a=rtcp-mux", "a=group:BUNDLE ", "a=candidate:", "a=rtcp-fb:96 nack pli",
            "a=fmtp:96 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f", "a=ssrc:",
        ] { #expect(server.has("offer \(line)"), "\(line)") }
        #expect(server.log.count { $0.hasPrefix("offer m=") } == 1 && !server.has("offer a=ice-options:trickle"))
        #expect(publisher.dropped == 0 && publisher.owesFarewell)
        publisher.stop()
        #expect(await eventually { server.has("DELETE /session/1 known") })
        #expect(await eventually { !publisher.owesFarewell && !film.rendition.isWanted })
    }

    @Test func `where VP8 is coded, VP8 is sent`() async throws {
        let (vp8, diary) = (RunningFilm(.vp8), Diary())
        let publisher = try publisher("/film", diary, of: vp8)
        defer { publisher.stop() }
        #expect(await eventually { server.has("20 pictures") }, "\(diary.all) \(server.log.suffix(3))")
        #expect(server.has("offer a=rtpmap:96 VP8/90000"))
    }

    @Test func `a token or a password lets us in, and nobody is told what it is`() async throws {
        for (path, user) in [("/guarded", "wonder"), ("/user", "alice:wonder")] {
            let diary = Diary()
            let publisher = try publisher(path, diary, user: user)
            #expect(await eventually { diary.isLast(.live) }, "\(path) \(diary.all)")
            publisher.stop()
            #expect(await eventually { server.log.last { $0.hasPrefix("DELETE") }?.contains("known") == true })
            #expect(!"\(diary.all)".contains("wonder") && !"\(diary.all)".contains("guarded"))
        }
        // Who ends a session has to show who they are, too.
        #expect(server.has("DELETE /session/1 known Bearer wonder"))
        let (none, wrong) = (try await reason("/guarded"), try await reason("/guarded", user: "rabbithole"))
        #expect(none.contains("TOKEN@HOST") && wrong.contains("does not know") && !wrong.contains("rabbit"), "\(wrong)")
    }

    @Test func `each refusal has its sentence`() async throws {
        for (code, says) in [
            (401, "token"), (403, "does not let"), (404, "nothing to publish to"), (405, "no WHIP"),
            (409, "somebody else"), (500, "answers 500"), (503, "no room"),
        ] {
            let reason = try await reason("/refuse/\(code)")
            #expect(reason.contains(says) && reason.contains("\(code)"), "\(reason)")
        }
        #expect(!film.rendition.isWanted, "nothing is coded for nobody")
    }

    @Test func `who asks for time gets it`() async throws {
        let diary = Diary()
        let publisher = try publisher("/refuse/503", diary)
        defer { publisher.stop() }
        #expect(await eventually { server.has("POST") })
        // Without being asked it would be tried again after half a second and one second.
        try await Task.sleep(for: .seconds(1.2))
        #expect(server.log.count { $0.hasPrefix("POST") } == 1)
        #expect(await eventually { server.log.count { $0.hasPrefix("POST") } == 2 })
        #expect(diary.all.count == 1, "what has not changed is said once: \(diary.all)")
    }

    @Test func `redirections are followed, but no token goes to another host`() async throws {
        for code in [307, 308] {
            let diary = Diary()
            let publisher = try publisher("/moved/\(code)", diary, user: "wonder")
            #expect(await eventually { diary.isLast(.live) }, "\(diary.all)")
            publisher.stop()
            #expect(await eventually { server.has("DELETE /session/\(code - 306) known") })
        }
        #expect(server.has("POST /film Bearer wonder"))
        #expect(try await reason("/moved/302").contains("307"))
        #expect(try await reason("/round").contains("more than 5 times"))
        let reason = try await reason("/elsewhere", user: "wonder")
        #expect(reason.contains("another host") && server.has("POST /guarded nothing"), "\(reason)")
        #expect(!server.has("POST /guarded Bearer"))
    }

    @Test func `who answers and is not heard of again, or does not answer, holds up nobody`() async throws {
        let seen = Mutexed(0)
        let number = film.rendition.join { _ in seen.change { $0 += 1 } }
        #expect(await eventually { seen.value > 0 })
        let before = seen.value
        let began = ContinuousClock.now
        #expect(try await reason("/gone", patience: .seconds(1)).contains("no connection has come about within 1"))
        #expect(try await reason("/mute", patience: .seconds(1)).contains("no answer within 1"))
        #expect(try await reason("/nonsense").contains("no session description"))
        let seconds = Double((ContinuousClock.now - began).components.seconds)
        #expect(Double(seen.value - before) > 15 * seconds, "others see it all the same")
        film.rendition.leave(number)
        // A session that came to nothing is ended all the same.
        #expect(await eventually { server.has("DELETE /session/1 known") && server.has("DELETE /session/0 unknown") })
    }

    @Test func `a server that is killed and comes back is sent pictures again`() async throws {
        let diary = Diary()
        let publisher = try publisher("/film", diary, silence: .seconds(3))
        defer { publisher.stop() }
        #expect(await eventually { diary.isLast(.live) && server.has("10 pictures") }, "\(diary.all)")
        server.stop()
        #expect(await eventually { diary.isLast(.offline) }, "\(diary.all)")
        #expect(diary.all.contains { $0.message?.contains("reported nothing for 3") == true }, "\(diary.all)")
        let again = try WHIPServer(scratch, port: server.port)
        #expect(await eventually { diary.isLast(.live) && again.has("10 pictures") }, "\(diary.all)")
    }

    @Test func `over TLS, who has a certificate that nobody knows learns nothing`() async throws {
        let certificate = "\(scratch.path)/server.pem"
        let (code, text) = try await said(
            by: "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", certificate + ".key",
                "-out", certificate + ".crt",
            ])
        try #require(code == 0, "\(text)")
        let files = try [".key", ".crt"].map { try String(contentsOfFile: certificate + $0, encoding: .utf8) }
        try files.joined().write(toFile: certificate, atomically: true, encoding: .utf8)
        let (guarded, diary) = (try WHIPServer(scratch, certificate: certificate), Diary())
        let publisher = try publisher("/guarded", diary, user: "wonder", scheme: "whips", port: guarded.port)
        defer { publisher.stop() }
        #expect(await eventually { diary.isLast(.offline) }, "\(diary.all)")
        #expect(diary.all.last?.message?.contains("certificate") == true, "\(diary.all)")
        #expect(guarded.log.isEmpty, "nobody has learnt the token")
    }

    @Test func `many come and go and leave nothing`() async throws {
        func round(_ count: Int) async throws {
            let diaries = (0..<count).map { _ in Diary() }
            let publishers = try diaries.map { try publisher("/film", $0) }
            #expect(await eventually { diaries.allSatisfy { $0.isLast(.live) } }, "\(diaries.map(\.all))")
            for publisher in publishers { publisher.stop() }
            #expect(await eventually { publishers.allSatisfy { !$0.owesFarewell } })
        }
        func descriptors() throws -> Int { try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count }
        // The first ones load libraries and fill pools, which stay.
        try await round(5)
        let before = try descriptors()
        for _ in 0..<2 { try await round(5) }
        // Pools of the whole process grow by a few; each session has ten.
        #expect(try await eventually { try descriptors() < before + 10 })
    }
}
