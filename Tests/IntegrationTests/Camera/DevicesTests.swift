// `showtell devices` before fake cameras.

import Foundation
import Testing
import Wire

@Suite("The list of cameras", .serialized)
struct DevicesTests {
    private func devices(_ cameras: FakeCameras, _ words: String...) throws -> (code: Int32, text: String) {
        let program = try BuiltProgram(["devices"] + words, environment: cameras.environment)
        let text = program.rest()
        let end = program.end()
        return (end.code, text + end.errors)
    }

    @Test
    func `each camera is listed with its stable name, its modes and its controls`() async throws {
        try await blocking {
            let cameras = try FakeCameras()
            try cameras.plug(0, "card=Desk Camera", "formats=MJPG,YUYV", "sizes=1280x720,640x480", "rates=30,5")
            try cameras.plug(1, "node=metadata")
            let (code, text) = try devices(cameras)
            #expect(code == 0)
            for part in [
                "v4l2:/dev/video0  Desk Camera\n", "  v4l2:\(FakeCameras.link)\n", "  MJPG 1280x720 at 30\n",
                "  YUYV 640x480 at 30  (used)\n", "  YUYV 640x480 at 5\n",
                "  Gain: 0 (0 to 100, usually 0)\n", "usually 250; automatic)\n",
            ] { #expect(text.contains(part), "\(text)") }
            #expect(!text.contains("video1"), "\(text)")
        }
    }

    @Test
    func `as JSON the same is there for scripts`() async throws {
        try await blocking {
            let cameras = try FakeCameras()
            #expect(try JSON(parsing: Data(devices(cameras, "--json").text.utf8)).items.isEmpty)
            try cameras.plug(4, "fault=denied")
            try cameras.plug(2, "card=Desk Camera")
            let listed = try JSON(parsing: Data(devices(cameras, "--json").text.utf8)).items
            #expect(listed.map { $0["device"]?.text } == ["/dev/video2", "/dev/video4"])
            #expect(listed[0]["id"]?.text == FakeCameras.link && listed[0]["name"]?.text == "Desk Camera")
            #expect(listed[0]["used"]?["format"]?.text == "YUYV" && listed[0]["modes"]?.items.count == 8)
            let brightness = listed[0]["controls"]?.items.first { $0["name"]?.text == "Brightness" }
            #expect(brightness?["minimum"] == .integer(-64) && brightness?["value"] == .integer(0))
            #expect(listed[1]["problem"]?.text?.contains("no permission") == true && listed[1]["name"]?.text == nil)
        }
    }

    @Test
    func `without a camera that is said, and it is no failure`() async throws {
        try await blocking {
            let (code, text) = try devices(try FakeCameras())
            #expect(code == 0 && text == "showtell: there is no camera\n")
        }
    }
}
