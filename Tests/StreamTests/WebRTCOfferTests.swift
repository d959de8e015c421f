// Offers: what is read of them, and that nothing in them can do harm.

import Foundation
import Stream
import Testing

/// An offer of Chromium's for these sections.
func chromiumOffer(_ sections: String) throws -> String {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Offers")
    return try String(contentsOf: folder.appending(path: "chromium-\(sections).sdp"), encoding: .utf8)
}

/// A generator whose numbers are the same in every run (SplitMix64).
struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// An offer with something wrong in it: bytes changed, lines lost, doubled, exchanged or made long.
func mutated(_ offer: String, _ dice: inout Dice) -> String {
    var lines = offer.components(separatedBy: "\r\n")
    for _ in 0..<Int.random(in: 1...4, using: &dice) {
        let one = lines.indices.randomElement(using: &dice) ?? 0
        let other = lines.indices.randomElement(using: &dice) ?? 0
        switch Int.random(in: 0..<7, using: &dice) {
        case 0: if lines.count > 2 { lines.remove(at: one) }
        case 1: lines.insert(lines[other], at: one)
        case 2: lines.swapAt(one, other)
        case 3: lines[one] += String(repeating: "x", count: Int.random(in: 1...9000, using: &dice))
        case 4: lines[one] = String(lines[one].prefix(Int.random(in: 0...20, using: &dice)))
        case 5:
            let odd = ["-1", "0", "4294967296", "99999999999999999999", "::1", "%n%s", "\u{0}", "é", "\n", ""]
            var words = lines[one].components(separatedBy: " ")
            words[words.indices.randomElement(using: &dice) ?? 0] = odd.randomElement(using: &dice) ?? ""
            lines[one] = words.joined(separator: " ")
        default:
            var bytes = Array(lines[one].utf8)
            guard let place = bytes.indices.randomElement(using: &dice) else { continue }
            bytes[place] = UInt8.random(in: 0...255, using: &dice)
            lines[one] = String(decoding: bytes, as: UTF8.self)
        }
    }
    return lines.joined(separator: "\r\n")
}

@Suite struct WebRTCOfferTests {
    private func refusal(_ text: String, for codec: VideoCodec = .h264) -> WebRTCRefusal? {
        do throws(WebRTCRefusal) {
            _ = try WebRTCOffer(text, for: codec)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: ["video", "audio-video", "video-audio", "video-data"])
    func `the video of a browser's offer is found, with its best H.264`(sections: String) throws {
        let offer = try WebRTCOffer(try chromiumOffer(sections), for: .h264)
        #expect(offer.sections[offer.place].media == "video")
        #expect(offer.sections.map(\.media).count == sections.split(separator: "-").count)
        #expect(offer.format.profile == "42e01f" && offer.format.payload == 108 && offer.format.retransmission == 109)
        #expect(offer.format.feedback == ["nack", "nack pli", "ccm fir"] && offer.isBundled)
        #expect(try WebRTCOffer(try chromiumOffer(sections), for: .vp8).format.payload == 96)
    }

    @Test func `an answer has a section for each of the offer's, and says yes to the video only`() throws {
        let offer = try WebRTCOffer(try chromiumOffer("audio-video"), for: .h264)
        let made = "v=0\r\no=- 1 0 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 1\r\n"
        let section = "m=video 9 UDP/TLS/RTP/SAVPF 108 109\r\na=mid:1\r\na=fmtp:108 packetization-mode=1\r\n"
        let lines = try #require(offer.answer(from: made + section)).components(separatedBy: "\r\n")
        let sections = ["m=audio 0 UDP/TLS/RTP/SAVPF 111", "m=video 9 UDP/TLS/RTP/SAVPF 108 109"]
        #expect(lines.filter { $0.hasPrefix("m=") } == sections)
        #expect(lines.contains("a=mid:0") && lines.contains("a=inactive"))
        #expect(lines.contains("a=fmtp:108 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"))
        #expect(lines.filter { $0.hasPrefix("a=fmtp:108") }.count == 1)
        #expect(offer.answer(from: made + section.replacing("video 9", with: "video 0")) == nil)
        #expect(offer.answer(from: made) == nil)
    }

    @Test func `a player that knows how is told to show pictures at once`() throws {
        let text = try chromiumOffer("video")
        let uri = "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"
        let made = "v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 108\r\na=mid:0\r\n"
        let offer = try WebRTCOffer(text, for: .h264)
        #expect(offer.playoutDelay == 5)
        #expect(offer.answer(from: made)?.contains("a=extmap:5 \(uri)\r\n") == true)
        for (word, number) in [("14", 14), ("7/recvonly", 7), ("7/sendrecv", 7)] {
            let offer = try WebRTCOffer(text.replacing("extmap:5 ", with: "extmap:\(word) "), for: .h264)
            #expect(offer.playoutDelay == number)
        }
        for word in ["0", "15", "-1", "5/sendonly", "5/", "/", "x"] {
            let offer = try WebRTCOffer(text.replacing("extmap:5 ", with: "extmap:\(word) "), for: .h264)
            #expect(offer.playoutDelay == nil && offer.answer(from: made)?.contains("extmap") == false, "\(word)")
        }
    }

    @Test func `what cannot be answered is refused with the reason`() throws {
        let offer = try chromiumOffer("video")
        #expect(refusal("")?.kind == .malformed)
        #expect(refusal("hello")?.description.contains("no session description") == true)
        #expect(refusal("v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n")?.kind == .malformed)
        #expect(refusal(offer + String(repeating: "a=x\r\n", count: 14_000))?.description.contains("65536") == true)
        #expect(refusal(offer + String(repeating: "m=audio 9 RTP/SAVPF 0\r\n", count: 16))?.kind == .malformed)
        #expect(try refusal(chromiumOffer("audio"))?.description.contains("recvonly") == true)
        for direction in ["sendrecv", "sendonly", "inactive"] {
            #expect(refusal(offer.replacing("a=recvonly", with: "a=\(direction)"))?.kind == .unusable)
        }
        let other = offer.replacing("packetization-mode=1", with: "packetization-mode=0")
        #expect(refusal(other)?.description.contains("packetization-mode=1") == true)
        #expect(refusal(other, for: .vp8) == nil)
        for name in ["ice-ufrag", "ice-pwd", "fingerprint", "setup", "mid", "rtcp-mux"] {
            #expect(refusal(offer.replacing("a=\(name)", with: "a=x-\(name)"))?.kind == .unusable, "\(name)")
        }
    }

    @Test func `candidates are addresses only, and sixteen of them at most`() throws {
        let good = (1...30).map { number in
            "a=candidate:\(number) 1 udp 2122260223 192.0.2.\(number) 50\(number + 10) typ srflx raddr 0.0.0.0 rport 0"
        }
        let bad = [
            "a=candidate:1 1 udp 1 b7a1e0ff-0000-4000-8000-000000000000.local 5000 typ host",
            "a=candidate:1 1 tcp 1 192.0.2.9 9 typ host tcptype active",
            "a=candidate:1 2 udp 1 192.0.2.9 5000 typ host",
            "a=candidate:1 1 udp 1 192.0.2.9 0 typ host", "a=candidate:1 1 udp 1 evil.example 5000 typ host",
            "a=candidate:",
        ]
        let text = try chromiumOffer("video") + (bad + good).map { $0 + "\r\n" }.joined()
        let candidates = try WebRTCOffer(text, for: .h264).transport.candidates
        #expect(candidates.count == 16)
        #expect(candidates.first == "candidate:1 1 UDP 2122260223 192.0.2.1 5011 typ host")
    }

    @Test func `no change of an offer does harm, and nothing unseen goes on to GStreamer`() throws {
        let allowed =
            #/
            (v|s|t|o|c)=[-0-9A-Za-z.\ ]*
            | m=video\ 9\ UDP/TLS/RTP/SAVPF\ \d{1,3}(\ \d{1,3})?
            | a=(group|rtcp|ice-ufrag|ice-pwd|fingerprint|setup|mid|recvonly|rtcp-mux|rtcp-rsize|rtpmap|rtcp-fb|fmtp|candidate)
              (:[-0-9A-Za-z.:;=+\/_\ ]*)?
            /#
        var dice = Dice(state: 57)
        var accepted = 0
        let offers = try ["video", "audio-video", "video-audio", "video-data"].map(chromiumOffer)
        for round in 0..<1200 {
            let text = mutated(offers[round % offers.count], &dice)
            guard let offer = try? WebRTCOffer(text, for: round.isMultiple(of: 2) ? .h264 : .vp8) else { continue }
            accepted += 1
            let lines = offer.text.components(separatedBy: "\r\n").dropLast()
            #expect(lines.allSatisfy { $0.wholeMatch(of: allowed) != nil }, "\(offer.text)")
            #expect(lines.count < 60 && offer.text.utf8.count < 8192)
        }
        // Most changes hit lines that do not matter; some must not.
        #expect((200..<1190).contains(accepted), "\(accepted)")
    }
}
