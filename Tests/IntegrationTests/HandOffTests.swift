// The film handed to other programs: what the daemon says of it, and players that know nothing of Showtell.

import Daemon
import Foundation
import Stream
import Testing
import Wire

@Suite("Handing the picture on", .serialized)
struct HandOffTests {
    /// Plays so many pictures with ffmpeg, and says how many it decoded.
    private func played(_ count: Int, _ url: String, _ options: [String] = []) async throws -> Int {
        try await blocking {
            let player = Process()
            let output = Pipe()
            player.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            player.arguments =
                ["timeout", "--signal=KILL", "30", "ffmpeg", "-v", "error"] + options
                + ["-i", url, "-frames:v", "\(count)", "-f", "framemd5", "-"]
            player.standardOutput = output
            player.standardInput = FileHandle.nullDevice
            try player.run()
            let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            return text.split(separator: "\n").count { !$0.hasPrefix("#") }
        }
    }

    @Test func `ffmpeg plays the stream of pictures and the film in pieces`() async throws {
        let pieces = try scratchFolder()
        defer { try? FileManager.default.removeItem(atPath: pieces) }
        try await withDaemon(source: "test:ball", change: { $0.pieces = pieces }) { daemon in
            try await daemon.live()
            #expect(try await played(10, "\(daemon.page)stream.mjpg", ["-f", "mpjpeg"]) == 10)
            #expect(try await played(10, "\(daemon.page)hls/index.m3u8") == 10)
            let told = String(decoding: try await daemon.fetch("config.json"), as: UTF8.self)
            #expect(told.contains(#"{"type":"hls","url":"/hls/index.m3u8"}"#), "\(told)")
        }
        #expect(!FileManager.default.fileExists(atPath: pieces), "nothing is left behind")
    }

    @Test(arguments: [
        ("rtmp://127.0.0.1:9/live/wonder", "rtmp://127.0.0.1:9/live/…"),
        ("whip://wonder@127.0.0.1:9/rabbit/whip", "whip://127.0.0.1:9/…"),
    ])
    func `a media server that is not there is named in state, stats and numbers, without its key`(
        uri: String, name: String
    ) async throws {
        let target = try PublishTarget(uri)
        try await withDaemon(source: "test:ball", change: { $0.publish = [target] }) { daemon in
            try await daemon.live()
            var told: JSON?
            for _ in 0..<200 {
                told = try await daemon.call("state")["publish"]
                if told?.items.first?["state"]?.text == "offline" { break }
                try await Task.sleep(for: .milliseconds(50))
            }
            let first = try #require(told?.items.first)
            #expect(first["uri"] == .string(name) && first["state"] == .string("offline"))
            #expect(first["message"]?.text?.contains("127.0.0.1:9") == true && first["dropped"] == .integer(0))
            #expect(try await daemon.call("stats")["publish"]?.items.first?["state"] == .string("offline"))
            let numbers = String(decoding: try await daemon.fetch("metrics"), as: UTF8.self)
            #expect(numbers.contains("showtell_publish_up{target=\"\(name)\"} 0\n"))
            #expect(!numbers.contains("wonder") && !numbers.contains("rabbit"))
        }
    }

    @Test func `a stop takes leave of a WHIP server`() async throws {
        let folder = try scratchFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await blocking {
            let (server, output, log) = (Process(), Pipe(), "\(folder)/log")
            server.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
            server.arguments = ["\(project)/Tests/StreamTests/whip-server.py", "0", log]
            server.standardOutput = output
            try server.run()
            defer { kill(server.processIdentifier, SIGKILL) }
            let port = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
                .trimmingCharacters(in: .whitespacesAndNewlines)
            let program = try BuiltProgram([
                "serve", "--source", "test:ball", "--listen", "127.0.0.1:0", "--socket", "\(folder)/s", "--data",
                folder, "--publish", "whip://wonder@127.0.0.1:\(port)/guarded",
            ])
            let begun = try program.wait(for: "published to whip://127.0.0.1:\(port)/…")
            for _ in 0..<200 where try !String(contentsOfFile: log, encoding: .utf8).contains("\n10 pictures") {
                Thread.sleep(forTimeInterval: 0.05)
            }
            program.process.terminate()
            let said = begun + program.rest()
            let (code, errors) = program.end()
            let happened = try String(contentsOfFile: log, encoding: .utf8)
            #expect(code == 0 && !said.contains("wonder") && !errors.contains("wonder"), "\(said) \(errors)")
            #expect(happened.contains("\n10 pictures") && happened.contains("DELETE /session/1 known"), "\(happened)")
        }
    }

    @Test func `the numbers are in the form of Prometheus, and each is said once`() async throws {
        try await withDaemon(source: "test:ball") { daemon in
            try await daemon.live()
            for _ in 0..<100 where try await daemon.call("stats")["latency_ms"]?.double ?? 0 == 0 {
                try await Task.sleep(for: .milliseconds(50))
            }
            _ = try await daemon.fetch("snapshot.jpg")
            let lines = String(decoding: try await daemon.fetch("metrics"), as: UTF8.self).split(separator: "\n")
            let values = lines.filter { !$0.hasPrefix("#") }
            for line in values {
                let form = try Regex(#"[a-z_]+(\{[a-z0-9_]+="[^"]*"(,[a-z0-9_]+="[^"]*")*\})? [0-9.e+-]+"#)
                #expect(line.wholeMatch(of: form) != nil, "\(line)")
            }
            let names = values.map { $0.split(separator: " ")[0] }
            #expect(Set(names).count == names.count)
            for name in [
                "showtell_source_up 1", #"showtell_viewers{transport="mjpeg"} 0"#,
                #"showtell_viewers{transport="h264"} 0"#,
            ] { #expect(values.contains(Substring(name)), "\(name)") }
            let count = values.first { $0.hasPrefix("showtell_recognition_seconds_count ") }
            #expect(count?.hasSuffix(" 0") == false)
            #expect(try await daemon.status(of: "readyz") == 200)
        }
    }

    @Test func `without pictures nobody is sent here`() async throws {
        try await withDaemon(source: "file:/nowhere/film.mp4") { daemon in
            let (ready, healthy) = (try await daemon.status(of: "readyz"), try await daemon.status(of: "healthz"))
            #expect(ready == 503 && healthy == 200)
            let pieces = try await daemon.status(of: "hls/index.m3u8")
            #expect(pieces == 404, "only where it was asked for")
        }
    }

    @Test func `who is not there is named once on the terminal, without its key`() async throws {
        let folder = try scratchFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await blocking {
            let program = try BuiltProgram([
                "serve", "--source", "test:ball", "--listen", "127.0.0.1:0", "--socket", "\(folder)/s", "--data",
                folder,
                "--publish", "rtmp://alice:rabbit@127.0.0.1:9/live/wonder",
            ])
            let begun = try program.wait(
                for: "not published to rtmp://127.0.0.1:9/live/…: nobody answers at 127.0.0.1:9")
            // Two more tries.
            Thread.sleep(forTimeInterval: 2)
            program.process.terminate()
            let said = begun + program.rest()
            let (code, errors) = program.end()
            #expect(code == 0 && said.ranges(of: "not published").count == 1, "\(said) \(errors)")
            for secret in ["alice", "rabbit", "wonder"] { #expect(!said.contains(secret) && !errors.contains(secret)) }
        }
    }

    @Test(arguments: [
        (["--publish", "ftp://alice:wonder@host/x"], "rtsp://HOST/PATH"), (["--media", "hls"], "TYPE=URL"),
        (["--publish", "srt://host"], "srt://HOST:PORT"), (["--publish", "whip://wonder@host"], "whip://HOST/PATH"),
        (["--media", "hls=http://alice:wonder@host/x"], "password"),
    ])
    func `what cannot be is refused at the start with a sentence`(arguments: [String], says: String) async throws {
        try await blocking {
            let program = try BuiltProgram(["serve", "--source", "test:ball", "--listen", "127.0.0.1:0"] + arguments)
            let (code, errors) = program.end()
            #expect(code == 64 && errors.contains(says), "\(errors)")
            #expect(!errors.contains("wonder") || arguments[0] == "--media")
        }
    }
}
