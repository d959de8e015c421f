// The camera's controls over the socket: read, set and refused.

import Client
import Foundation
import Testing
import Wire

@Suite("A camera's controls", .serialized)
struct CameraControlTests {
    @Test
    func `each is told with its name, value, range, kind and what sets it`() async throws {
        try await blocking {
            let cameras = try FakeCameras()
            try cameras.plug(0, "card=Desk Camera")
            let daemon = try CameraDaemon(cameras)
            try daemon.wait(for: "live")
            let answer = try daemon.call("camera.controls")
            #expect(answer["locked"] == .bool(false))
            #expect(answer["camera"]?["name"] == .string("Desk Camera"))
            #expect(answer["camera"]?["id"] == .string("usb-Fake_Camera_0001-video-index0"))
            #expect(answer["camera"]?["device"] == .string("/dev/video0"))
            let controls = try daemon.controls()
            #expect(controls.count == 11)
            let brightness = controls["brightness"]
            #expect(brightness?["label"] == .string("Brightness") && brightness?["kind"] == .string("integer"))
            #expect(brightness?["value"] == .integer(0) && brightness?["default"] == .integer(0))
            #expect(brightness?["minimum"] == .integer(-64) && brightness?["maximum"] == .integer(64))
            #expect(brightness?["step"] == .integer(1) && brightness?["inactive"] == .bool(false))
            #expect(brightness?["read_only"] == .bool(false) && brightness?["kept"] == .bool(false))
            #expect(controls["focus_absolute"]?["step"] == .integer(5))
            #expect(controls["white_balance_automatic"]?["kind"] == .string("boolean"))
            let exposure = controls["exposure_time_absolute"]
            #expect(exposure?["automatic"] == .bool(true) && exposure?["automatic_by"] == .string("auto_exposure"))
            // A menu may have gaps.
            let items = controls["auto_exposure"]?["items"]?.items.map {
                "\($0["value"] ?? .null) \($0["name"]?.text ?? "")"
            }
            #expect(items == ["1 Manual Mode", "3 Aperture Priority Mode"])
        }
    }

    @Test
    func `several are set at once, automatics first, and what the camera has then is told`() async throws {
        try await blocking {
            let cameras = try FakeCameras()
            try cameras.plug()
            let daemon = try CameraDaemon(cameras)
            try daemon.wait(for: "live")
            let answer = try daemon.set([
                "exposure_time_absolute": .integer(100), "auto_exposure": .string("Manual Mode"), "gain": .integer(7),
                "white_balance_automatic": .bool(false), "white_balance_temperature": .integer(5000),
                "power_line_frequency": .string("60 Hz"),
                // Not a multiple of the step: the camera says what it made of it.
                "focus_automatic_continuous": .integer(0), "focus_absolute": .integer(33),
            ])
            #expect(answer["exposure_time_absolute"]?["value"] == .integer(100))
            #expect(answer["focus_absolute"]?["value"] == .integer(30) && answer["gain"]?["kept"] == .bool(true))
            #expect(answer["brightness"]?["kept"] == .bool(false))
            let there = try cameras.controls()
            #expect(there["auto_exposure"] == 1 && there["exposure_time_absolute"] == 100 && there["gain"] == 7)
            #expect(there["white_balance_automatic"] == 0 && there["white_balance_temperature"] == 5000)
            #expect(there["power_line_frequency"] == 2 && there["focus_absolute"] == 30)
            // It streams all the while.
            let first = try daemon.frame()
            #expect(try daemon.frame().number > first.number)
        }
    }

    @Test(arguments: [
        (#"{"brightness":100}"#, "brightness must be from -64 to 64, not 100"),
        (#"{"gain":5,"brightness":-65}"#, "brightness must be from -64 to 64, not -65"),
        (#"{"zoom_absolute":1,"gain":5}"#, "the camera has no control “zoom_absolute”; it has: brightness,"),
        (#"{"power_line_frequency":7}"#, "must be one of 0 (Disabled), 1 (50 Hz), 2 (60 Hz), not 7"),
        (#"{"auto_exposure":"Program"}"#, "must be one of 1 (Manual Mode), 3 (Aperture Priority Mode), not “Program”"),
        (
            #"{"exposure_time_absolute":100,"gain":5}"#,
            "the camera itself sets exposure_time_absolute while auto_exposure is 3 (Aperture Priority Mode); set "
                + "auto_exposure to 1 (Manual Mode) as well"
        ),
        (
            #"{"white_balance_automatic":1,"white_balance_temperature":5000,"gain":5}"#,
            "the camera itself sets white_balance_temperature"
        ),
        (#"{"auto_exposure":1,"exposure_auto":1}"#, "auto_exposure is given twice"),
        (#"{}"#, "controls must have one control at least"),
        (
            #"{"gain":1.5}"#,
            "controls may hold whole numbers, true, false and names of menu entries, but not 1.5 for gain"
        ),
    ])
    func `what cannot be set is refused with what can, and nothing is set`(controls: String, sentence: String)
        async throws
    {
        try await blocking {
            let cameras = try FakeCameras()
            try cameras.plug()
            let daemon = try CameraDaemon(cameras)
            try daemon.wait(for: "live")
            let error = try daemon.refusal("camera.set", ["controls": try JSON(parsing: Data(controls.utf8))])
            #expect(error["code"] == .integer(-32602))
            #expect(error["message"]?.text?.contains(sentence) == true, "\(error["message"] ?? .null)")
            #expect(try cameras.controls().isEmpty, "the camera was set")
        }
    }

    @Test
    func `where there is no camera that is said`() async throws {
        try await withDaemon(source: "test:ball") { daemon in
            try await daemon.live()
            try await daemon.client { client in
                let calls: [(String, [String: JSON])] = [
                    ("camera.controls", [:]), ("camera.lock", [:]),
                    ("camera.set", ["controls": .object(["gain": .integer(1)])]),
                ]
                for (method, params) in calls {
                    let error = #expect(throws: (any Error).self) { try client.call(method, params) }
                    let sentence = "\(error.map { "\($0)" } ?? "")"
                    #expect(sentence.contains("the pictures come from test:ball, which is no camera"), "\(sentence)")
                }
            }
        }
        try await blocking {
            let cameras = try FakeCameras()
            let daemon = try CameraDaemon(cameras)
            try daemon.wait(for: "offline")
            let error = try daemon.refusal("camera.controls")
            #expect(error["data"]?["kind"] == .string("no_camera") && error["data"]?["retry"] == .bool(true))
            #expect(error["message"] == .string("there is no camera at /dev/video0"))
        }
    }

    @Test
    func `values come again with the camera, also under another number, and with the daemon`() async throws {
        try await blocking {
            let cameras = try FakeCameras()
            try cameras.plug()
            do {
                let daemon = try CameraDaemon(cameras)
                try daemon.wait(for: "live")
                try daemon.set(["brightness": .integer(-20), "auto_exposure": .integer(1)])
                try daemon.set(["exposure_time_absolute": .integer(150)])
                try cameras.unplug()
                try daemon.wait(for: "offline")
                // Long enough for several tries: the camera is still known by its link.
                Thread.sleep(forTimeInterval: 2.5)
                try cameras.plug(3)
                try daemon.wait(for: "live", at: "v4l2:/dev/video3")
                try Self.expectKept(cameras, 3)
                daemon.kill()
            }
            try cameras.unplug(3)
            try cameras.plug(1)
            let daemon = try CameraDaemon(cameras, source: "v4l2:/dev/video1")
            try daemon.wait(for: "live")
            try Self.expectKept(cameras, 1)
            let controls = try daemon.controls()
            #expect(controls["brightness"]?["kept"] == .bool(true))
            // What is automatic again is no more kept.
            try daemon.set(["auto_exposure": .integer(3)])
            #expect(try daemon.controls()["exposure_time_absolute"]?["kept"] == .bool(false))
        }
    }

    private static func expectKept(_ cameras: FakeCameras, _ number: Int) throws {
        let there = try cameras.controls(number)
        #expect(
            there["brightness"] == -20 && there["auto_exposure"] == 1 && there["exposure_time_absolute"] == 150,
            "\(there)")
    }

    @Test
    func `two cameras have values of their own`() async throws {
        try await blocking {
            let cameras = try FakeCameras()
            let other = "/dev/v4l/by-id/usb-Other_Camera_0002-video-index0"
            try cameras.plug(0)
            try cameras.plug(1, "card=Other", link: other)
            let daemon = try CameraDaemon(cameras)
            try daemon.wait(for: "live")
            try daemon.set(["gain": .integer(40)])
            _ = try daemon.call("source.select", ["source": .string("v4l2:/dev/video1")])
            try daemon.wait(for: "live", at: "v4l2:/dev/video1")
            #expect(try daemon.controls()["gain"]?["value"] == .integer(0))
            try daemon.set(["gain": .integer(60)])
            for (number, link) in [(0, FakeCameras.link), (1, other)] {
                try cameras.unplug(number, link: link)
            }
            try daemon.wait(for: "offline")
            // Each is known by its link, whatever has its number now.
            try cameras.plug(0, "card=Other", link: other)
            try cameras.plug(1)
            try daemon.wait(for: "live", at: "v4l2:/dev/video0")
            #expect(try cameras.controls(0)["gain"] == 60)
            _ = try daemon.call("source.select", ["source": .string("v4l2:/dev/video1")])
            try daemon.wait(for: "live", at: "v4l2:/dev/video1")
            #expect(try cameras.controls(1)["gain"] == 40)
        }
    }
}
