// Viewers over WebRTC whose other end is missing: what is answered, and that they go.

import Foundation
import Stream
import Synchronization
import Testing

@Suite(.serialized) struct WebRTCPeerTests {
    private func rendition() -> VideoRendition {
        let rendition = VideoRendition(kinds: VideoEncoderKind.all.filter { !$0.isHardware }) { _, _ in }
        rendition.chooseEncoder()
        return rendition
    }

    /// Counts what has ended.
    private final class Ends: Sendable {
        private let counted = Atomic(0)
        var count: Int { counted.load(ordering: .relaxed) }
        func note() { counted.wrappingAdd(1, ordering: .relaxed) }

        func reach(_ wanted: Int) async throws -> Bool {
            for _ in 0..<500 where count < wanted { try await Task.sleep(for: .milliseconds(10)) }
            return count == wanted
        }
    }

    @Test func `an offer is answered with candidates, its own source and a word on each section`() async throws {
        let ends = Ends()
        let peer = try await WebRTCPeer.connect(try chromiumOffer("audio-video"), to: rendition(), ended: ends.note)
        let lines = peer.answer.components(separatedBy: "\r\n")
        #expect(lines.contains("a=sendonly") && lines.contains { $0.hasPrefix("a=candidate:") })
        #expect(lines.filter { $0.hasPrefix("m=") }.count == 2 && lines.contains { $0.hasPrefix("m=audio 0 ") })
        // Two sources: the film's and that of packets that are sent again.
        #expect(Set(lines.filter { $0.hasPrefix("a=ssrc:") }.compactMap { $0.split(separator: " ").first }).count == 2)
        #expect(lines.contains { $0.hasPrefix("a=fmtp:108 ") && $0.contains("profile-level-id=42e01f") })
        #expect(lines.contains("a=group:BUNDLE 1"))
        #expect(!lines.contains { $0.hasPrefix("a=candidate:") && $0.contains(" TCP ") })
        peer.close()
        peer.close()
        #expect(try await ends.reach(1))
    }

    @Test func `who never connects is sent away`() async throws {
        let ends = Ends()
        let peer = try await WebRTCPeer.connect(
            try chromiumOffer("video"), to: rendition(), patience: .init(connecting: .seconds(1)), ended: ends.note)
        #expect(ends.count == 0)
        #expect(try await ends.reach(1))
        withExtendedLifetime(peer) {}
    }

    @Test func `many come and go and leave nothing`() async throws {
        let rendition = rendition()
        func round(_ count: Int) async throws {
            let ends = Ends()
            for _ in 0..<count {
                let peer = try await WebRTCPeer.connect(try chromiumOffer("video"), to: rendition, ended: ends.note)
                peer.close()
            }
            #expect(try await ends.reach(count))
        }
        func descriptors() throws -> Int { try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count }
        try await round(3)
        let before = try descriptors()
        try await round(20)
        var after = try descriptors()
        for _ in 0..<100 where after > before {
            try await Task.sleep(for: .milliseconds(20))
            after = try descriptors()
        }
        #expect(after <= before)
    }

    @Test func `GStreamer answers changed offers or refuses them, and lives`() async throws {
        let rendition = rendition()
        var dice = Dice(state: 2026)
        let (offer, ends) = (try chromiumOffer("video-audio"), Ends())
        var answered = 0
        for _ in 0..<30 {
            let peer: WebRTCPeer?
            do {
                peer = try await WebRTCPeer.connect(mutated(offer, &dice), to: rendition, ended: ends.note)
            } catch {
                peer = nil
                #expect(error.kind != .failed, "\(error)")
            }
            guard let peer else { continue }
            #expect(peer.answer.hasPrefix("v=0\r\n"))
            answered += 1
            peer.close()
        }
        #expect(answered > 5)
        #expect(try await ends.reach(answered))
    }

    @Test func `without an encoder nobody is let in`() async throws {
        let none = VideoRendition(kinds: []) { _, _ in }
        none.chooseEncoder()
        let offer = try chromiumOffer("video")
        await #expect(throws: WebRTCRefusal.self) { _ = try await WebRTCPeer.connect(offer, to: none) {} }
    }

    @Test func `where VP8 is coded, VP8 is answered`() async throws {
        let rendition = VideoRendition(kinds: VideoEncoderKind.all.filter { $0.codec == .vp8 }) { _, _ in }
        rendition.chooseEncoder()
        let peer = try await WebRTCPeer.connect(try chromiumOffer("video"), to: rendition) {}
        #expect(peer.answer.contains("a=rtpmap:96 VP8/90000"))
        peer.close()
    }
}
