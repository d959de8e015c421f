// Cameras that are there and give no pictures, or bad ones: each has its own sentence, and is used as soon as it can be.

import Foundation
import Imaging
import Stream
import Testing
import Wire

@Suite("A faulty camera", .serialized)
struct CameraFaultTests {
    @Test(arguments: [
        ("fault=busy", "the camera at /dev/video0 is in use by another program"),
        ("fault=denied", "no permission to use /dev/video0; add the user to the group “video”"),
        ("fault=broken", "/dev/video0 is no camera, or does not answer as one"),
        ("node=metadata", "/dev/video0 gives no pictures"),
        ("formats=", "the camera at /dev/video0 sends nothing that can be shown"),
    ])
    func `why it cannot be used is said, and when it can be, it is`(setting: String, sentence: String) async throws {
        try await blocking {
            let cameras = try FakeCameras()
            try cameras.plug(0, setting)
            let daemon = try CameraDaemon(cameras)
            try daemon.wait(for: "offline", sentence)
            try cameras.plug()
            try daemon.wait(for: "live")
            _ = try daemon.frame()
        }
    }

    @Test
    func `a camera that another program has is taken when that lets go`() async throws {
        try await blocking {
            let cameras = try FakeCameras()
            try cameras.plug()
            let owner = try cameras.start("v4l2-ctl", "--stream-mmap", "--stream-count=120")
            defer { owner.terminate() }
            Thread.sleep(forTimeInterval: 0.5)
            let daemon = try CameraDaemon(cameras)
            try daemon.wait(for: "offline", "the camera at /dev/video0 is in use by another program")
            owner.waitUntilExit()
            #expect(owner.terminationStatus == 0)
            try daemon.wait(for: "live")
            _ = try daemon.frame()
        }
    }

    @Test
    func `silence is noticed, and is over when frames come again`() async throws {
        try await blocking {
            let cameras = try FakeCameras()
            try cameras.plug()
            let daemon = try CameraDaemon(cameras)
            try daemon.wait(for: "live")
            _ = try daemon.frame()
            try cameras.plug(0, "fault=silent")
            let noticed = try daemon.wait(for: "offline", "no picture for 2 seconds")
            try cameras.plug()
            let back = try daemon.wait(for: "live")
            print("silent: noticed after \(noticed) s, live again after \(back) s")
            _ = try daemon.frame()
        }
    }

    @Test(arguments: ["MJPG", "YUYV"])
    func `damaged pictures are left out and counted, and the others are shown`(format: String) async throws {
        try await blocking {
            let cameras = try FakeCameras()
            try cameras.plug(0, "formats=\(format)", "corrupt=30")
            let daemon = try CameraDaemon(cameras)
            try daemon.wait(for: "live", "pictures were damaged and left out")
            // Most of what is damaged still has its code, in the upper half: what is shown must be whole all the same.
            for _ in 0..<10 {
                let picture = try daemon.picture()
                let code = FrameCode(picture)
                #expect(code.map { $0.number * 37 % 100 >= 30 } == true, "\(String(describing: code))")
            }
            try cameras.plug(0, "formats=\(format)")
            try daemon.wait(for: "live")
            var source = try daemon.source()
            for _ in 0..<130 where source["message"]?.text != nil {
                Thread.sleep(forTimeInterval: 0.1)
                source = try daemon.source()
            }
            #expect(source["message"]?.text == nil, "\(source)")
        }
    }

    @Test
    func `JPEGs of another size are shown in that size`() async throws {
        try await blocking {
            let cameras = try FakeCameras()
            try cameras.plug(0, "formats=MJPG")
            let daemon = try CameraDaemon(cameras)
            try daemon.wait(for: "live")
            #expect(try daemon.picture().width == 640)
            try cameras.plug(0, "formats=MJPG", "sends=320x240")
            var picture = try daemon.picture()
            for _ in 0..<100 where picture.width != 320 { picture = try daemon.picture() }
            #expect(picture.width == 320 && picture.height == 240 && FrameCode(picture) != nil)
            #expect(try daemon.source()["width"] == .integer(320))
        }
    }

    @Test
    func `a camera that lost one size has another after it was plugged in again`() async throws {
        try await blocking {
            let cameras = try FakeCameras()
            try cameras.plug()
            let daemon = try CameraDaemon(cameras)
            try daemon.wait(for: "live")
            try cameras.unplug()
            try daemon.wait(for: "offline")
            try cameras.plug(0, "sizes=320x240")
            try daemon.wait(for: "live")
            _ = try daemon.frame()
            #expect(try daemon.source()["width"] == .integer(320))
        }
    }

    @Test
    func `a slow camera is slow, and nothing else`() async throws {
        try await blocking {
            let cameras = try FakeCameras()
            try cameras.plug(0, "slow=2")
            let daemon = try CameraDaemon(cameras)
            try daemon.wait(for: "live")
            let first = try daemon.frame()
            Thread.sleep(forTimeInterval: 3)
            let second = try daemon.frame()
            #expect(second.number > first.number && second.number - first.number < 30)
            #expect(try daemon.source()["state"]?.text == "live")
        }
    }
}
