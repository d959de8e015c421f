// A driver that does not return: its pipeline never stops, and the daemon goes on without it.

import Foundation
import Imaging
import Stream
import Testing
import Wire

@Suite("A wedged camera", .serialized)
struct CameraWedgeTests {
    @Test
    func `it is left behind, another source plays, and when it returns so does the picture`() async throws {
        try await blocking {
            let cameras = try FakeCameras()
            try cameras.plug()
            let daemon = try CameraDaemon(cameras)
            try daemon.wait(for: "live")
            #expect(try daemon.metric("showtell_stuck_pipelines") == 0)
            try cameras.plug(0, "fault=wedged")
            // Whoever opens the camera's file anew finds it whole, as after a reset.
            Thread.sleep(forTimeInterval: 0.2)
            let began = MonotonicClock.now()
            _ = try daemon.call("source.select", ["source": .string("test:ball")])
            try daemon.wait(for: "live", at: "test:ball")
            let waited = Double(MonotonicClock.now() - began) / 1e9
            #expect(waited > 2.5 && waited < 8, "\(waited) s")
            #expect(try daemon.metric("showtell_stuck_pipelines") == 1)
            #expect(try daemon.picture().width == 640)
            #expect(try daemon.call("predict")["frame"]?.double != nil)
            try cameras.plug()
            for _ in 0..<100 where try daemon.metric("showtell_stuck_pipelines") != 0 {
                Thread.sleep(forTimeInterval: 0.05)
            }
            #expect(try daemon.metric("showtell_stuck_pipelines") == 0, "it has ended after all")
            _ = try daemon.call("source.select", ["source": .string("v4l2:/dev/video0")])
            try daemon.wait(for: "live", at: "v4l2:/dev/video0")
            _ = try daemon.frame()
            let end = daemon.stop()
            #expect(end.code == 0 && end.errors.contains("did not stop within 3 seconds"), "\(end)")
            #expect(end.errors.contains("has ended after all"), "\(end)")
        }
    }

    @Test
    func `silence that ends in a wedge has the camera opened anew, and a stop is no longer for it`() async throws {
        try await blocking {
            let cameras = try FakeCameras()
            try cameras.plug()
            let daemon = try CameraDaemon(cameras)
            try daemon.wait(for: "live")
            try cameras.plug(0, "fault=wedged")
            // Two seconds of silence, three of waiting for the end.
            let noticed = try daemon.wait(for: "offline", "no picture for 2 seconds")
            #expect(noticed < 12)
            #expect(try daemon.metric("showtell_stuck_pipelines") == 1)
            let end = daemon.stop()
            #expect(end.code == 0 && end.seconds < 3, "\(end)")
        }
    }
}
