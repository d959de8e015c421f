// A client of the control channel over the Unix socket, for the command line and for checks.

import Foundation
public import Wire

/// Why the daemon cannot be asked, in a sentence.
public struct ClientError: Error, Sendable, CustomStringConvertible {
    /// The sentence.
    public let description: String

    /// An error with its sentence.
    public init(description: String) { self.description = description }
}

/// A connection to the daemon that sends lines and waits for lines.
///
/// Blocks its thread: for programs that do one thing after another.
public final class ControlClient {
    private let file: FileHandle
    private var buffer = Data()
    private var nextID: Int64 = 0
    /// Events that came while a reply was waited for.
    private var events: [JSON] = []

    /// Connects, and reads the daemon's greeting.
    ///
    /// - Throws: `ClientError` when nobody listens at the path.
    public init(socket path: String) throws(ClientError) {
        let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw ClientError(description: "no socket can be made") }
        file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        guard Self.connect(descriptor, to: path) else {
            throw ClientError(description: "no daemon answers at \(path); start one with: showtell serve")
        }
        _ = try readLine()
    }

    private static func connect(_ descriptor: CInt, to path: String) -> Bool {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let capacity = MemoryLayout.size(ofValue: address.sun_path)
        guard path.utf8.count < capacity else { return false }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
    }

    /// Sends a request and waits for its reply; events that come before it are kept.
    ///
    /// - Returns: the result.
    /// - Throws: `Refusal` when the daemon refuses, `ClientError` when it is gone.
    public func call(_ method: String, _ params: [String: JSON] = [:]) throws -> JSON {
        nextID += 1
        let id = nextID
        try send(["jsonrpc": .string("2.0"), "id": .integer(id), "method": .string(method), "params": .object(params)])
        while true {
            let message = try readLine()
            guard message["id"] == .integer(id) else {
                events.append(message)
                continue
            }
            if let error = message["error"] { throw Refusal(error: error) }
            return message["result"] ?? .null
        }
    }

    /// Waits for the next event.
    ///
    /// - Returns: the event's params.
    /// - Throws: `ClientError` when the daemon is gone.
    public func nextEvent() throws(ClientError) -> JSON {
        let message = events.isEmpty ? try readLine() : events.removeFirst()
        return message["params"] ?? .null
    }

    private func send(_ request: [String: JSON]) throws {
        var line = try JSONEncoder().encode(JSON.object(request))
        line.append(UInt8(ascii: "\n"))
        do {
            try file.write(contentsOf: line)
        } catch {
            throw ClientError(description: "the daemon is gone")
        }
    }

    /// What has come, at least a byte; nil when nothing will, also because the daemon was killed, on which
    /// `FileHandle.availableData` ends the program.
    private func receive() -> Data? {
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = recv(file.fileDescriptor, &bytes, bytes.count, 0)
            if count < 0, errno == EINTR { continue }
            return count > 0 ? Data(bytes[..<count]) : nil
        }
    }

    private func readLine() throws(ClientError) -> JSON {
        while true {
            if let newline = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                let line = Data(buffer[..<newline])
                buffer.removeSubrange(...newline)
                guard let json = try? JSON(parsing: line) else {
                    throw ClientError(description: "the daemon sent a line that is not JSON")
                }
                return json
            }
            guard let more = receive() else { throw ClientError(description: "the daemon is gone") }
            buffer.append(more)
        }
    }
}

/// The daemon's refusal of a request.
public struct Refusal: Error, Sendable, CustomStringConvertible {
    /// JSON-RPC's error object.
    public let error: JSON

    /// A refusal with JSON-RPC's error object.
    public init(error: JSON) { self.error = error }

    /// The daemon's sentence.
    public var description: String { error["message"]?.text ?? "the daemon refused" }

    /// The stable kind, if it is one of Showtell's own.
    public var kind: String? { error["data"]?["kind"]?.text }
}
