// The fake camera, as programs see it that were written for real ones.

import Foundation
import Imaging
import Stream
import Testing

@Suite("The fake camera", .serialized)
struct CameraToolTests {
    @Test
    func `v4l2-ctl lists its formats, sizes and rates`() async throws {
        try await blocking {
            let cameras = try FakeCameras()
            try cameras.plug(0, "card=Desk Camera", "sizes=640x480,320x240", "rates=30,15")
            try cameras.plug(1, "node=metadata")
            let devices = try cameras.run("v4l2-ctl", "--list-devices").text
            #expect(devices.contains("Desk Camera") && devices.contains("/dev/video0"), "\(devices)")
            let formats = try cameras.run("v4l2-ctl", "--list-formats-ext").text
            for part in ["'MJPG'", "'YUYV'", "640x480", "320x240", "30.000 fps", "15.000 fps"] {
                #expect(formats.contains(part), "\(formats)")
            }
            let metadata = try cameras.run("v4l2-ctl", "-d", "/dev/video1", "--info").text
            #expect(metadata.contains("Metadata Capture"), "\(metadata)")
        }
    }

    @Test(arguments: ["YUYV", "MJPG"])
    func `v4l2-ctl streams thirty frames at their rate`(format: String) async throws {
        try await blocking {
            let cameras = try FakeCameras()
            try cameras.plug()
            let file = "\(cameras.folder)/frames"
            let began = MonotonicClock.now()
            let end = try cameras.run(
                "v4l2-ctl", "--set-fmt-video=width=320,height=240,pixelformat=\(format)", "--stream-mmap",
                "--stream-count=30", "--stream-to=\(file)")
            #expect(end.code == 0, "\(end.text)")
            // Thirty frames at thirty a second take a second, never less.
            #expect(MonotonicClock.now() - began > 900_000_000)
            let bytes = try bytes(file)
            if format == "YUYV" { #expect(bytes.count == 30 * 320 * 240 * 2) }
            if format == "MJPG" { #expect(bytes.starts(with: [0xFF, 0xD8]) && bytes.suffix(2) == Data([0xFF, 0xD9])) }
        }
    }

    @Test(arguments: ["video/x-raw,format=YUY2", "image/jpeg"])
    func `GStreamer's v4l2src plays it, and every frame says which it is`(format: String) async throws {
        try await blocking {
            let cameras = try FakeCameras()
            try cameras.plug()
            let end = try cameras.run(
                "gst-launch-1.0", "-q", "v4l2src", "device=/dev/video0", "num-buffers=10", "!",
                "\(format),width=320,height=240,framerate=30/1", "!", "decodebin", "!", "videoconvert", "!", "pngenc",
                "!", "multifilesink", "location=\(cameras.folder)/%02d.png")
            #expect(end.code == 0, "\(end.text)")
            let pool = PicturePool()
            let codes = try (0..<10).map { number in
                let bytes = try bytes("\(cameras.folder)/0\(number).png")
                return try #require(FrameCode(try StillDecoder.decode(bytes, into: pool)))
            }
            #expect(zip(codes, codes.dropFirst()).allSatisfy { $0.number < $1.number }, "\(codes)")
            #expect(zip(codes, codes.dropFirst()).allSatisfy { $1.milliseconds - $0.milliseconds >= 25 }, "\(codes)")
        }
    }

    @Test
    func `it sends the files of a folder, when it has one`() async throws {
        try await blocking {
            let cameras = try FakeCameras()
            try cameras.plug(0, "formats=MJPG", "sizes=320x240")
            let stream = ["v4l2-ctl", "--stream-mmap", "--stream-count=1"]
            for name in ["a", "b"] {
                Thread.sleep(forTimeInterval: 0.1)
                let end = try cameras.run(stream[0], stream[1], stream[2], "--stream-to=\(cameras.folder)/\(name).jpg")
                #expect(end.code == 0, "\(end.text)")
            }
            try cameras.plug(0, "formats=MJPG", "sizes=320x240", "frames=\(cameras.folder)")
            let end = try cameras.run(stream[0], stream[1], "--stream-count=3", "--stream-to=\(cameras.folder)/all")
            #expect(end.code == 0, "\(end.text)")
            let (a, b, all) = (
                try bytes("\(cameras.folder)/a.jpg"), try bytes("\(cameras.folder)/b.jpg"),
                try bytes("\(cameras.folder)/all")
            )
            #expect(a != b && all == a + b + a)
        }
    }

    private func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }

    @Test
    func `what is automatic drifts and refuses to be set, until it is locked where it stands`() async throws {
        try await blocking {
            let cameras = try FakeCameras()
            try cameras.plug()
            func exposure() throws -> String { try cameras.run("v4l2-ctl", "-C", "exposure_time_absolute").text }
            // Three moments: two may lie on both sides of a turning point.
            let values = try (0..<3).map { _ in
                Thread.sleep(forTimeInterval: 0.5)
                return try exposure()
            }
            #expect(Set(values).count > 1, "\(values)")
            let refused = try cameras.run("v4l2-ctl", "-c", "exposure_time_absolute=100")
            #expect(refused.text.contains("Permission denied"), "\(refused.text)")
            #expect(try cameras.run("v4l2-ctl", "-c", "auto_exposure=1").code == 0)
            let locked = try #require(try cameras.controls()["exposure_time_absolute"])
            #expect(try (190...310).contains(locked) && cameras.controls()["auto_exposure"] == 1)
            Thread.sleep(forTimeInterval: 0.7)
            #expect(try exposure() == "exposure_time_absolute: \(locked)\n")
            #expect(try cameras.run("v4l2-ctl", "-c", "exposure_time_absolute=100,gain=7").code == 0)
            #expect(try cameras.controls()["exposure_time_absolute"] == 100 && cameras.controls()["gain"] == 7)
            try cameras.unplug()
            try cameras.plug()
            #expect(try cameras.controls().isEmpty)
        }
    }

    @Test
    func `a camera has one owner at a time, and is free when that ends`() async throws {
        try await blocking {
            let cameras = try FakeCameras()
            try cameras.plug()
            let owner = try cameras.start("v4l2-ctl", "--stream-mmap", "--stream-count=60")
            Thread.sleep(forTimeInterval: 0.5)
            let stream = ["v4l2-ctl", "--stream-mmap", "--stream-count=2", "--stream-to=/dev/null"]
            let second = try cameras.run(stream[0], stream[1], stream[2], stream[3])
            #expect(second.text.contains("busy"), "\(second.text)")
            owner.waitUntilExit()
            #expect(owner.terminationStatus == 0)
            #expect(try cameras.run(stream[0], stream[1], stream[2], stream[3]).code == 0)
        }
    }

    @Test
    func `pulling the plug ends whoever streams`() async throws {
        try await blocking {
            let cameras = try FakeCameras()
            try cameras.plug()
            let pulling = Thread {
                Thread.sleep(forTimeInterval: 0.7)
                try? cameras.unplug()
            }
            pulling.start()
            let end = try cameras.run("v4l2-ctl", "--stream-mmap", "--stream-count=300", "--stream-to=/dev/null")
            #expect(end.text.contains("No such device"), "\(end.text)")
            #expect(try cameras.run("v4l2-ctl", "--list-formats").code != 0)
        }
    }
}
