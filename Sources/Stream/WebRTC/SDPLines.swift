// A session description (RFC 8866) line by line. Whoever can reach the port may send one, so everything is checked and
// nothing is taken over unseen.

import Foundation

/// The lines of a section, or those before the first one.
struct SDPLines {
    private static let mostBytes = 65_536
    private static let mostSections = 16
    private static let mostCandidates = 16

    var all: [Substring] = []

    /// Cuts a text into the lines before the first section, and the sections.
    ///
    /// - Parameter what: how people call the text.
    /// - Throws: a sentence when the text is no session description.
    static func cut(_ text: String, _ what: String) throws(WebRTCRefusal) -> (session: Self, sections: [Self]) {
        guard text.utf8.count <= mostBytes else {
            throw WebRTCRefusal(.malformed, "an \(what) has at most \(mostBytes) bytes")
        }
        let lines = text.split(omittingEmptySubsequences: true, whereSeparator: \.isNewline)
        let isSound = lines.allSatisfy { line in
            line.utf8.count >= 2 && line.utf8.dropFirst().first == UInt8(ascii: "=")
                && line.utf8.allSatisfy { $0 >= 32 && $0 != 127 }
        }
        guard lines.first == "v=0", isSound else {
            throw WebRTCRefusal(.malformed, "the body is no session description, which begins with the line v=0")
        }
        var pieces = [Self()]
        for line in lines {
            if line.hasPrefix("m=") { pieces.append(Self()) }
            pieces[pieces.count - 1].all.append(line)
        }
        guard pieces.count > 1, pieces.count <= mostSections + 1, pieces.dropFirst().allSatisfy(\.isSound) else {
            throw WebRTCRefusal(.malformed, "the \(what) has no sections, too many, or one that cannot be read")
        }
        return (pieces[0], Array(pieces.dropFirst()))
    }

    /// What the attributes of a name say.
    func values(_ name: String) -> [Substring] {
        all.compactMap { $0.hasPrefix("a=\(name):") ? $0.dropFirst(name.utf8.count + 3) : nil }
    }

    /// The number by which packets carry an extension (RFC 8285); nil when it is not wanted, or only in long headers.
    func number(ofExtension uri: String) -> Int? {
        for words in values("extmap").map({ $0.split(separator: " ") }) where words.count >= 2 && words[1] == uri {
            let parts = words[0].split(separator: "/", omittingEmptySubsequences: false)
            let isWanted = parts.count == 1 || parts[1] == "recvonly" || parts[1] == "sendrecv"
            if isWanted, let number = parts.first.flatMap({ Int($0) }), (1...14).contains(number) { return number }
        }
        return nil
    }

    func has(_ flag: String) -> Bool { all.contains { $0 == "a=\(flag)" } }

    /// The words of the first line: medium, port, protocol, formats.
    private var head: [Substring] { all.first.map { $0.dropFirst(2).split(separator: " ") } ?? [] }

    /// Whether its first line can be repeated in an answer.
    var isSound: Bool {
        let head = head
        guard head.count >= 4, ["audio", "video", "application", "text"].contains(head[0]) else { return false }
        return UInt16(head[1]) != nil && head[2].isToken(most: 40, also: "/") && head[3].isToken(most: 40)
            && (values("mid").first?.isToken(most: 32) ?? true)
    }

    var name: String? { values("mid").first.map(String.init) }

    var summary: WebRTCOffer.Section {
        let head = head.map(String.init)
        return .init(media: head[0], transport: head[2], format: head[3], name: name)
    }

    /// Whether it offers to receive video.
    var isVideoToReceive: Bool {
        // A section with port 0 is one that was given up, or one that shares another's transport.
        isVideo && has("recvonly") && (!isDeclined || has("bundle-only"))
    }

    var isVideo: Bool { head[0] == "video" && head[2] == "UDP/TLS/RTP/SAVPF" }

    /// Whether its port is 0: in an answer that means no.
    var isDeclined: Bool { head[1] == "0" }

    /// Whether a group of the session has it share a transport (RFC 9143).
    func isBundled(in session: SDPLines) -> Bool {
        let name = name ?? ""
        return session.values("group").contains { group in
            group.hasPrefix("BUNDLE ") && group.split(separator: " ").dropFirst().contains { $0 == name }
        }
    }

    private var payloads: [Int] { head.dropFirst(3).compactMap { Int($0) }.filter { (0...127).contains($0) } }

    /// The format of a payload type that was offered; nil when it is not taken.
    func format(of payload: Int, for codec: VideoCodec) -> WebRTCOffer.Format? {
        let payloads = payloads
        guard payloads.contains(payload), map(payload) == "\(codec.encodingName)/90000".lowercased() else { return nil }
        return format(payload, profile: nil, among: payloads)
    }

    /// The best format in a codec that can be sent.
    func format(for codec: VideoCodec) -> WebRTCOffer.Format? {
        let payloads = payloads
        let coded = payloads.filter { payload in
            map(payload) == "\(codec.encodingName)/90000".lowercased()
        }
        switch codec {
        case .vp8: return coded.first.map { format($0, profile: nil, among: payloads) }
        case .h264:
            let known = coded.compactMap { payload -> (payload: Int, profile: String, rank: Int)? in
                let parameters = parameters(payload)
                // Without a word on it, the profile is baseline (RFC 6184, section 8.1).
                let profile = parameters["profile-level-id"] ?? "42001f"
                guard parameters["packetization-mode"] == "1", let rank = Self.rank(profile) else { return nil }
                return (payload, profile, rank)
            }
            return known.min { $0.rank < $1.rank }.map { format($0.payload, profile: $0.profile, among: payloads) }
        }
    }

    private func format(_ payload: Int, profile: String?, among payloads: [Int]) -> WebRTCOffer.Format {
        let retransmission = payloads.first { map($0) == "rtx/90000" && parameters($0)["apt"] == "\(payload)" }
        let wished = values("rtcp-fb").map(String.init)
        let feedback = ["nack", "nack pli", "ccm fir"].filter { kind in
            wished.contains("\(payload) \(kind)") || wished.contains("* \(kind)")
        }
        return .init(payload: payload, profile: profile, retransmission: retransmission, feedback: feedback)
    }

    /// How well a profile suits constrained baseline, 0 the best; nil for one whose decoder need not understand it.
    private static func rank(_ profile: String) -> Int? {
        guard profile.utf8.count == 6, profile.allSatisfy({ $0.isASCII && $0.isHexDigit }) else { return nil }
        switch profile.lowercased().prefix(4) {
        case "42e0", "42c0": return 0
        case let start where start.hasPrefix("42"): return 1
        case let start where start.hasPrefix("4d"): return 2
        case let start where start.hasPrefix("64"): return 3
        default: return nil
        }
    }

    /// The encoding of a payload type, in lower case.
    private func map(_ payload: Int) -> String? {
        values("rtpmap").first { $0.hasPrefix("\(payload) ") }?.split(separator: " ").dropFirst().first?.lowercased()
    }

    private func parameters(_ payload: Int) -> [String: String] {
        let text = values("fmtp").first { $0.hasPrefix("\(payload) ") }?.drop { $0 != " " } ?? ""
        let pairs = text.split(separator: ";").map { part in
            part.trimmingCharacters(in: .whitespaces).split(separator: "=", maxSplits: 1).map(String.init)
        }
        return Dictionary(pairs.filter { $0.count == 2 }.map { ($0[0], $0[1]) }) { first, _ in first }
    }

    /// The other end; what the section does not say itself may stand before the first section.
    func transport(_ session: SDPLines) -> WebRTCOffer.Transport? {
        func value(_ name: String) -> Substring? { values(name).first ?? session.values(name).first }
        guard has("rtcp-mux"), name != nil,
            let fragment = value("ice-ufrag"), (4...256).contains(fragment.utf8.count), fragment.isICE,
            let password = value("ice-pwd"), (22...256).contains(password.utf8.count), password.isICE,
            let fingerprint = value("fingerprint"), fingerprint.isFingerprint,
            let setup = value("setup"), ["actpass", "active", "passive"].contains(setup)
        else { return nil }
        let candidates = values("candidate").compactMap(Self.candidate).prefix(Self.mostCandidates)
        return .init(
            fragment: String(fragment), password: String(password), fingerprint: String(fingerprint),
            setup: String(setup), candidates: Array(candidates))
    }

    /// A UDP candidate with a plain address; nil for all others. Names are not looked up: who is near is found anyway, by
    /// what it sends (RFC 8445, section 7.3.1.3).
    private static func candidate(_ text: Substring) -> String? {
        let words = text.split(separator: " ")
        guard words.count >= 8, words[1] == "1", words[2].lowercased() == "udp", words[6] == "typ",
            words[0].utf8.count <= 32, words[0].isICE, let priority = UInt32(words[3]), priority > 0,
            let port = UInt16(words[5]), port > 0, words[4].isAddress
        else { return nil }
        return "candidate:\(words[0]) 1 UDP \(priority) \(words[4]) \(port) typ host"
    }
}

extension Substring {
    /// Whether it has letters, digits and a few marks only, and some of them.
    fileprivate func isToken(most: Int, also marks: String = "") -> Bool {
        (1...most).contains(utf8.count)
            && utf8.allSatisfy { $0.isLetterOrDigit || "-_.+".utf8.contains($0) || marks.utf8.contains($0) }
    }

    /// Whether it has the characters of ICE only (RFC 8839).
    fileprivate var isICE: Bool {
        !isEmpty && utf8.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "/") }
    }

    /// A hash function of 256 bits or more, and its bytes (RFC 8122).
    fileprivate var isFingerprint: Bool {
        let words = split(separator: " ")
        guard words.count == 2, let length = ["sha-256": 32, "sha-384": 48, "sha-512": 64][words[0].lowercased()] else {
            return false
        }
        let bytes = words[1].split(separator: ":", omittingEmptySubsequences: false)
        return bytes.count == length && bytes.allSatisfy { $0.utf8.count == 2 && $0.allSatisfy(\.isHexDigit) }
    }

    /// Whether it is an IPv4 or IPv6 address.
    fileprivate var isAddress: Bool {
        var bytes = in6_addr()
        return utf8.count <= 45
            && (inet_pton(AF_INET, String(self), &bytes) == 1 || inet_pton(AF_INET6, String(self), &bytes) == 1)
    }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }
}
