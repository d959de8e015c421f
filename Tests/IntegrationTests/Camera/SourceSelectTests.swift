// Choosing another source while the daemon runs.

import Client
import Foundation
import Imaging
import Stream
import Testing
import Wire

@Suite("Choosing a source", .serialized)
struct SourceSelectTests {
    @Test
    func `the list has cameras by stable names, what is played, the clip and test patterns`() async throws {
        try await blocking {
            let cameras = try FakeCameras()
            let other = "/dev/v4l/by-id/usb-Other_Camera_0002-video-index0"
            try cameras.plug(0, "card=Desk Camera", "formats=YUYV", "sizes=640x480", "rates=30")
            try cameras.plug(2, "fault=denied", link: other)
            let daemon = try CameraDaemon(cameras, source: "auto")
            try daemon.wait(for: "live")
            let list = try daemon.call("source.list")
            #expect(list["configured"] == .string("auto") && list["selected"] == .string("auto"))
            #expect(list["current"]?["uri"] == .string("v4l2:/dev/video0"))
            #expect(list["clip"]?.text?.hasSuffix("clip/tabletop.mp4") == true)
            #expect(list["patterns"]?.items.contains(.string("test:ball")) == true)
            let listed = list["cameras"]?.items ?? []
            #expect(listed.count == 2)
            #expect(listed.first?["source"] == .string("v4l2:\(FakeCameras.link)"))
            #expect(listed.first?["id"] == .string("usb-Fake_Camera_0001-video-index0"))
            #expect(listed.first?["name"] == .string("Desk Camera") && listed.first?["playing"] == .bool(true))
            #expect(listed.first?["used"]?["fps"]?.double == 30 && listed.first?["modes"]?.items.count == 1)
            #expect(listed.first?["problem"] == .null && listed.last?["playing"] == .bool(false))
            #expect(listed.last?["problem"]?.text?.contains("no permission") == true && listed.last?["name"] == .null)
        }
    }

    @Test
    func `it goes live without a restart, viewers stay, and frame numbers go on`() async throws {
        try await blocking {
            let cameras = try FakeCameras()
            try cameras.plug()
            let daemon = try CameraDaemon(cameras, source: "test:ball")
            try daemon.wait(for: "live")
            let client = try daemon.connect()
            _ = try client.call("subscribe", ["topics": .array([.string("prediction")])])
            let first = try client.nextEvent()["frame"]?.double ?? 0
            // By its stable name alone.
            let answer = try daemon.call("source.select", ["source": .string("usb-Fake_Camera_0001-video-index0")])
            #expect(answer["selected"] == .string("v4l2:\(FakeCameras.link)"))
            try daemon.wait(for: "live", at: "v4l2:\(FakeCameras.link)")
            _ = try daemon.frame()
            let second = try client.nextEvent()["frame"]?.double ?? 0
            #expect(second > first)
            _ = try daemon.call("source.select", ["source": .string("test:smpte")])
            // At once, without a state that is no more true.
            #expect(try daemon.source()["uri"] == .string("test:smpte"))
            try daemon.wait(for: "live", at: "test:smpte")
            #expect(try daemon.picture().width == 640)
            #expect(try daemon.call("predict")["frame"]?.double ?? 0 > second)
            // The way back: the camera was let go.
            _ = try daemon.call("source.select", ["source": .string("v4l2:/dev/video0")])
            try daemon.wait(for: "live", at: "v4l2:/dev/video0")
            _ = try daemon.frame()
        }
    }

    @Test
    func `a bad source is refused with a sentence, and the old one plays on`() async throws {
        try await blocking {
            let cameras = try FakeCameras()
            try cameras.plug(0)
            try cameras.plug(1, "fault=busy", link: "/dev/v4l/by-id/usb-Other_Camera_0002-video-index0")
            try cameras.plug(2, "formats=", link: "/dev/v4l/by-id/usb-Third_Camera_0003-video-index0")
            let daemon = try CameraDaemon(cameras)
            try daemon.wait(for: "live")
            let cases = [
                ("cam", "no source; write"), ("v4l2:/dev/video7", "there is no camera at /dev/video7"),
                ("v4l2:/dev/video1", "the camera at /dev/video1 is in use by another program"),
                ("v4l2:/dev/video2", "sends nothing that can be shown"),
                ("v4l2:/etc/passwd", "/etc/passwd is no camera"), ("v4l2:/dev/v4l/../tty", "is no camera"),
                ("v4l2:id=../../tty", "is no name in"), ("v4l2:id=usb-none", "there is no camera at"),
                ("test:nonsense", "no test pattern “nonsense”"), ("rtsp://", "names no host"),
                ("file:/etc/passwd", "only a film or folder that the daemon was started with"),
                ("images:/tmp", "only a film or folder that the daemon was started with"),
            ]
            for (source, sentence) in cases {
                let error = try daemon.refusal("source.select", ["source": .string(source)])
                #expect(error["message"]?.text?.contains(sentence) == true, "\(source): \(error)")
            }
            #expect(try daemon.source()["state"] == .string("live"))
            let frame = try daemon.frame()
            #expect(try daemon.frame().number > frame.number, "the camera was opened anew")
            // What it plays already may be chosen again.
            _ = try daemon.call("source.select", ["source": .string("v4l2:\(FakeCameras.link)")])
            try daemon.wait(for: "live")
        }
    }

    @Test
    func `teaching ends with the source, for what is shown then was not meant`() async throws {
        try await withDaemon(source: "test:ball") { daemon in
            try await daemon.live()
            let teaching = Task {
                try await daemon.call("teach", ["category": .string("ball"), "count": .integer(1000)])
            }
            try await daemon.client { client in
                let lease = try client.call("teach.start", ["category": .string("disc"), "lease_ms": .integer(60_000)])
                Thread.sleep(forTimeInterval: 0.5)
                _ = try client.call("source.select", ["source": .string("test:snow")])
                let ended = #expect(throws: Refusal.self) {
                    try client.call("teach.renew", ["lease": lease["lease"] ?? .null])
                }
                #expect(ended?.error["data"]?["kind"] == .string("lease_expired"))
            }
            // What was shown until then is learnt.
            let taught = try await teaching.value
            let frames = (taught["samples"]?.items.count ?? 0) + Int(taught["skipped_duplicates"]?.double ?? 0)
            #expect((1..<500).contains(frames), "\(taught)")
        }
    }

    @Test
    func `what was chosen counts after kill -9, unless the command line says otherwise`() async throws {
        try await blocking {
            let cameras = try FakeCameras()
            try cameras.plug()
            do {
                let daemon = try CameraDaemon(cameras, source: nil)
                try daemon.wait(for: "live", at: "v4l2:/dev/video0")
                _ = try daemon.call("source.select", ["source": .string("test:snow")])
                daemon.kill()
            }
            do {
                let daemon = try CameraDaemon(cameras, source: nil)
                try daemon.wait(for: "live", at: "test:snow")
                _ = try daemon.call("source.select", ["source": .string("v4l2:/dev/video0")])
                daemon.kill()
            }
            do {
                let daemon = try CameraDaemon(cameras, source: "test:ball")
                try daemon.wait(for: "live", at: "test:ball")
                daemon.kill()
            }
            // A camera is remembered by its link, whatever its number is now.
            try cameras.unplug()
            try cameras.plug(4)
            let daemon = try CameraDaemon(cameras, source: nil)
            try daemon.wait(for: "live", at: "v4l2:\(FakeCameras.link)")
        }
    }

    @Test
    func `whoever listens is told at once when a camera is plugged in or pulled`() async throws {
        try await blocking {
            let cameras = try FakeCameras()
            let daemon = try CameraDaemon(cameras, source: "test:ball")
            try daemon.wait(for: "live")
            let client = try daemon.connect()
            _ = try client.call("subscribe", ["topics": .array([.string("source")])])
            var revision = try daemon.source()["list_revision"]?.double ?? 0
            for isPlugged in [true, false] {
                let began = MonotonicClock.now()
                if isPlugged { try cameras.plug(5) } else { try cameras.unplug(5) }
                var event = try client.nextEvent()
                // The link's own news follows that of the node.
                while (event["list_revision"]?.double ?? 0) <= revision { event = try client.nextEvent() }
                let seconds = Double(MonotonicClock.now() - began) / 1e9
                print("\(isPlugged ? "plugged in" : "pulled"): told after \(seconds) s")
                #expect(seconds < 3)
                #expect(try daemon.call("source.list")["cameras"]?.items.count == (isPlugged ? 1 : 0))
                Thread.sleep(forTimeInterval: 0.5)
                revision = try daemon.source()["list_revision"]?.double ?? 0
            }
        }
    }
}
