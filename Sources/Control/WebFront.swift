// What stands between browsers and the web door: the path below which it is seen, proxies, and names.

/// A path below which a proxy shows this server, `/showtell`; or none.
public struct BasePath: Sendable, Hashable {
    /// Without a slash at its end; empty for none.
    let path: String

    /// No path: the server is seen at the root.
    public init() { path = "" }

    /// Reads a path.
    ///
    /// - Throws: a sentence that says what can be written.
    public init(_ text: String) throws(FrontError) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let named = parts.dropFirst().last == "" ? parts.dropFirst().dropLast() : parts.dropFirst()
        // Letters that mean the same with and without an escape (RFC 3986, section 2.3).
        let isPlain = named.allSatisfy { part in
            !part.isEmpty && part != "." && part != ".." && part.utf8.allSatisfy(Self.isUnreserved)
        }
        guard parts.first == "", parts.count > 1, isPlain, text.utf8.count <= 255 else {
            throw FrontError(
                "“\(text)” is no base path; write a path that begins with /, of letters, digits, “-”, “.”, “_” and “~”, for example /showtell"
            )
        }
        path = named.map { "/\($0)" }.joined()
    }

    /// What is asked for, without the base path where it has one: proxies may leave it on or take it off.
    func inside(_ target: String) -> String {
        guard !path.isEmpty, target.hasPrefix("\(path)/") else { return target }
        return String(target.dropFirst(path.count))
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default: "-._~".utf8.contains(byte)
        }
    }
}

/// How browsers reach the web door, where that is not directly.
public struct WebFront: Sendable, Hashable {
    /// Below which path.
    public var basePath: BasePath
    /// Proxies that are believed.
    public var proxies: Proxies
    /// Names beside those of this machine under which a server answers that listens to this machine only; in lower case,
    /// without ports.
    public var hosts: Set<String>

    /// Directly, unless something else is said.
    public init(basePath: BasePath = BasePath(), proxies: Proxies = Proxies(), hosts: Set<String> = []) {
        (self.basePath, self.proxies, self.hosts) = (basePath, proxies, hosts)
    }
}
