// An encoder that breaks while it runs, caused for real: an element in its pipeline ends after so many pictures.

import Foundation
import Imaging
import Stream
import Synchronization
import Testing

extension VideoEncoderKind {
    private static let x264 = """
        x264enc tune=zerolatency speed-preset=ultrafast key-int-max=120 bframes=0 threads=1 byte-stream=true \
        vbv-buf-capacity=250
        """

    /// A sound encoder behind an element that reports an error with its picture of a number.
    static func breaking(after count: Int, _ name: String = "breaking") -> Self {
        .init(name) { "identity error-after=\(count) ! \(x264) bitrate=\($0)" }
    }

    /// One that takes pictures for ever and gives nothing back after so many, without a word.
    static func silent(after count: Int) -> Self {
        .init("silent") { "identity eos-after=\(count) ! \(x264) bitrate=\($0)" }
    }

    /// VP8 by software.
    static let vp8 = all.filter { $0.codec == .vp8 }
    /// H.264 by the first software encoder.
    static let sound = all.filter { $0.codec == .h264 && !$0.isHardware }.prefix(1)
}

@Suite struct EncoderFailureTests {
    /// Access units as they come.
    private final class Reel: Sendable {
        private let units = Mutex<[AccessUnit]>([])
        var all: [AccessUnit] { units.withLock { $0 } }
        func add(_ unit: AccessUnit) { units.withLock { $0.append(unit) } }
    }

    private func rendition(
        _ kinds: [VideoEncoderKind], pause: Duration = .seconds(60)
    ) -> (VideoRendition, Mutexed<[String]>) {
        let said = Mutexed<[String]>([])
        let rendition = VideoRendition(kinds: kinds, pause: pause) { sentence, _ in said.change { $0.append(sentence) }
        }
        rendition.chooseEncoder()
        return (rendition, said)
    }

    /// Shows pictures a thirtieth of a second of film apart, each soon after the one before has come back.
    private func show(_ frames: ClosedRange<Int>, in rendition: VideoRendition, _ reel: Reel) async throws {
        for frame in frames {
            let before = reel.all.count
            let picture = Picture(width: 320, height: 240)
            picture.withBytes { bytes in
                for place in bytes.indices { bytes[place] = UInt8(truncatingIfNeeded: 3 * frame + place / 97) }
            }
            rendition.encode(.picture(picture), frame: Int64(frame), captured: UInt64(frame) * 33_333_333)
            for _ in 0..<20 where reel.all.count == before { try await Task.sleep(for: .milliseconds(5)) }
        }
    }

    /// What every watcher relies on, whatever happens.
    private func expectFilm(_ units: [AccessUnit], lostAtMost lost: Int, of frames: Int) throws {
        #expect(units.count >= frames - lost, "\(units.count) of \(frames)")
        #expect(zip(units, units.dropFirst()).allSatisfy { $0.captured < $1.captured })
        // After a gap there is a key frame, which says what it is coded in.
        #expect(units.first?.isKey == true)
        #expect(zip(units, units.dropFirst()).allSatisfy { $1.frame == $0.frame + 1 || $1.isKey })
        #expect(units.filter(\.isKey).allSatisfy { $0.codecName != nil })
    }

    @Test func `the next encoder takes over with a key frame, and it is said`() async throws {
        let (rendition, said) = rendition([.breaking(after: 40)] + VideoEncoderKind.sound)
        #expect(rendition.kind?.name == "breaking")
        let (reel, other) = (Reel(), Reel())
        for reel in [reel, other] { _ = rendition.join { reel.add($0) } }
        try await show(1...80, in: rendition, reel)
        try expectFilm(reel.all, lostAtMost: 4, of: 80)
        #expect(reel.all.filter(\.isKey).count == 2 && reel.all.last?.frame == 80)
        #expect(other.all.map(\.frame) == reel.all.map(\.frame), "everybody sees on")
        #expect(rendition.kind == VideoEncoderKind.sound.first)
        #expect(said.value.count == 2, "\(said.value)")
        #expect(said.value.last?.hasPrefix("breaking has failed: ") == true)
        #expect(said.value.last?.hasSuffix("; \(VideoEncoderKind.sound[0].name) goes on") == true)
    }

    @Test func `one that gives nothing back any more gives way, too`() async throws {
        let (rendition, said) = rendition([.silent(after: 40)] + VideoEncoderKind.sound)
        let reel = Reel()
        _ = rendition.join { reel.add($0) }
        try await show(1...45, in: rendition, reel)
        #expect(rendition.kind?.name == "silent")
        try await show(46...130, in: rendition, reel)
        try expectFilm(reel.all, lostAtMost: 64, of: 130)
        #expect(reel.all.last?.frame == 130)
        #expect(said.value.last?.hasPrefix("silent has given nothing back for 60 pictures; ") == true, "\(said.value)")
    }

    @Test func `one after the other fails, and the film goes on with the last`() async throws {
        let (rendition, said) = rendition(
            [.breaking(after: 35, "first"), .breaking(after: 40, "second")] + VideoEncoderKind.vp8)
        let reel = Reel()
        _ = rendition.join { reel.add($0) }
        try await show(1...100, in: rendition, reel)
        try expectFilm(reel.all, lostAtMost: 8, of: 100)
        #expect(reel.all.last?.codec == .vp8 && reel.all.last?.frame == 100)
        #expect(reel.all.first { $0.codec == .vp8 }?.isKey == true)
        #expect(said.value.count == 3, "\(said.value)")
    }

    @Test func `the last one gets another chance, then there is no video, and later all are tried again`() async throws
    {
        let (rendition, said) = rendition([.breaking(after: 40)], pause: .milliseconds(800))
        let reel = Reel()
        _ = rendition.join { reel.add($0) }
        try await show(1...60, in: rendition, reel)
        #expect(rendition.kind != nil && rendition.fault == nil)
        #expect(said.value.last?.hasSuffix("; breaking goes on") == true)
        // Each picture that does not come back is waited for: no more of them than the pause is long.
        try await show(61...86, in: rendition, reel)
        #expect(rendition.kind == nil && !rendition.isWanted)
        #expect(rendition.fault?.hasPrefix("video cannot be coded at present: breaking has failed: ") == true)
        #expect(said.value.last?.contains("there is no video, only single pictures") == true)
        try expectFilm(reel.all, lostAtMost: 10, of: 86)
        for _ in 0..<400 where rendition.kind == nil { try await Task.sleep(for: .milliseconds(10)) }
        #expect(rendition.kind?.name == "breaking" && rendition.fault == nil)
        let before = reel.all.count
        try await show(101...110, in: rendition, reel)
        #expect(reel.all.count == before + 10 && reel.all[before].isKey)
        #expect(said.value.last == "video is coded as H.264 by breaking")
    }
}
