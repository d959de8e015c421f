// Sources that are missing, end or break: capture says so, and goes on as soon as it can.

import Foundation
import Imaging
import Stream
import Testing

@Suite("Broken sources", .serialized)
struct BrokenSourceTests {
    @Test(arguments: [
        ("file:/nowhere/a.mp4", "there is no file /nowhere/a.mp4"), ("file:/tmp", "is a folder"),
        ("images:/nowhere", "cannot be read"), ("v4l2:/dev/video77", "there is no camera at /dev/video77"),
        ("v4l2:/dev/null", "/dev/null"),
        ("test:nonsense", "nonsense"), ("rtsp://127.0.0.1:9/x", "rtsp://127.0.0.1:9/x"),
    ])
    func `what cannot be opened is said in a sentence`(text: String, part: String) async throws {
        let show = Show(try Source(text))
        let status = try await show.absence()
        #expect(status.state == .offline)
        #expect(status.message?.contains(part) == true, "\(status.message ?? "no message")")
    }

    @Test
    func `without a camera auto plays the built-in clip, and without that says what to do`() async throws {
        try #require(!FileManager.default.fileExists(atPath: "/dev/video0"), "this machine has a camera")
        let scratch = try Scratch()
        let film = try scratch.film("clip.mkv", frames: 5)
        let frame = try await Show(.automatic, clip: film).frame()
        #expect(frame.picture.width == 322)
        let status = try await Show(.automatic).absence()
        #expect(status.message?.contains("--source") == true)
    }

    @Test
    func `a file that appears later is played`() async throws {
        let scratch = try Scratch()
        let film = try scratch.film("a.mkv", frames: 5)
        let path = "\(scratch.path)/later.mkv"
        let show = Show(.file(path: path))
        _ = try await show.absence()
        try FileManager.default.moveItem(atPath: film, toPath: path)
        let frame = try await show.frame()
        #expect(frame.picture.width == 322)
    }

    @Test(arguments: [0, 1, 100, 3000])
    func `a file that is cut off or empty does not end capture`(bytes: Int) async throws {
        let scratch = try Scratch()
        try scratch.launch(
            "videotestsrc num-buffers=30 ! video/x-raw,width=64,height=48 ! jpegenc ! qtmux ! filesink location=a.mp4")
        let whole = try Data(contentsOf: URL(fileURLWithPath: "\(scratch.path)/a.mp4"))
        let path = "\(scratch.path)/cut.mp4"
        // The index of an MP4 file is at its end: what is cut off cannot be played.
        try whole.prefix(bytes).write(to: URL(fileURLWithPath: path))
        let show = Show(.file(path: path))
        let status = try await show.absence()
        #expect(status.message?.isEmpty == false)
        try whole.write(to: URL(fileURLWithPath: path))
        _ = try await show.frame()
    }

    @Test
    func `a film whose second half is damaged is played as far as it goes, again and again`() async throws {
        let scratch = try Scratch()
        let film = try scratch.film("a.mkv", frames: 40)
        var bytes = try Data(contentsOf: URL(fileURLWithPath: film))
        for index in (bytes.count / 2)..<bytes.count { bytes[index] = UInt8(truncatingIfNeeded: index &* 31) }
        try bytes.write(to: URL(fileURLWithPath: film))
        let show = Show(.file(path: film))
        var numbers: [Int64] = []
        while numbers.count < 25 { numbers.append(try await show.frame().number) }
        #expect(numbers == numbers.sorted())
    }

    @Test
    func `pauses between tries grow`() async throws {
        let show = Show(.file(path: "/nowhere/a.mp4"))
        var statuses = show.capture.statuses.makeAsyncIterator()
        var times: [UInt64] = []
        while times.count < 3, let status = await statuses.next() {
            if status.state == .connecting { times.append(MonotonicClock.now()) }
        }
        #expect(times[2] - times[1] > times[1] - times[0])
    }

    @Test
    func `stopping ends the wait of whoever waits, also when every frame counts`() async throws {
        let scratch = try Scratch()
        let film = try scratch.film("a.mkv", frames: 5)
        for everyFrame in [false, true] {
            let capture = Capture(.file(path: film), everyFrame: everyFrame, clip: nil)
            capture.start()
            _ = await capture.next()
            capture.stop()
            while await capture.next() != nil {}
        }
    }
}
