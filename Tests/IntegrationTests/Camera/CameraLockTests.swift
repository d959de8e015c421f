// Locking: what the camera has chosen stays, whatever happens to the camera, the daemon or the session.

import Client
import Foundation
import GRDB
import Stream
import Testing
import Wire

@Suite("A locked camera", .serialized)
struct CameraLockTests {
    private static let drifting = ["exposure_time_absolute", "white_balance_temperature", "focus_absolute"]

    /// What drifts while it is automatic.
    private static func values(_ daemon: CameraDaemon) throws -> [JSON?] {
        let controls = try daemon.controls()
        return drifting.map { controls[$0]?["value"] }
    }

    @Test(arguments: ["new", "old"])
    func `exposure, gain, white balance and focus stay where they are, and others are answered meanwhile`(
        names: String
    ) async throws {
        try await blocking {
            let cameras = try FakeCameras()
            try cameras.plug(0, "names=\(names)")
            let set = try cameras.run("v4l2-ctl", "--list-ctrls")
            #expect(set.text.contains("exposure_auto ") == (names == "old"), "\(set.text)")
            _ = try cameras.run(
                "v4l2-ctl", "-c", names == "old" ? "exposure_auto_priority=1" : "exposure_dynamic_framerate=1")
            let daemon = try CameraDaemon(cameras)
            try daemon.wait(for: "live")
            let began = MonotonicClock.now()
            let locking = try BuiltProgram(["ctl", "camera.lock", "--socket", "\(cameras.folder)/s"])
            // Another connection does not wait.
            let other = try daemon.connect()
            var pings = 0
            while MonotonicClock.now() - began < 1_500_000_000 {
                _ = try other.call("ping")
                pings += 1
                Thread.sleep(forTimeInterval: 0.05)
            }
            #expect(pings >= 10)
            let busy = #expect(throws: Refusal.self) { try other.call("camera.lock") }
            #expect(busy?.error["data"]?["kind"] == .string("busy"))
            let answer = try JSON(parsing: Data(locking.rest().utf8))
            let seconds = Double(MonotonicClock.now() - began) / 1e9
            #expect(seconds > 2 && seconds < 8, "it took \(seconds) s")
            #expect(answer["locked"] == .bool(true))
            let there = try cameras.controls()
            #expect(there["auto_exposure"] == 1 && there["white_balance_automatic"] == 0, "\(there)")
            #expect(there["focus_automatic_continuous"] == 0 && there["exposure_dynamic_framerate"] == 0, "\(there)")
            let exposure = try #require(there["exposure_time_absolute"])
            #expect((190...310).contains(exposure))
            let text = try cameras.run(
                "v4l2-ctl", "-C", names == "old" ? "exposure_absolute" : "exposure_time_absolute"
            ).text
            Thread.sleep(forTimeInterval: 0.7)
            #expect(text.hasSuffix(": \(exposure)\n"), "\(text)")
            // Whichever kernel's name is used, the control is the same.
            let late = try daemon.call(
                "camera.set", ["controls": .object(["exposure_absolute": .integer(222)])])
            #expect(late["locked"] == .bool(true))
            #expect(try cameras.controls()["exposure_time_absolute"] == 222)
            // Locked anew, it looks at the light anew.
            try daemon.set(["exposure_time_absolute": .integer(5)])
            _ = try daemon.call("camera.lock")
            #expect((190...310).contains(try cameras.controls()["exposure_time_absolute"] ?? 0))
            let free = try daemon.call("camera.lock", ["on": .bool(false)])
            #expect(free["locked"] == .bool(false))
            let after = try cameras.controls()
            #expect(after["auto_exposure"] == 3 && after["white_balance_automatic"] == 1, "\(after)")
            #expect(after["focus_automatic_continuous"] == 1 && after["exposure_dynamic_framerate"] == 1, "\(after)")
        }
    }

    @Test
    func `it is locked again after a new plug and after kill -9, with the same values`() async throws {
        try await blocking {
            let cameras = try FakeCameras()
            try cameras.plug()
            var locked: [JSON?] = []
            do {
                let daemon = try CameraDaemon(cameras)
                try daemon.wait(for: "live")
                _ = try daemon.call("camera.lock")
                locked = try Self.values(daemon)
                try cameras.unplug()
                try daemon.wait(for: "offline")
                try cameras.plug(2)
                try daemon.wait(for: "live")
                #expect(try Self.values(daemon) == locked)
                daemon.kill()
            }
            try cameras.unplug(2)
            try cameras.plug()
            let daemon = try CameraDaemon(cameras)
            try daemon.wait(for: "live")
            #expect(try Self.values(daemon) == locked)
            #expect(try daemon.call("camera.controls")["locked"] == .bool(true))
        }
    }

    @Test
    func `what another program sets is set back and told`() async throws {
        try await blocking {
            let cameras = try FakeCameras()
            try cameras.plug()
            let daemon = try CameraDaemon(cameras)
            try daemon.wait(for: "live")
            _ = try daemon.call("camera.lock")
            let locked = try Self.values(daemon)
            let client = try daemon.connect()
            _ = try client.call("subscribe", ["topics": .array([.string("log"), .string("source")])])
            let revision = try daemon.source()["controls_revision"]?.double ?? 0
            #expect(try cameras.run("v4l2-ctl", "-c", "auto_exposure=3,gain=50").code == 0)
            // Whoever looks meanwhile changes nothing about it.
            _ = try daemon.controls()
            var event = try client.nextEvent()
            while event["topic"] != .string("log") { event = try client.nextEvent() }
            let message = event["message"]?.text ?? ""
            #expect(
                message.contains("auto_exposure from 1 to 3") && message.contains("gain from 0 to 50"), "\(message)")
            #expect(try Self.values(daemon) == locked && cameras.controls()["gain"] == 0)
            while event["topic"] != .string("source") { event = try client.nextEvent() }
            #expect((event["controls_revision"]?.double ?? 0) > revision)
        }
    }

    @Test
    func `who sets it again and again gets his way in the end`() async throws {
        try await blocking {
            let cameras = try FakeCameras()
            try cameras.plug()
            let daemon = try CameraDaemon(cameras)
            try daemon.wait(for: "live")
            _ = try daemon.call("camera.lock")
            var restored = 0
            for _ in 0..<30 {
                #expect(try cameras.run("v4l2-ctl", "-c", "gain=50").code == 0)
                Thread.sleep(forTimeInterval: 0.3)
                if try cameras.controls()["gain"] == 0 { restored += 1 }
            }
            // Longer than it takes to look once more.
            Thread.sleep(forTimeInterval: 2.5)
            #expect(try cameras.controls()["gain"] == 50)
            #expect((1...3).contains(restored), "set back \(restored) times")
        }
    }

    @Test
    func `a saved session carries it, and sets the camera again when it is loaded`() async throws {
        try await blocking {
            let cameras = try FakeCameras()
            try cameras.plug()
            let daemon = try CameraDaemon(cameras)
            try daemon.wait(for: "live")
            _ = try daemon.call("teach", ["category": .string("disc")])
            _ = try daemon.call("camera.lock")
            let locked = try Self.values(daemon)
            for (method, name) in [("session.save", "lit"), ("session.export", "lit")] {
                _ = try daemon.call(method, ["name": .string(name)])
                _ = try daemon.call("sync")
            }
            _ = try daemon.call("camera.lock", ["on": .bool(false)])
            try daemon.set(["gain": .integer(33)])
            #expect(try cameras.controls()["auto_exposure"] == 3)
            let loaded = try daemon.call("session.load", ["name": .string("lit")])
            #expect(loaded["samples"] == .integer(1))
            #expect(try Self.values(daemon) == locked)
            #expect(try daemon.call("camera.controls")["locked"] == .bool(true))
            #expect(try cameras.controls()["gain"] == 0)
        }
    }

    @Test(arguments: ["nonsense", #"{"usb-Fake_Camera_0001-video-index0":{"values":{"gain":"much"}}}"#])
    func `a session is loaded whatever it says of cameras`(text: String) async throws {
        try await blocking {
            try Self.load(saying: text) { cameras in
                let there = try cameras.controls()
                #expect(there.isEmpty)
            }
        }
    }

    @Test
    func `of a session's values only those count that the camera can take`() async throws {
        let text = #"""
            {"usb-Fake_Camera_0001-video-index0":{"values":{"gain":9999,"brightness":5,"zoom":1,"exposure_absolute":7},
            "locked":false,"before":{}}}
            """#
        try await blocking {
            try Self.load(saying: text) { cameras in
                let there = try cameras.controls()
                #expect(there["brightness"] == 5 && there["gain"] == 0 && there["auto_exposure"] == 3, "\(there)")
            }
        }
    }

    /// Loads a session into which somebody has written something about cameras.
    private static func load(saying text: String, _ body: (FakeCameras) throws -> Void) throws {
        let cameras = try FakeCameras()
        try cameras.plug()
        let daemon = try CameraDaemon(cameras)
        try daemon.wait(for: "live")
        _ = try daemon.call("teach", ["category": .string("disc")])
        _ = try daemon.call("session.save", ["name": .string("odd")])
        _ = try daemon.call("sync")
        let file = try DatabaseQueue(path: "\(cameras.folder)/sessions/odd.showtell")
        try file.write { try $0.execute(sql: "INSERT INTO meta VALUES ('cameras', ?)", arguments: [text]) }
        try file.close()
        #expect(try daemon.call("session.load", ["name": .string("odd")])["samples"] == .integer(1))
        try body(cameras)
        #expect(try daemon.source()["state"] == .string("live"))
    }
}
