// Addresses as values, so that the same address is the same however it is written, and networks of them.

import Foundation

/// An address of IPv4 or IPv6. An IPv4 address written as IPv6 (`::ffff:192.0.2.1`) is that IPv4 address.
struct IPAddress: Sendable, Hashable, CustomStringConvertible {
    /// Four bytes, or sixteen.
    let bytes: [UInt8]

    /// Reads an address without a port; nil when it is none.
    init?(_ text: some StringProtocol) {
        // What stands behind % names an interface of one machine.
        let text = String(text.prefix { $0 != "%" })
        var (short, long) = (in_addr(), in6_addr())
        if inet_pton(AF_INET, text, &short) == 1 {
            bytes = withUnsafeBytes(of: short) { Array($0) }
        } else if inet_pton(AF_INET6, text, &long) == 1 {
            let all = withUnsafeBytes(of: long) { Array($0) }
            bytes = all.starts(with: Self.mapped) ? Array(all.suffix(4)) : all
        } else {
            return nil
        }
    }

    /// Reads an address as proxies write it in `X-Forwarded-For`: `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`,
    /// `[2001:db8::1]` or `[2001:db8::1]:4711`; nil when it is none.
    init?(hop text: some StringProtocol) {
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            self.init(text[text.index(after: text.startIndex)..<end])
        } else if text.count(where: { $0 == ":" }) == 1 {
            self.init(text.prefix { $0 != ":" })
        } else {
            self.init(text)
        }
    }

    /// This machine's own.
    var isLoopback: Bool { bytes.count == 4 ? bytes[0] == 127 : bytes == [UInt8](repeating: 0, count: 15) + [1] }

    /// As it is usually written.
    var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        guard inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil else { return "an address" }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Who an address stands for where viewers are counted by it: nil for this machine, where a proxy may speak for many;
    /// for IPv6 the network, of which one machine has all addresses.
    static func counted(_ text: String) -> String? {
        guard let address = IPAddress(text) else { return text }
        if address.isLoopback { return nil }
        guard address.bytes.count == 16 else { return address.description }
        return "the IPv6 network \(address.bytes.prefix(8).map { String(format: "%02x", $0) }.joined())"
    }

    private static let mapped = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]
}

/// An address, or all those that begin with the same bits (RFC 4632).
struct IPNetwork: Sendable, Hashable {
    private let address: IPAddress
    private let bits: Int

    /// Reads `ADDRESS` or `ADDRESS/BITS`; nil when it is something else.
    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let address = IPAddress(first) else { return nil }
        let most = 8 * address.bytes.count
        guard let bits = parts.count == 2 ? Int(parts[1]) : most, (0...most).contains(bits) else { return nil }
        (self.address, self.bits) = (address, bits)
    }

    func contains(_ other: IPAddress) -> Bool {
        guard other.bytes.count == address.bytes.count else { return false }
        return (0..<bits).allSatisfy { bit in
            (other.bytes[bit / 8] ^ address.bytes[bit / 8]) & (0x80 >> (bit % 8)) == 0
        }
    }
}
