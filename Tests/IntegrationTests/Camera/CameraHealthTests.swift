// What is looked after while a camera plays or is waited for: teaching, numbers, rates, clocks.

import Client
import Foundation
import Imaging
import Stream
import Testing
import Wire

@Suite("Looking after a camera", .serialized)
struct CameraHealthTests {
    @Test
    func `without a camera at the start the page is served and says why, and the camera is used when it comes`()
        async throws
    {
        try await blocking {
            let cameras = try FakeCameras()
            let daemon = try CameraDaemon(cameras)
            try daemon.wait(for: "offline", "there is no camera at /dev/video0")
            #expect(try daemon.picture().width == 640)
            Thread.sleep(forTimeInterval: 2)
            let began = MonotonicClock.now()
            try cameras.plug()
            try daemon.wait(for: "live")
            print("plugged in: live after \(Double(MonotonicClock.now() - began) / 1e9) s")
            _ = try daemon.frame()
        }
    }

    @Test
    func `nothing is learnt while it is unplugged, and frames are numbered on`() async throws {
        try await blocking {
            let cameras = try FakeCameras()
            try cameras.plug()
            let daemon = try CameraDaemon(cameras)
            try daemon.wait(for: "live")
            let before = try daemon.call("predict")["frame"]?.double ?? 0
            let lease = try daemon.call("teach.start", ["category": .string("disc"), "lease_ms": .integer(60_000)])
            Thread.sleep(forTimeInterval: 0.5)
            try cameras.unplug()
            try daemon.wait(for: "offline")
            // A held button is let go, and no other teaches the picture that says why.
            let ended = try daemon.refusal("teach.renew", ["lease": lease["lease"] ?? .null])
            #expect(ended["data"]?["kind"] == .string("lease_expired"), "\(ended)")
            let refused = try daemon.refusal("teach", ["category": .string("disc")])
            #expect(refused["data"]?["kind"] == .string("no_camera"), "\(refused)")
            let samples = try daemon.call("sample.list")["samples"]?.items.count
            Thread.sleep(forTimeInterval: 1.5)
            try cameras.plug()
            try daemon.wait(for: "live")
            #expect(try daemon.call("sample.list")["samples"]?.items.count == samples)
            let after = try daemon.call("predict")["frame"]?.double ?? 0
            #expect(after > before, "\(before), then \(after)")
        }
    }

    @Test(arguments: ["MJPG", "YUYV"])
    func `damaged pictures are counted in the numbers`(format: String) async throws {
        try await blocking {
            let cameras = try FakeCameras()
            try cameras.plug(0, "formats=\(format)")
            let daemon = try CameraDaemon(cameras)
            try daemon.wait(for: "live")
            _ = try daemon.frame()
            #expect(try daemon.call("stats")["frames"]?["damaged"] == .integer(0))
            try cameras.plug(0, "formats=\(format)", "corrupt=30")
            Thread.sleep(forTimeInterval: 3)
            let damaged = try daemon.call("stats")["frames"]?["damaged"]?.double ?? 0
            // Of ninety pictures nearly a third.
            #expect((10...60).contains(damaged), "\(damaged)")
        }
    }

    @Test(arguments: [true, false])
    func `a rate that falls is told with its cure, until it is over`(isDynamic: Bool) async throws {
        try await blocking {
            let cameras = try FakeCameras()
            try cameras.plug()
            if isDynamic { _ = try cameras.run("v4l2-ctl", "-c", "exposure_dynamic_framerate=1") }
            let daemon = try CameraDaemon(cameras)
            try daemon.wait(for: "live")
            try cameras.plug(0, "slow=8")
            let cure = isDynamic ? "switch exposure_dynamic_framerate off" : "give more light, or try another cable"
            try daemon.wait(for: "live", cure)
            let message = try daemon.source()["message"]?.text ?? ""
            #expect(
                message.hasPrefix("the camera sends ") && message.contains("frames a second instead of 30"),
                "\(message)")
            try cameras.plug()
            var source = try daemon.source()
            for _ in 0..<150 where source["message"]?.text != nil {
                Thread.sleep(forTimeInterval: 0.1)
                source = try daemon.source()
            }
            #expect(source["message"]?.text == nil, "\(source)")
        }
    }

    @Test(arguments: [86_400, -86_400])
    func `a clock on the wall that jumps changes nothing`(seconds: Int) async throws {
        try await blocking {
            let cameras = try FakeCameras()
            try cameras.plug()
            let daemon = try CameraDaemon(cameras)
            try daemon.wait(for: "live")
            let lease = try daemon.call("teach.start", ["category": .string("disc"), "lease_ms": .integer(5000)])
            let client = try daemon.connect()
            _ = try client.call("subscribe", ["topics": .array([.string("source"), .string("log")])])
            try cameras.shiftClock(seconds)
            // The jump has reached the program: what it writes down has the new time.
            let taught = try daemon.call("teach", ["category": .string("pen")])
            let sample = try daemon.call("sample.list", ["limit": .integer(1)])["samples"]?.items.first
            let shift = (sample?["time"]?.double ?? 0) - Date().timeIntervalSince1970
            #expect(abs(shift - Double(seconds)) < 600, "\(taught), \(shift)")
            // The button is still held, and pictures come and are fresh.
            _ = try daemon.call("teach.renew", ["lease": lease["lease"] ?? .null])
            let first = try daemon.frame()
            Thread.sleep(forTimeInterval: 2.5)
            let second = try daemon.frame()
            #expect(second.number > first.number && second.age(MonotonicClock.now()) < 2)
            #expect(try daemon.source()["state"] == .string("live"))
            let uptime = try daemon.call("stats")["uptime"]?.double ?? 0
            #expect(uptime > 0 && uptime < 600)
        }
    }

    @Test
    func `libv4l2 is used when it is asked for, and said`() async throws {
        try await blocking {
            let cameras = try FakeCameras()
            try cameras.plug()
            let daemon = try CameraDaemon(cameras, source: "v4l2:/dev/video0", "--libv4l")
            #expect(daemon.said.contains("cameras are read through libv4l2"))
            // That library asks the kernel past the fake camera, which only a program that uses it can notice.
            try daemon.wait(for: "offline", "It isn't a v4l2 driver")
        }
    }
}
