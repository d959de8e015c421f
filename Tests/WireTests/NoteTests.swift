// What is said of a picture that arrives by itself.

import Foundation
import Testing
import Wire

@Suite struct NoteTests {
    @Test func `a note has the times by which its picture is known`() throws {
        let note = FrameNote(
            frame: 7, said: nil, taught: false, region: WireRegion(x: 0, y: 0, width: 1, height: 1), boxes: [], fps: 30)
        let event = Event(
            subscription: 1, topic: .note, sequence: 2, dropped: 0,
            fields: TimedNote(note, captured: 50_000_000_000_000))
        let json = try #require(try JSON(parsing: try Line.event(event))["params"])
        #expect(json["frame"] == .integer(7) && json["captured_ns"] == .integer(50_000_000_000_000))
        #expect(json["rtp_timestamp"] == .integer(4_500_000_000 - 4_294_967_296))
        #expect(json["said"] == .null && json["fps"] != nil && json["message"] == nil)
    }

    @Test(
        arguments: [
            (0, 0), (11_111, 0), (11_112, 1), (1_000_000_000, 90_000), (47_721_858_844_444, 4_294_967_295),
            (47_721_858_844_445, 0), (UInt64.max, 243_266_947),
        ] as [(UInt64, UInt32)])
    func `ticks are counted as GStreamer counts them`(nanoseconds: UInt64, ticks: UInt32) {
        #expect(TimedNote.rtpTimestamp(nanoseconds) == ticks)
    }
}
