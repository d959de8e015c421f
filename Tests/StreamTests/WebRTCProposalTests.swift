// Offers of ours: what is read of their answers, and that nothing in them can do harm.

import Foundation
import Stream
import Testing

@Suite struct WebRTCProposalTests {
    private let made = [
        "v=0", "o=- 1 0 IN IP4 0.0.0.0", "s=-", "t=0 0", "a=ice-options:trickle", "a=group:BUNDLE video0",
        "m=video 9 UDP/TLS/RTP/SAVPF 96 97", "a=mid:video0", "a=sendonly", "a=rtpmap:96 H264/90000",
        "a=rtpmap:97 rtx/90000", "a=fmtp:97 apt=96",
    ]

    /// As Janus writes them, shortened.
    private let answer = [
        "v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE video0", "a=ice-lite",
        "m=video 9 UDP/TLS/RTP/SAVPF 96 97", "c=IN IP4 192.0.2.7", "a=recvonly", "a=mid:video0", "a=rtcp-mux",
        "a=ice-ufrag:6kXq", "a=ice-pwd:0123456789abcdefghijklmn", "a=ice-options:trickle",
        "a=fingerprint:sha-256 " + Array(repeating: "AB", count: 32).joined(separator: ":"), "a=setup:active",
        "a=rtpmap:96 H264/90000", "a=fmtp:96 profile-level-id=42e01f;packetization-mode=1", "a=rtcp-fb:96 nack pli",
        "a=rtpmap:97 rtx/90000", "a=fmtp:97 apt=96",
        "a=candidate:1 1 udp 2015363327 192.0.2.7 40000 typ host", "a=candidate:2 1 udp 7 media.example 1 typ host",
        "a=x-secret:%n%n",
    ]

    private func reading(_ lines: [String], _ codec: VideoCodec = .h264) throws(WebRTCRefusal) -> [String] {
        try WebRTCProposal(made.joined(separator: "\r\n"), codec: codec).reading(lines.joined(separator: "\r\n"))
            .components(separatedBy: "\r\n")
    }

    private func refusal(_ lines: [String], _ codec: VideoCodec = .h264) -> String? {
        do throws(WebRTCRefusal) {
            _ = try reading(lines, codec)
            return nil
        } catch {
            return error.description
        }
    }

    @Test func `an offer has the profile that all know, and says nothing of candidates to come`() {
        let lines = WebRTCProposal(made.joined(separator: "\r\n"), codec: .h264).text.components(separatedBy: "\r\n")
        #expect(lines.contains("a=fmtp:96 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"))
        #expect(!lines.contains("a=ice-options:trickle") && lines.last == "")
        #expect(lines.filter { !$0.hasPrefix("a=fmtp:96") && !$0.isEmpty } == made.filter { !$0.contains("trickle") })
    }

    @Test func `an answer goes on as what was understood of it`() throws {
        let lines = try reading(answer)
        for line in [
            "m=video 9 UDP/TLS/RTP/SAVPF 96 97", "a=mid:video0", "a=recvonly", "a=setup:active", "a=ice-ufrag:6kXq",
            "a=rtcp-fb:96 nack pli", "a=fmtp:97 apt=96", "a=candidate:1 1 UDP 2015363327 192.0.2.7 40000 typ host",
        ] { #expect(lines.contains(line), "\(line)") }
        #expect(!lines.contains { $0.contains("example") || $0.contains("secret") })
    }

    @Test func `an answer that says no, or not enough, is refused with a sentence`() {
        func changed(_ old: String, _ new: String?) -> [String] {
            answer.compactMap { $0.hasPrefix(old) ? new : $0 }
        }
        #expect(refusal(changed("m=video", "m=video 0 UDP/TLS/RTP/SAVPF 96"))?.contains("declines") == true)
        #expect(refusal(changed("a=recvonly", "a=inactive"))?.contains("declines") == true)
        #expect(refusal(changed("a=recvonly", "a=sendonly"))?.contains("declines") == true)
        #expect(refusal(answer, .vp8)?.contains("VP8") == true)
        #expect(refusal(changed("a=setup", "a=setup:actpass"))?.contains("setup") == true)
        #expect(refusal(changed("a=fingerprint", nil))?.contains("fingerprint") == true)
        #expect(refusal(answer + ["m=audio 9 UDP/TLS/RTP/SAVPF 8", "a=mid:a"])?.contains("another offer") == true)
        #expect(refusal(["<html>"])?.contains("no session description") == true)
        #expect(refusal([])?.contains("no session description") == true)
        // Without a word on the direction it is both.
        #expect(refusal(changed("a=recvonly", nil)) == nil)
    }

    @Test func `changed answers are refused or understood, and nothing of them goes on unseen`() {
        var dice = Dice(state: 9725)
        for _ in 0..<2000 {
            let text = mutated(answer.joined(separator: "\r\n"), &dice)
            guard let lines = try? reading(text.components(separatedBy: "\r\n")) else { continue }
            #expect(lines.count < 45 && lines.allSatisfy { $0.utf8.allSatisfy { $0 >= 32 && $0 < 127 } }, "\(lines)")
        }
    }
}
