// The daemon before a camera: the way of its frames, and what happens when it is unplugged and comes back.

import Foundation
import Imaging
import Stream
import Testing
import Wire

@Suite("A camera", .serialized)
struct CameraTests {
    @Test(arguments: ["YUYV,MJPG", "MJPG,YUYV", "MJPG"])
    func `its newest frame is what is shown`(formats: String) async throws {
        try await blocking {
            let cameras = try FakeCameras()
            try cameras.plug(0, "formats=\(formats)")
            let daemon = try CameraDaemon(cameras)
            try daemon.wait(for: "live")
            var last = try daemon.frame()
            let source = try daemon.source()
            #expect(source["width"] == .integer(640) && source["height"] == .integer(480), "\(source)")
            for _ in 0..<5 {
                let next = try daemon.frame()
                #expect(next.number > last.number)
                // The machine may be busy, but a frame of seconds ago would be one that waited in a queue.
                #expect(next.age(MonotonicClock.now()) < 2)
                last = next
            }
        }
    }

    @Test
    func `it can be taught and is recognised`() async throws {
        try await blocking {
            let cameras = try FakeCameras()
            try cameras.plug()
            let daemon = try CameraDaemon(cameras)
            try daemon.wait(for: "live")
            _ = try daemon.call("teach", ["category": .string("disc"), "count": .integer(3)])
            #expect(try daemon.call("predict")["category"] == .string("disc"))
        }
    }

    @Test
    func `a camera without the usual size shows the nearest that it has`() async throws {
        try await blocking {
            let cameras = try FakeCameras()
            try cameras.plug(0, "sizes=1280x720,320x240,800x600", "rates=30,5")
            let daemon = try CameraDaemon(cameras)
            try daemon.wait(for: "live")
            _ = try daemon.frame()
            #expect(try daemon.source()["width"] == .integer(800))
        }
    }

    @Test
    func `unplugged, the picture says why, and plugged in again it goes on`() async throws {
        try await blocking {
            let cameras = try FakeCameras()
            try cameras.plug()
            let daemon = try CameraDaemon(cameras)
            try daemon.wait(for: "live")
            _ = try daemon.frame()
            try cameras.unplug()
            let absent = try daemon.waitForPlaceholder()
            try daemon.wait(for: "offline", "there is no camera at /dev/video0")
            // Long enough that pauses between tries would have grown.
            Thread.sleep(forTimeInterval: 5)
            try cameras.plug()
            let back = try daemon.wait(for: "live")
            let frame = try daemon.frame()
            #expect(frame.age(MonotonicClock.now()) < 2)
            print("unplugged: picture that says why after \(absent) s; live again after \(back) s")
        }
    }

    @Test
    func `plugged in again under another number it is the same camera`() async throws {
        try await blocking {
            let cameras = try FakeCameras()
            try cameras.plug()
            let daemon = try CameraDaemon(cameras)
            try daemon.wait(for: "live")
            try cameras.unplug()
            try daemon.wait(for: "offline")
            // Its own number is another node's now.
            try cameras.plug(0, "node=metadata")
            try cameras.plug(2)
            let back = try daemon.wait(for: "live", at: "v4l2:/dev/video2")
            print("under another number: live again after \(back) s")
            _ = try daemon.frame()
        }
    }

    @Test
    func `pulling and plugging again and again leaves no open file and no thread behind`() async throws {
        try await blocking {
            let cameras = try FakeCameras()
            try cameras.plug(0, "formats=MJPG")
            let daemon = try CameraDaemon(cameras)
            func replug() throws -> (files: Int, threads: Int) {
                try cameras.unplug()
                try daemon.wait(for: "offline")
                try cameras.plug(0, "formats=MJPG")
                try daemon.wait(for: "live")
                _ = try daemon.frame()
                return try daemon.counts()
            }
            try daemon.wait(for: "live")
            // What libraries keep after the first time is no leak.
            let first = try replug()
            var last = first
            for _ in 0..<6 { last = try replug() }
            // A picture that is just being fetched has a socket of its own; a leak would be six at least.
            #expect(last.files < first.files + 6 && last.threads < first.threads + 6, "\(first), then \(last)")
        }
    }

    @Test
    func `it can be named by a link that stays the same`() async throws {
        try await blocking {
            let cameras = try FakeCameras()
            try cameras.plug(3)
            let daemon = try CameraDaemon(cameras, source: "v4l2:\(FakeCameras.link)")
            try daemon.wait(for: "live")
            _ = try daemon.frame()
            try cameras.unplug(3)
            try daemon.wait(for: "offline")
            try cameras.plug(5)
            try daemon.wait(for: "live")
            _ = try daemon.frame()
        }
    }

    @Test
    func `auto takes the first node that gives pictures, and stays with that camera`() async throws {
        try await blocking {
            let cameras = try FakeCameras()
            try cameras.plug(0, "node=metadata")
            try cameras.plug(1)
            let daemon = try CameraDaemon(cameras, source: "auto")
            try daemon.wait(for: "live", at: "v4l2:/dev/video1")
            _ = try daemon.frame()
            // It stays with that camera: the clip is for those who have none.
            try cameras.unplug(1)
            try daemon.wait(for: "offline", "there is no camera at /dev/video1")
            Thread.sleep(forTimeInterval: 2)
            try daemon.wait(for: "offline", "there is no camera at /dev/video1")
            try cameras.plug(1)
            try daemon.wait(for: "live", at: "v4l2:/dev/video1")
        }
    }
}
