// Publishing to real media servers: those of docs/scale among them, with their very files.

import Foundation
import Imaging
import Stream
import Synchronization
import Testing

@Suite("Publishing", .serialized)
struct PublisherTests {
    private func publisher(_ uri: String, _ film: RunningFilm, _ diary: Diary, patience: Duration = .seconds(10)) throws
        -> Publisher
    {
        let publisher = Publisher(try PublishTarget(uri), of: film.rendition, patience: patience) { diary.write($0) }
        publisher.start()
        return publisher
    }

    private func nginx(_ scratch: Scratch, rtmp: Int, http: Int) throws -> Server {
        let text = try scaleFile(
            "nginx-rtmp.conf",
            [
                "127.0.0.1:1935": "127.0.0.1:\(rtmp)", "listen 8000": "listen 127.0.0.1:\(http)",
                "/run/showtell-hls": scratch.path,
            ])
        try text.write(toFile: "\(scratch.path)/nginx.conf", atomically: true, encoding: .utf8)
        // One process, which ends when it is told to, and writes where the test may.
        return try Server(
            "nginx",
            ["-p", scratch.path, "-e", "stderr", "-g", "master_process off;", "-c", "\(scratch.path)/nginx.conf"])
    }

    @Test
    func `nginx is awaited, is sent the film, and gives it on as RTMP and HLS; when it goes it is awaited again`()
        async throws
    {
        let (film, diary, scratch) = (RunningFilm(), Diary(), try Scratch())
        let (rtmp, http) = (try freePort(), try freePort())
        let publisher = try publisher("rtmp://127.0.0.1:\(rtmp)/live/showtell", film, diary)
        defer { publisher.stop() }
        #expect(await eventually { diary.isLast(.offline) })
        let message = try #require(diary.all.last?.message)
        #expect(message.contains("127.0.0.1:\(rtmp)") && message.contains("refused"), "\(message)")
        #expect(!film.rendition.isWanted, "nothing is coded for nobody")
        try await Task.sleep(for: .seconds(1))
        #expect(diary.all.count == 1, "what has not changed is said once: \(diary.all)")

        let server = try nginx(scratch, rtmp: rtmp, http: http)
        #expect(await eventually { diary.isLast(.live) }, "\(diary.all)")
        #expect(
            try await pictures(20, of: "rtmp://127.0.0.1:\(rtmp)/live/showtell", ["-analyzeduration", "500000"]) >= 18)
        let playlist = "\(scratch.path)/showtell.m3u8"
        #expect(await eventually { FileManager.default.fileExists(atPath: playlist) })
        #expect(try await pictures(20, of: "http://127.0.0.1:\(http)/hls/showtell.m3u8") >= 18)
        #expect(publisher.status.uri == "rtmp://127.0.0.1:\(rtmp)/live/…")
        server.stop()
        #expect(await eventually { diary.isLast(.offline) })
        let again = try nginx(scratch, rtmp: rtmp, http: http)
        #expect(await eventually { diary.isLast(.live) })
        again.stop()
    }

    @Test func `an RTSP server gives on what it is sent, and who may not send is told so without the password`()
        async throws
    {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "../rtsp-relay.py")
        let server = try Server("/usr/bin/python3", [script.path, "0"])
        let port = try #require(Int(server.line()), "it did not start: apt-get install gir1.2-gst-rtsp-server-1.0")
        let (film, diary, wrong) = (RunningFilm(), Diary(), Diary())
        let right = try publisher("rtsp://alice:wonder@127.0.0.1:\(port)/in", film, diary)
        defer { right.stop() }
        #expect(await eventually { diary.isLast(.live) }, "\(diary.all)")
        #expect(
            try await pictures(20, of: "rtsp://alice:wonder@127.0.0.1:\(port)/out", ["-rtsp_transport", "tcp"]) >= 18)
        let refused = try publisher("rtsp://alice:rabbithole@127.0.0.1:\(port)/in", film, wrong)
        defer { refused.stop() }
        #expect(await eventually { wrong.isLast(.offline) })
        #expect(wrong.all.allSatisfy { !"\($0)".contains("rabbithole") && !"\($0)".contains("alice") }, "\(wrong.all)")
        #expect(!wrong.all.contains { $0.state == .live }, "\(wrong.all)")
    }

    @Test func `ffmpeg is called by SRT`() async throws {
        let (film, diary, port) = (RunningFilm(), Diary(), try freePort(datagrams: true))
        async let seen = pictures(20, of: "srt://127.0.0.1:\(port)?mode=listener&passphrase=wonderland")
        let publisher = try publisher("srt://127.0.0.1:\(port)?passphrase=wonderland", film, diary)
        defer { publisher.stop() }
        #expect(try await seen >= 18)
        #expect(diary.all.contains { $0.state == .live }, "\(diary.all)")
        // ffmpeg has gone.
        #expect(await eventually { diary.isLast(.offline) }, "\(diary.all)")
        #expect(!"\(diary.all)".contains("wonderland"))
    }

    @Test func `who asks by RTCP gets a key frame`() async throws {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "../key-frames.py")
        let (film, diary) = (RunningFilm(), Diary())
        let ports = [try freePort(datagrams: true), try freePort(datagrams: true)]
        let publisher = try publisher("udp+rtp://127.0.0.1:\(ports[0])?rtcp=\(ports[1])", film, diary)
        defer { publisher.stop() }
        let (code, text) = try await said(by: "/usr/bin/python3", [script.path] + ports.map(String.init))
        // Without being asked for there are two or three in four seconds.
        let count = Int(text.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
        #expect(code == 0 && count >= 4, "\(text)")
    }

    @Test func `pieces lie in a folder, where another program's files are left alone`() async throws {
        let (film, diary, scratch) = (RunningFilm(), Diary(), try Scratch())
        let folder = "\(scratch.path)/50% of it"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for name in ["showtell-old-00001.ts", "index.m3u8", "index.html", "showtell-Mine.ts"] {
            try Data("x".utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
        }
        let publisher = try publisher("hls:\(folder)", film, diary)
        #expect(await eventually { diary.isLast(.live) }, "\(diary.all)")
        let files = { try FileManager.default.contentsOfDirectory(atPath: folder) }
        #expect(try await eventually { try files().contains("index.m3u8") })
        #expect(try !files().contains("showtell-old-00001.ts"))
        #expect(try files().contains("index.html") && files().contains("showtell-Mine.ts"))
        #expect(try files().filter { $0.hasSuffix(".ts") && $0 != "showtell-Mine.ts" }.allSatisfy(Pieces.isPiece))
        #expect(try await pictures(20, of: "\(folder)/index.m3u8") >= 18)
        publisher.stop()
    }

    @Test func `who takes the call and then nothing more does not hold up anything`() async throws {
        // The kernel takes calls for a socket that listens, and nobody ever reads.
        let port = try freePort()
        let deaf = try Server(
            "/usr/bin/python3",
            [
                "-c",
                "import socket, time; s = socket.create_server(('127.0.0.1', \(port))); print(1, flush=True); time.sleep(60)",
            ])
        #expect(deaf.line() == "1")
        let (film, diary) = (RunningFilm(), Diary())
        let publisher = try publisher("rtmp://127.0.0.1:\(port)/live/showtell", film, diary, patience: .seconds(1))
        let seen = Mutexed(0)
        let number = film.rendition.join { _ in seen.change { $0 += 1 } }
        #expect(await eventually { diary.isLast(.offline) })
        #expect(diary.all.last?.message?.contains("nothing") == true, "\(diary.all)")
        #expect(!diary.all.contains { $0.state == .live })
        let before = seen.value
        try await Task.sleep(for: .seconds(1))
        #expect(seen.value > before + 15, "others see it all the same")
        film.rendition.leave(number)
        publisher.stop()
        #expect(await eventually { !film.rendition.isWanted })
    }
}
