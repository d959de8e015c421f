// Real sources through real pipelines.

import Foundation
import Imaging
import Stream
import Testing

@Suite("Capture", .serialized)
struct CaptureTests {
    @Test
    func `a test pattern comes at 640 × 480, numbered, stamped with the monotonic clock`() async throws {
        let show = Show(try Source("test:ball"))
        var last: Frame?
        for _ in 0..<10 {
            let frame = try await show.frame()
            #expect(frame.picture.width == 640 && frame.picture.height == 480)
            #expect(frame.position == nil)
            #expect(frame.captured <= MonotonicClock.now())
            if let last {
                #expect(frame.number > last.number && frame.captured > last.captured && frame.time > last.time)
            }
            last = frame
        }
    }

    @Test
    func `a live source shows encoders each picture before it is a frame; a film waits until its pictures are due`()
        async throws
    {
        let shot = Mutexed<[Int64: UInt64]>([:])
        let live = Show(try Source("test:ball")) { _, number, captured in shot.change { $0[number] = captured } }
        for _ in 0..<5 {
            let frame = try await live.frame()
            #expect(frame.raw != nil && shot.value[frame.number] == frame.captured)
        }
        let scratch = try Scratch()
        let isShot = Mutexed(false)
        let film = Show(.file(path: try scratch.film("a.mkv", frames: 12))) { _, _, _ in isShot.change { $0 = true } }
        for _ in 0..<5 { #expect(try await film.frame().raw != nil) }
        #expect(!isShot.value)
    }

    @Test
    func `with every frame a film loses none, begins anew without a gap and counts its laps`() async throws {
        let scratch = try Scratch()
        let film = try scratch.film("a.mkv", frames: 12)
        let show = Show(.file(path: film), everyFrame: true)
        var frames: [Frame] = []
        for _ in 0..<40 { frames.append(try await show.frame()) }
        #expect(frames.map(\.number) == Array(0..<40))
        #expect(frames.map(\.lap) == (0..<40).map { $0 / 12 })
        for (index, frame) in frames.enumerated() {
            #expect(abs((frame.position ?? -1) - Double(index % 12) / 30) < 0.002)
        }
        for (earlier, later) in zip(frames, frames.dropFirst()) {
            #expect(abs(later.time - earlier.time - 1.0 / 30) < 0.002)
        }
        #expect(show.capture.dropped == 0)
    }

    @Test
    func `a film plays in real time and goes on over its end`() async throws {
        let scratch = try Scratch()
        let film = try scratch.film("a.mkv", frames: 15)
        let show = Show(.file(path: film))
        let first = try await show.frame()
        var last = first
        var longest = 0.0
        while last.lap < 2 {
            let next = try await show.frame()
            longest = max(longest, Double(next.captured - last.captured) / 1e9)
            last = next
        }
        // Two laps of half a second: neither raced through nor held up at the end.
        let seconds = Double(last.captured - first.captured) / 1e9
        #expect(seconds > 0.85 && seconds < 2.5, "\(seconds) s for a second of film")
        #expect(longest < 0.5, "a gap of \(longest) s")
    }

    @Test
    func `when nobody takes frames the newest replaces the others and they are counted`() async throws {
        let show = Show(try Source("test:ball"))
        let first = try await show.frame()
        try await Task.sleep(for: .milliseconds(500))
        let next = try await show.frame()
        #expect(next.number > first.number + 3)
        #expect(show.capture.dropped >= Int(next.number - first.number) - 2)
        #expect(Double(MonotonicClock.now() - next.captured) / 1e9 < 0.2)
    }

    @Test
    func `rows that GStreamer pads come out straight`() async throws {
        // 322 pixels of RGB are 966 bytes, padded to 968: a wrong stride shears the picture.
        let scratch = try Scratch()
        try scratch.launch(
            "videotestsrc num-buffers=1 pattern=bar ! video/x-raw,format=RGB,width=322,height=62 ! pngenc ! "
                + "filesink location=a.png")
        let show = Show(.images(folder: scratch.path, rate: 10))
        let picture = try await show.frame().picture
        #expect(picture.width == 322 && picture.height == 62)
        let rows = (0..<62).map { row in (0..<322).map { grey(picture, x: $0, y: row) } }
        #expect(Set(rows).count == 1, "all rows of vertical bars are the same")
        #expect(Set(rows[0]).count > 1)
    }

    @Test
    func `a folder is shown in the order of its names, whatever cannot be read is named and skipped`() async throws {
        let scratch = try Scratch()
        for (index, name) in ["p2.png", "p10.png", "p1.jpg"].enumerated() {
            let encoder = name.hasSuffix("png") ? "pngenc" : "jpegenc"
            try scratch.launch(
                "videotestsrc num-buffers=1 pattern=\(["black", "white", "solid-color foreground-color=0xff808080"][index]) ! "
                    + "video/x-raw,width=32,height=24 ! \(encoder) ! filesink location=\(name)")
        }
        try Data("no picture".utf8).write(to: URL(fileURLWithPath: "\(scratch.path)/p3.jpg"))
        let show = Show(.images(folder: scratch.path, rate: 50), everyFrame: true)
        var greys: [Int] = []
        for _ in 0..<6 { greys.append(grey(try await show.frame().picture, x: 16, y: 12)) }
        #expect(greys[0] > 100 && greys[0] < 160, "p1 is grey")
        #expect(greys[1] < 30, "p2 is black")
        #expect(greys[2] > 220, "p10 is white")
        #expect(Array(greys[3...]) == Array(greys[..<3]))
        var statuses = show.capture.statuses.makeAsyncIterator()
        var skipped: String?
        while skipped == nil, let status = await statuses.next() { skipped = status.message }
        #expect(skipped?.contains("p3.jpg") == true)
    }

    @Test(arguments: [false, true])
    func `another source takes over, with the numbers going on and the laps beginning anew`(everyFrame: Bool)
        async throws
    {
        let scratch = try Scratch()
        let film = try scratch.film("a.mkv", frames: 6)
        let show = Show(.file(path: film), everyFrame: everyFrame)
        var last = try await show.frame()
        while last.lap < 2 { last = try await show.frame() }
        show.capture.select(try Source("test:ball"))
        var next = try await show.frame()
        // A frame may have been on its way.
        while next.position != nil { next = try await show.frame() }
        #expect(next.number > last.number && next.lap == 0 && next.picture.width == 640)
        show.capture.select(.file(path: film))
        while next.position == nil { next = try await show.frame() }
        #expect(next.lap == 0 && next.picture.width == 322)
        #expect(show.capture.source == .file(path: film))
    }

    @Test
    func `who chooses another source sees a picture that says so, and one that is missing is waited for`() async throws
    {
        let show = Show(try Source("test:ball"))
        _ = try await show.frame()
        show.capture.select(.file(path: "/nowhere/a.mkv"))
        let opening = try await show.absence()
        #expect(opening.state == .connecting && opening.message == "file:/nowhere/a.mkv is being opened")
        var absent = try await show.absence()
        while absent.state != .offline { absent = try await show.absence() }
        #expect(absent.message?.contains("there is no file /nowhere/a.mkv") == true)
        // While it is waited for, too, another one may be chosen.
        show.capture.select(try Source("test:snow"))
        _ = try await show.frame()
    }
}
