// The film: which encoder works, and what it makes of pictures.

import Foundation
import Imaging
import Stream
import Synchronization
import Testing

/// Access units as they come.
private final class Reel: Sendable {
    private let units = Mutex<[AccessUnit]>([])
    var all: [AccessUnit] { units.withLock { $0 } }
    func add(_ unit: AccessUnit) { units.withLock { $0.append(unit) } }
}

@Suite struct VideoTests {
    private static let software = VideoEncoderKind.all.filter { !$0.isHardware }

    private func rendition(_ kinds: [VideoEncoderKind] = software) -> (VideoRendition, Mutexed<[String]>) {
        let said = Mutexed<[String]>([])
        let rendition = VideoRendition(kinds: kinds) { sentence, _ in said.change { $0.append(sentence) } }
        rendition.chooseEncoder()
        return (rendition, said)
    }

    private func picture(_ shade: UInt8, width: Int = 320, height: Int = 240) -> Picture {
        let picture = Picture(width: width, height: height)
        picture.withBytes { bytes in
            for place in bytes.indices { bytes[place] = shade &+ UInt8(truncatingIfNeeded: place / 97) }
        }
        return picture
    }

    /// Shows pictures a thirtieth of a second apart, each when the one before has come back.
    private func show(
        _ frames: ClosedRange<Int>, width: Int = 320, height: Int = 240, in rendition: VideoRendition, _ reel: Reel
    ) async throws {
        for frame in frames {
            let before = reel.all.count
            rendition.encode(
                .picture(picture(UInt8(truncatingIfNeeded: 3 * frame), width: width, height: height)),
                frame: Int64(frame),
                captured: UInt64(frame) * 33_333_333)
            for _ in 0..<400 where reel.all.count == before { try await Task.sleep(for: .milliseconds(5)) }
        }
    }

    @Test(arguments: software)
    func `each encoder of the processor works here and makes what it says`(kind: VideoEncoderKind) async throws {
        let (rendition, said) = rendition([kind])
        #expect(rendition.kind == kind)
        #expect(said.value == ["video is coded as \(kind.codec.rawValue) by \(kind.name)"])
        let reel = Reel()
        _ = rendition.join { reel.add($0) }
        try await show(1...10, in: rendition, reel)
        let units = reel.all
        #expect(units.map(\.frame) == Array(1...10) && units.map(\.captured) == (1...10).map { $0 * 33_333_333 })
        #expect(units.first?.isKey == true && units.dropFirst().allSatisfy { !$0.isKey })
        let name = try #require(units.first?.codecName)
        // Constrained baseline, which every browser decodes.
        #expect(kind.codec == .h264 ? name.hasPrefix("avc1.42") && name.count == 11 : name == "vp8")
        if kind.codec == .h264 {
            #expect(units.allSatisfy { unit in unit.withBytes { Array($0.prefix(3)) } == [0, 0, 0] })
        }
    }

    @Test func `nobody watches and nothing is coded; who joins gets a key frame first`() async throws {
        let (rendition, _) = rendition()
        #expect(!rendition.isWanted)
        let (first, second) = (Reel(), Reel())
        let number = rendition.join { first.add($0) }
        #expect(rendition.isWanted)
        try await show(1...20, in: rendition, first)
        _ = rendition.join { second.add($0) }
        try await show(21...25, in: rendition, first)
        #expect(second.all.first?.isKey == true)
        #expect(second.all.first?.frame == first.all.last { $0.isKey }?.frame, "both see the same pictures")
        rendition.leave(number)
        try await show(26...27, in: rendition, second)
        #expect(first.all.last?.frame == 25)
    }

    @Test func `many requests for a key frame are one, and one every half second at the most`() async throws {
        let (rendition, _) = rendition()
        let reel = Reel()
        _ = rendition.join { reel.add($0) }
        for frame in 1...60 {
            for _ in 0..<5 { rendition.requestKeyFrame() }
            try await show(frame...frame, in: rendition, reel)
        }
        let keys = reel.all.filter(\.isKey).map(\.captured)
        // Two seconds of film.
        #expect((4...5).contains(keys.count), "\(keys)")
        #expect(zip(keys, keys.dropFirst()).allSatisfy { $1 - $0 >= 500_000_000 })
    }

    @Test func `another size begins anew with a key frame, and an odd one loses a pixel`() async throws {
        let (rendition, _) = rendition()
        let reel = Reel()
        _ = rendition.join { reel.add($0) }
        try await show(1...3, in: rendition, reel)
        try await show(4...6, width: 641, height: 479, in: rendition, reel)
        #expect(reel.all.map(\.frame) == Array(1...6))
        let first = try #require(reel.all.first { $0.frame == 4 })
        #expect(first.isKey && first.size == (641, 479))
        #expect(first.codecName != nil)
    }

    @Test func `a frame is coded as its source gave it, and a picture of the house's own after it`() async throws {
        let scratch = try Scratch()
        let film = Show(.file(path: try scratch.film("a.mkv", frames: 12)), everyFrame: true)
        let (rendition, _) = rendition()
        let reel = Reel()
        _ = rendition.join { reel.add($0) }
        for number in 1...3 {
            let frame = try await film.frame()
            let raw = try #require(frame.raw, "a film's decoder gives frames that an encoder understands")
            rendition.encode(.raw(raw), frame: Int64(number), captured: UInt64(number) * 33_333_333)
            try #require(await eventually { reel.all.count == number })
        }
        try await show(4...6, width: 322, height: 242, in: rendition, reel)
        #expect(reel.all.map(\.frame) == Array(1...6))
        #expect(reel.all.allSatisfy { $0.size == (322, 242) })
        #expect(reel.all.first?.isKey == true)
    }

    @Test func `a film has the size of the frames, also where the source calls its pixels oblong`() async throws {
        let scratch = try Scratch()
        try scratch.launch(
            "videotestsrc num-buffers=12 ! video/x-raw,format=I420,width=320,height=240,framerate=30/1,"
                + "pixel-aspect-ratio=16/11 ! jpegenc ! matroskamux ! filesink location=oblong.mkv")
        let film = Show(.file(path: "\(scratch.path)/oblong.mkv"), everyFrame: true)
        let frame = try await film.frame()
        #expect(frame.picture.width == 320 && frame.picture.height == 240)
        let (rendition, _) = rendition()
        let reel = Reel()
        _ = rendition.join { reel.add($0) }
        rendition.encode(.raw(try #require(frame.raw)), frame: 1, captured: 33_333_333)
        try #require(await eventually { reel.all.count == 1 })
        let bytes = try #require(reel.all.first?.withBytes { Data($0) })
        try bytes.write(to: URL(filePath: "\(scratch.path)/one.h264"))
        // It fails when the size is another one.
        try scratch.launch(
            "filesrc location=one.h264 ! h264parse ! video/x-h264,width=320,height=240,pixel-aspect-ratio=1/1 ! fakesink"
        )
    }

    @Test func `an encoder that is not there is passed over, and said`() {
        let missing = VideoEncoderKind.all.filter(\.isHardware)
        let (chosen, refused) = VideoEncoderKind.firstWorking(of: missing + Self.software)
        // A machine with such hardware chooses it.
        if chosen?.isHardware != true { #expect(refused.count == missing.count && chosen == Self.software.first) }
        let (rendition, said) = rendition([])
        #expect(rendition.kind == nil && !rendition.isWanted)
        #expect(said.value.first?.hasPrefix("there is no video") == true)
    }
}

/// A value behind a lock.
final class Mutexed<Value: Sendable>: Sendable {
    private let kept: Mutex<Value>
    init(_ value: Value) { kept = Mutex(value) }
    var value: Value { kept.withLock { $0 } }
    func change(_ body: (inout sending Value) -> Void) { kept.withLock { body(&$0) } }
}
