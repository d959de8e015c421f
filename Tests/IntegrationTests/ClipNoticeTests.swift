// What the daemon says unasked of the built-in clip, over and over: nothing, because nothing lasting happens in it.

import Client
import Foundation
import Testing
import Wire

@Suite("Notices on the built-in clip", .serialized)
struct ClipNoticeTests {
    private static let laps = 5.0

    @Test
    func `its wandering lamp and its things raise no alarm, and hardly a frame is taken for a cut`() async throws {
        try await withDaemon(source: "file:\(clip)", everyFrame: true) { daemon in
            try await blocking {
                let client = try ControlClient(socket: daemon.socket)
                let topics: [JSON] = [.string("prediction"), .string("drift"), .string("ask")]
                _ = try client.call("subscribe", ["topics": .array(topics)])
                // The stage is empty for the first two seconds of the film.
                while let position = try client.nextEvent()["position"]?.double, position > 0.25 {}
                _ = try client.call("teach.background", ["seconds": .number(0.8)])
                while let position = try client.nextEvent()["position"]?.double, position < 4 || position > 5 {}
                _ = try client.call("teach", ["category": .string("mug"), "count": .integer(3)])
                var (frames, unsmoothed, last) = (0, 0, 0.0)
                var notices: [JSON] = []
                while last < Self.laps {
                    let event = try client.nextEvent()
                    guard event["topic"] == .string("prediction") else {
                        notices.append(event)
                        continue
                    }
                    last = event["lap"]?.double ?? 0
                    frames += 1
                    // To the last bit as the frame alone was judged: the averages have just begun anew.
                    if event["confidence"] == event["raw"]?["confidence"] { unsmoothed += 1 }
                }
                print("\(frames) frames: \(notices.count) notices, \(unsmoothed) frames by themselves")
                #expect(notices.isEmpty, "\(notices)")
                #expect(frames > 4000 && unsmoothed <= 4 * Int(Self.laps))
            }
        }
    }
}
