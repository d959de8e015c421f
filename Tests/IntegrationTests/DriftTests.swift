// A change of the light over the real socket.

import Client
import Foundation
import Testing
import Wire

@Suite("Drift over the socket", .serialized)
struct DriftTests {
    private static let seconds = 40
    private static let rate = 2

    /// A stage that is bright for some seconds and then dark for as long, as pictures.
    private func stage() throws -> String {
        let folder = try scratchFolder()
        let make = { (name: String, contrast: Double) in
            "gst-launch-1.0 -q videotestsrc num-buffers=1 pattern=smpte ! video/x-raw,width=320,height=240 ! videobalance "
                + "contrast=\(contrast) saturation=0.3 ! videoconvert ! pngenc ! filesink location='\(folder)/\(name)'; "
        }
        let shell = try Process.run(
            URL(fileURLWithPath: "/bin/sh"), arguments: ["-c", make("bright", 1) + make("dark", 0.6)])
        shell.waitUntilExit()
        try #require(shell.terminationStatus == 0)
        for number in 0..<2 * Self.seconds * Self.rate {
            let light = number < Self.seconds * Self.rate ? "bright" : "dark"
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder)/\(number).png", withDestinationPath: "\(folder)/\(light)")
        }
        return folder
    }

    @Test
    func `dark for 25 seconds is told, stands in the state, and is over 20 seconds after it is bright again`()
        async throws
    {
        let folder = try stage()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await withDaemon(source: "images:\(folder)?fps=\(Self.rate)", everyFrame: true) { daemon in
            try await daemon.live()
            try await blocking {
                let (client, other) = (
                    try ControlClient(socket: daemon.socket), try ControlClient(socket: daemon.socket)
                )
                _ = try client.call("subscribe", ["topics": .array([.string("prediction")])])
                while let position = try client.nextEvent()["position"]?.double, position > 1 {}
                _ = try client.call("teach.background", ["seconds": .number(2)])
                _ = try other.call("subscribe", ["topics": .array([.string("drift"), .string("state")])])
                var drifts: [JSON] = []
                while drifts.count < 2 {
                    let event = try other.nextEvent()
                    if event["topic"] == .string("drift") { drifts.append(event) }
                    // The state follows each notice, and has it while it stands.
                    guard event["topic"] == .string("state"), let last = drifts.last else { continue }
                    #expect(event["drift"]?.items.count == (last["over"] == nil ? 1 : 0))
                }
                #expect(drifts.map { $0["kind"]?.text } == ["light", "light"])
                #expect(drifts[0]["over"] == nil && drifts[1]["over"] == .bool(true))
                #expect((drifts[0]["distance"]?.double ?? 0) > (drifts[0]["threshold"]?.double ?? 1))
                #expect(drifts[0]["message"]?.text?.contains("teach the empty stage again") == true)
                #expect((drifts[0]["since"]?.double ?? 0) > 1e9)
            }
        }
    }
}
