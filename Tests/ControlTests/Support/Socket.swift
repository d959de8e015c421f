// A client of plain POSIX calls: what the doors get is what any program could send.

import Foundation
import Synchronization
import Wire

/// Why a test could not go on.
struct Trouble: Error, CustomStringConvertible {
    let description: String
}

/// Runs an actor on a queue of its own, where it may block.
final class OwnQueue: SerialExecutor {
    private let queue = DispatchQueue(label: "showtell.tests.socket")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}

/// A connected socket. Every call ends within ten seconds, with what was asked for or with `Trouble`.
actor Socket {
    private let queue = OwnQueue()
    nonisolated var unownedExecutor: UnownedSerialExecutor { queue.asUnownedSerialExecutor() }

    private let descriptor: CInt
    private var received: [UInt8] = []
    private var isOpen = true
    private static let patience = Duration.seconds(10)

    /// Connects to a Unix socket.
    init(path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        try Self.connect(descriptor, &address)
    }

    /// Connects to a port of this machine.
    ///
    /// - Parameter receiveBuffer: bytes that the kernel keeps for a client that does not read; nil for the usual.
    init(port: Int, receiveBuffer: CInt? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if var size = receiveBuffer {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<CInt>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        try Self.connect(descriptor, &address)
    }

    deinit {
        if isOpen { _ = Foundation.close(descriptor) }
    }

    private static func connect<Address>(_ descriptor: CInt, _ address: inout Address) throws {
        let length = socklen_t(MemoryLayout<Address>.size)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { Foundation.connect(descriptor, $0, length) }
        }
        guard result == 0 else { throw Trouble(description: "no connection: \(String(cString: strerror(errno)))") }
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    }

    /// Sends bytes, a piece of the given size at a time.
    func send(_ bytes: [UInt8], pieces size: Int = .max) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            try wait(for: POLLOUT, within: Self.patience, "the server takes no more")
            let sent = rest.prefix(size).withUnsafeBytes {
                Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if sent < 0, errno != EAGAIN { throw Trouble(description: "sending: \(String(cString: strerror(errno)))") }
            rest = rest.dropFirst(max(sent, 0))
        }
    }

    /// Sends bytes and keeps what comes meanwhile, so that neither side waits for the other.
    func sendWhileReading(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            try wait(for: POLLIN | POLLOUT, within: Self.patience, "the server neither takes nor gives")
            while isReady(POLLIN, within: .zero), try fill(within: .zero) {}
            guard isReady(POLLOUT, within: .zero) else { continue }
            try send(Array(rest.prefix(1024)))
            rest = rest.dropFirst(1024)
        }
    }

    /// Sends text as it is.
    func send(_ text: String) throws { try send(Array(text.utf8)) }

    /// Sends text as a line.
    func send(line: String) throws { try send(line + "\n") }

    /// The next line as JSON.
    func line() throws -> JSON {
        guard let line = try bytes(upTo: [UInt8(ascii: "\n")], within: Self.patience) else {
            throw Trouble(description: "the connection ended before a line")
        }
        return try JSON(parsing: Data(line))
    }

    /// The next lines up to the end of the connection, however that ends.
    func linesToTheEnd() throws -> [JSON] {
        while try fill(within: Self.patience) {}
        return try received.split(separator: UInt8(ascii: "\n")).map {
            try JSON(parsing: Data($0))
        }
    }

    /// Whether nothing comes for a while.
    func isSilent(for time: Duration = .milliseconds(150)) throws -> Bool {
        guard received.isEmpty else { return false }
        do {
            _ = try fill(within: time)
            return false
        } catch is Trouble { return true }
    }

    /// Text up to a mark, which is taken along.
    func text(upTo mark: String) throws -> String {
        guard let bytes = try bytes(upTo: Array(mark.utf8), within: Self.patience) else {
            throw Trouble(description: "the connection ended before \(mark)")
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// So many bytes.
    func bytes(_ count: Int) throws -> [UInt8] {
        while received.count < count {
            guard try fill(within: Self.patience) else {
                throw Trouble(description: "the connection ended after \(received.count) of \(count) bytes")
            }
        }
        defer { received.removeFirst(count) }
        return Array(received.prefix(count))
    }

    /// Waits for the end of the connection and throws away what comes before it.
    func end() throws {
        while try fill(within: Self.patience) { received.removeAll() }
    }

    /// Limits how fast whoever serves it in this process may send, in bytes a second: a slow line, without a slow line.
    func slowDown(to rate: UInt32) throws {
        let port = try Self.port(descriptor, getsockname)
        for other in CInt(3)..<4096 where other != descriptor {
            guard (try? Self.port(other, getpeername)) == port else { continue }
            var rate = rate
            let size = socklen_t(MemoryLayout<UInt32>.size)
            guard setsockopt(other, SOL_SOCKET, SO_MAX_PACING_RATE, &rate, size) == 0 else { break }
            return
        }
        throw Trouble(description: "the server's end of the connection cannot be slowed down")
    }

    private static func port(
        _ descriptor: CInt,
        _ name: (CInt, UnsafeMutablePointer<sockaddr>?, UnsafeMutablePointer<socklen_t>?) -> CInt
    ) throws -> UInt16 {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name(descriptor, $0, &length) }
        }
        guard result == 0, address.sin_family == sa_family_t(AF_INET) else { throw Trouble(description: "no port") }
        return address.sin_port
    }

    /// Says that nothing more will be sent, as `nc -N` does.
    func endSending() { _ = shutdown(descriptor, Int32(SHUT_WR)) }

    /// Leaves.
    func close() {
        isOpen = false
        _ = Foundation.close(descriptor)
    }

    private func bytes(upTo mark: [UInt8], within time: Duration) throws -> [UInt8]? {
        var searched = 0
        while true {
            if let place = received[searched...].firstRange(of: mark) {
                defer { received.removeFirst(place.upperBound) }
                return Array(received[..<place.lowerBound])
            }
            searched = max(0, received.count - mark.count)
            guard try fill(within: time) else { return nil }
        }
    }

    /// Reads what is there, waiting for some. Returns false at the end of the connection.
    private func fill(within time: Duration) throws -> Bool {
        try wait(for: POLLIN, within: time, "nothing came")
        var piece = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &piece, piece.count, 0)
        if count < 0, errno == EAGAIN { return true }
        received += piece.prefix(max(count, 0))
        return count > 0
    }

    private func wait(for events: Int32, within time: Duration, _ problem: String) throws {
        guard isReady(events, within: time) else {
            throw Trouble(description: "\(problem) for \(time); there are \(received.count) bytes unread")
        }
    }

    private func isReady(_ events: Int32, within time: Duration) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(events), revents: 0)
        let milliseconds = time.components.seconds * 1000 + time.components.attoseconds / 1_000_000_000_000_000
        return poll(&entry, 1, CInt(milliseconds)) > 0
    }
}
